// Code generated from spec/dtls13/wire/renegotiation_info.ksy. DO NOT EDIT.
import type fc from 'fast-check';
import type { RenegotiationInfo } from '../wire/renegotiation-info.ts';
import { make } from './building-blocks.ts';

/** Valid values. */
export function arbitraryRenegotiationInfo(): fc.Arbitrary<RenegotiationInfo> {
  return make.record({
    renegotiatedConnection: make.bytes(0, 255),
  });
}
