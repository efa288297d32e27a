// Code generated from spec/dtls13/wire/return_routability_check.ksy. DO NOT EDIT.
import type fc from 'fast-check';
import { RrcMsgType } from '../registries/rrc-msg-type.ts';
import type { ReturnRoutabilityCheck } from '../wire/return-routability-check.ts';
import { make } from './building-blocks.ts';

/** Valid values. */
export function arbitraryReturnRoutabilityCheck(): fc.Arbitrary<ReturnRoutabilityCheck> {
  return make.record({
    msgType: make.codePoints(RrcMsgType, 255),
    body: make.bytes(0, 300),
  });
}
