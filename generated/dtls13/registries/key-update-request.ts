// Code generated from spec/dtls13/registries/key_update_request.ksy. DO NOT EDIT.
import { nameOf } from '../../../runtime/wire/index.ts';

/** Whether a KeyUpdate requests a response. RFC 9846 section 4.7.3. Taken from: RFC 9846 section 4.7.3, 2026-11-21. */
export const KeyUpdateRequest = {
  /** RFC 9846 section 4.7.3. */
  update_not_requested: 0,
  /** RFC 9846 section 4.7.3. */
  update_requested: 1,
} as const;

/** A registered code point, or any other number: decoding keeps unknown ones. */
export type KeyUpdateRequest =
  | (typeof KeyUpdateRequest)[keyof typeof KeyUpdateRequest]
  | (number & Record<never, never>);

/** The registered name, or `unknown (0x..)`. For logs and messages. */
export function keyUpdateRequestName(value: number): string {
  return nameOf(KeyUpdateRequest, value);
}
