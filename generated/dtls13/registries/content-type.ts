// Code generated from spec/dtls13/registries/content_type.ksy. DO NOT EDIT.
import { nameOf } from '../../../runtime/wire/index.ts';

/** Content types of records. RFC 9147 section 4.1. Taken from: IANA "TLS ContentType", 2026-11-21. */
export const ContentType = {
  /** RFC 9846 section 5. */
  change_cipher_spec: 20,
  /** RFC 9846 section 6. */
  alert: 21,
  /** RFC 9846 section 4. */
  handshake: 22,
  /** RFC 9846 section 5. */
  application_data: 23,
  /** RFC 6520 section 3. */
  heartbeat: 24,
  /** RFC 9146 section 4. */
  tls12_cid: 25,
  /** RFC 9147 section 7. */
  ack: 26,
  /** RFC 9853 section 4. */
  return_routability_check: 27,
} as const;

/** A registered code point, or any other number: decoding keeps unknown ones. */
export type ContentType = (typeof ContentType)[keyof typeof ContentType] | (number & Record<never, never>);

/** The registered name, or `unknown (0x..)`. For logs and messages. */
export function contentTypeName(value: number): string {
  return nameOf(ContentType, value);
}
