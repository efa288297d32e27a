// Code generated from spec/dtls13/registries/alert_description.ksy. DO NOT EDIT.
import { nameOf } from '../../../runtime/wire/index.ts';

/** Alert descriptions. RFC 9846 section 6. Taken from: IANA "TLS Alerts", 2026-11-21. */
export const AlertDescription = {
  /** RFC 9846 section 6.1. */
  close_notify: 0,
  /** RFC 9846 section 6.2. */
  unexpected_message: 10,
  /** RFC 9846 section 6.2. */
  bad_record_mac: 20,
  /** RFC 9846 section 6.2. */
  record_overflow: 22,
  /** RFC 9846 section 6.2. */
  handshake_failure: 40,
  /** RFC 9846 section 6.2. */
  bad_certificate: 42,
  /** RFC 9846 section 6.2. */
  unsupported_certificate: 43,
  /** RFC 9846 section 6.2. */
  certificate_revoked: 44,
  /** RFC 9846 section 6.2. */
  certificate_expired: 45,
  /** RFC 9846 section 6.2. */
  certificate_unknown: 46,
  /** RFC 9846 section 6.2. */
  illegal_parameter: 47,
  /** RFC 9846 section 6.2. */
  unknown_ca: 48,
  /** RFC 9846 section 6.2. */
  access_denied: 49,
  /** RFC 9846 section 6.2. */
  decode_error: 50,
  /** RFC 9846 section 6.2. */
  decrypt_error: 51,
  /** RFC 9846 section 6.2. */
  protocol_version: 70,
  /** RFC 9846 section 6.2. */
  insufficient_security: 71,
  /** RFC 9846 section 6.2. */
  internal_error: 80,
  /** RFC 9846 section 6.2. */
  inappropriate_fallback: 86,
  /** RFC 9846 section 6.1. */
  user_canceled: 90,
  /** RFC 9846 section 6.2. */
  missing_extension: 109,
  /** RFC 9846 section 6.2. */
  unsupported_extension: 110,
  /** RFC 9846 section 6.2. */
  unrecognized_name: 112,
  /** RFC 9846 section 6.2. */
  bad_certificate_status_response: 113,
  /** RFC 9846 section 6.2. */
  unknown_psk_identity: 115,
  /** RFC 9846 section 6.2. */
  certificate_required: 116,
  /** RFC 9846 section 6.2. */
  no_application_protocol: 120,
  /** RFC 9147 section 9. */
  too_many_cids_requested: 52,
  /** RFC 9849 section 5. */
  ech_required: 121,
} as const;

/** A registered code point, or any other number: decoding keeps unknown ones. */
export type AlertDescription =
  | (typeof AlertDescription)[keyof typeof AlertDescription]
  | (number & Record<never, never>);

/** The registered name, or `unknown (0x..)`. For logs and messages. */
export function alertDescriptionName(value: number): string {
  return nameOf(AlertDescription, value);
}
