// Code generated from spec/dtls13/registries/rrc_msg_type.ksy. DO NOT EDIT.
import { nameOf } from '../../../runtime/wire/index.ts';

/**
 * Types of return routability check messages. RFC 9853 section 4. Taken from: IANA "TLS RRC Message Types", 2026-11-22.
 */
export const RrcMsgType = {
  /** RFC 9853 section 4. */
  path_challenge: 0,
  /** RFC 9853 section 4. */
  path_response: 1,
  /** RFC 9853 section 4. */
  path_drop: 2,
} as const;

/** A registered code point, or any other number: decoding keeps unknown ones. */
export type RrcMsgType = (typeof RrcMsgType)[keyof typeof RrcMsgType] | (number & Record<never, never>);

/** The registered name, or `unknown (0x..)`. For logs and messages. */
export function rrcMsgTypeName(value: number): string {
  return nameOf(RrcMsgType, value);
}
