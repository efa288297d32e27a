// Code generated from spec/dtls13/registries/handshake_type.ksy. DO NOT EDIT.
import { nameOf } from '../../../runtime/wire/index.ts';

/** Handshake message types. RFC 9147 section 5.2. Taken from: IANA "TLS HandshakeType", 2026-11-21. */
export const HandshakeType = {
  /** RFC 9846 appendix B.3 (reserved). */
  hello_request: 0,
  /** RFC 9846 section 4.2.2. */
  client_hello: 1,
  /** RFC 9846 section 4.2.3. */
  server_hello: 2,
  /** RFC 9147 appendix A.2 (reserved). */
  hello_verify_request: 3,
  /** RFC 9846 section 4.7.1. */
  new_session_ticket: 4,
  /** RFC 9846 section 4.6. */
  end_of_early_data: 5,
  /** RFC 9846 section 4.4.1. */
  encrypted_extensions: 8,
  /** RFC 9147 section 9. */
  request_connection_id: 9,
  /** RFC 9147 section 9. */
  new_connection_id: 10,
  /** RFC 9846 section 4.5.1. */
  certificate: 11,
  /** RFC 9846 section 4.4.2. */
  certificate_request: 13,
  /** RFC 9846 section 4.5.2. */
  certificate_verify: 15,
  /** RFC 9846 section 4.5.3. */
  finished: 20,
  /** RFC 9846 section 4.7.3. */
  key_update: 24,
  /** RFC 8879 section 4. */
  compressed_certificate: 25,
  /** RFC 9846 section 4.1. */
  message_hash: 254,
} as const;

/** A registered code point, or any other number: decoding keeps unknown ones. */
export type HandshakeType = (typeof HandshakeType)[keyof typeof HandshakeType] | (number & Record<never, never>);

/** The registered name, or `unknown (0x..)`. For logs and messages. */
export function handshakeTypeName(value: number): string {
  return nameOf(HandshakeType, value);
}
