// Code generated from spec/dtls13/registries/extension_type.ksy. DO NOT EDIT.
import { nameOf } from '../../../runtime/wire/index.ts';

/**
 * What an extension of a handshake message means. RFC 9846 section 4.3. Taken from: IANA "TLS ExtensionType Values",
 * 2026-11-21.
 */
export const ExtensionType = {
  /** RFC 6066 section 3. */
  server_name: 0x0000,
  /** RFC 6066 section 4. */
  max_fragment_length: 0x0001,
  /** RFC 6066 section 8. */
  status_request: 0x0005,
  /** RFC 9846 section 4.3.7. */
  supported_groups: 0x000a,
  /** RFC 8422 section 5.1.2. */
  ec_point_formats: 0x000b,
  /** RFC 9846 section 4.3.3. */
  signature_algorithms: 0x000d,
  /** RFC 5764 section 4.1. */
  use_srtp: 0x000e,
  /** RFC 6520 section 2. */
  heartbeat: 0x000f,
  /** RFC 7301 section 3.1. */
  application_layer_protocol_negotiation: 0x0010,
  /** RFC 6962 section 3.3.1. */
  signed_certificate_timestamp: 0x0012,
  /** RFC 7250 section 3. */
  client_certificate_type: 0x0013,
  /** RFC 7250 section 3. */
  server_certificate_type: 0x0014,
  /** RFC 7685 section 3. */
  padding: 0x0015,
  /** RFC 7366 section 2. */
  encrypt_then_mac: 0x0016,
  /** RFC 7627 section 5.1. */
  extended_master_secret: 0x0017,
  /** RFC 8879 section 3. */
  compress_certificate: 0x001b,
  /** RFC 8449 section 4. */
  record_size_limit: 0x001c,
  /** RFC 9345 section 4.1.1. */
  delegated_credential: 0x0022,
  /** RFC 5077 section 3.2. */
  session_ticket: 0x0023,
  /** RFC 9846 section 4.3.11. */
  pre_shared_key: 0x0029,
  /** RFC 9846 section 4.3.10. */
  early_data: 0x002a,
  /** RFC 9846 section 4.3.1. */
  supported_versions: 0x002b,
  /** RFC 9846 section 4.3.2. */
  cookie: 0x002c,
  /** RFC 9846 section 4.3.9. */
  psk_key_exchange_modes: 0x002d,
  /** RFC 9846 section 4.3.4. */
  certificate_authorities: 0x002f,
  /** RFC 9846 section 4.3.5. */
  oid_filters: 0x0030,
  /** RFC 9846 section 4.3.6. */
  post_handshake_auth: 0x0031,
  /** RFC 9846 section 4.3.3. */
  signature_algorithms_cert: 0x0032,
  /** RFC 9846 section 4.3.8. */
  key_share: 0x0033,
  /** RFC 9146 section 3. */
  connection_id: 0x0036,
  /** RFC 9853 section 3. */
  rrc: 0x003d,
  /** RFC 9849 section 5. */
  encrypted_client_hello: 0xfe0d,
  /** RFC 5746 section 3.2. */
  renegotiation_info: 0xff01,
} as const;

/** A registered code point, or any other number: unknown ones survive decoding. */
export type ExtensionType = (typeof ExtensionType)[keyof typeof ExtensionType] | (number & Record<never, never>);

/** The registered name, or `unknown (0x..)`. For logs and messages. */
export function extensionTypeName(value: number): string {
  return nameOf(ExtensionType, value);
}
