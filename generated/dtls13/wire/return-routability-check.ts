// Code generated from spec/dtls13/wire/return_routability_check.ksy. DO NOT EDIT.
import { type Codec, outOfRange, type Reader, type Writer } from '../../../runtime/wire/index.ts';
import type { RrcMsgType } from '../registries/rrc-msg-type.ts';

/** A message that checks whether the peer receives at an address. RFC 9853 section 4. */
export interface ReturnRoutabilityCheck {
  readonly msgType: RrcMsgType;
  /** The cookie, 8 bytes, in the three types of RFC 9853; anything in another type. A view into the record. */
  readonly body: Uint8Array;
}

function checkReturnRoutabilityCheck(value: ReturnRoutabilityCheck): void {
  if (value.msgType >>> 0 !== value.msgType || value.msgType > 255) {
    throw outOfRange('return_routability_check.msg_type', value.msgType, 0, 255);
  }
}

export const ReturnRoutabilityCheck: Codec<ReturnRoutabilityCheck> = {
  name: 'return_routability_check',
  decode(reader: Reader): ReturnRoutabilityCheck {
    const msgType = reader.uint8(reader.reserve(1, 'return_routability_check.msg_type'));
    const body = reader.rest();
    return { msgType, body };
  },
  encode(writer: Writer, value: ReturnRoutabilityCheck): void {
    checkReturnRoutabilityCheck(value);
    writer.uint8(writer.reserve(1, 'return_routability_check.msg_type'), value.msgType);
    writer.put(value.body, 'return_routability_check.body');
  },
  size(value: ReturnRoutabilityCheck): number {
    return 1 + value.body.length;
  },
  validate(value: ReturnRoutabilityCheck): void {
    checkReturnRoutabilityCheck(value);
  },
};
