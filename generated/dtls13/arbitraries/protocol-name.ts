// Code generated from spec/dtls13/wire/protocol_name.ksy. DO NOT EDIT.
import type fc from 'fast-check';
import type { ProtocolName } from '../wire/protocol-name.ts';
import { make } from './building-blocks.ts';

/** Valid values. */
export function arbitraryProtocolName(): fc.Arbitrary<ProtocolName> {
  return make.record({
    name: make.bytes(1, 255),
  });
}
