// Code generated from spec/dtls13/wire/selected_protocol_name.ksy. DO NOT EDIT.
import fc from 'fast-check';
import type { SelectedProtocolName } from '../wire/selected-protocol-name.ts';
import { arbitraryProtocolName } from './protocol-name.ts';

/** Valid values. */
export function arbitrarySelectedProtocolName(): fc.Arbitrary<SelectedProtocolName> {
  return fc.record({
    protocolName: arbitraryProtocolName(),
  });
}
