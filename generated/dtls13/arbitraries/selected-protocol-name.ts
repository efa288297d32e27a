// Code generated from spec/dtls13/wire/selected_protocol_name.ksy. DO NOT EDIT.
import type fc from 'fast-check';
import type { SelectedProtocolName } from '../wire/selected-protocol-name.ts';
import { make } from './building-blocks.ts';
import { arbitraryProtocolName } from './protocol-name.ts';

/** Valid values. */
export function arbitrarySelectedProtocolName(): fc.Arbitrary<SelectedProtocolName> {
  return make.record({
    protocolName: arbitraryProtocolName(),
  });
}
