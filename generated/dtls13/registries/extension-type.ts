// Code generated from spec/dtls13/registries/extension_type.ksy. DO NOT EDIT.
import { nameOf } from '../../../runtime/wire/index.ts';

/**
 * Types of handshake message extensions. Attributes: the messages that may contain it, of CH (ClientHello), SH
 * (ServerHello), HRR (HelloRetryRequest), EE (EncryptedExtensions), CR (CertificateRequest), CT (Certificate) and NST
 * (NewSessionTicket), for the extensions that the RFC lists. RFC 9846 section 4.3. Taken from: IANA "TLS ExtensionType
 * Values", 2026-11-21.
 */
export const ExtensionType = {
  /** RFC 6066 section 3. */
  server_name: 0x0000,
  /** RFC 6066 section 4. */
  max_fragment_length: 0x0001,
  /** RFC 6066 section 5. */
  client_certificate_url: 0x0002,
  /** RFC 6066 section 6. */
  trusted_ca_keys: 0x0003,
  /** RFC 6066 section 7. */
  truncated_hmac: 0x0004,
  /** RFC 6066 section 8. */
  status_request: 0x0005,
  /** RFC 4681 section 2. */
  user_mapping: 0x0006,
  /** RFC 5878 section 2. */
  client_authz: 0x0007,
  /** RFC 5878 section 2. */
  server_authz: 0x0008,
  /** RFC 6091 section 3. */
  cert_type: 0x0009,
  /** RFC 9846 section 4.3.7. */
  supported_groups: 0x000a,
  /** RFC 8422 section 5.1.2. */
  ec_point_formats: 0x000b,
  /** RFC 5054 section 2.8.1. */
  srp: 0x000c,
  /** RFC 9846 section 4.3.3. */
  signature_algorithms: 0x000d,
  /** RFC 5764 section 4.1. */
  use_srtp: 0x000e,
  /** RFC 6520 section 2. */
  heartbeat: 0x000f,
  /** RFC 7301 section 3.1. */
  application_layer_protocol_negotiation: 0x0010,
  /** RFC 6961 section 2.2. */
  status_request_v2: 0x0011,
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
  /** RFC 8472 section 2. */
  token_binding: 0x0018,
  /** RFC 7924. */
  cached_info: 0x0019,
  /** RFC 8879 section 3. */
  compress_certificate: 0x001b,
  /** RFC 8449 section 4. */
  record_size_limit: 0x001c,
  /** RFC 8492. */
  pwd_protect: 0x001d,
  /** RFC 8492. */
  pwd_clear: 0x001e,
  /** RFC 8492. */
  password_salt: 0x001f,
  /** RFC 8672. */
  ticket_pinning: 0x0020,
  /** RFC 8773. */
  tls_cert_with_extern_psk: 0x0021,
  /** RFC 9345 section 4.1.1. */
  delegated_credential: 0x0022,
  /** RFC 5077 section 3.2. */
  session_ticket: 0x0023,
  /** RFC 8870. */
  supported_ekt_ciphers: 0x0027,
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
  /** RFC 9162 section 6.5. */
  transparency_info: 0x0034,
  /** RFC 9146. */
  connection_id_deprecated: 0x0035,
  /** RFC 9146 section 3. */
  connection_id: 0x0036,
  /** RFC 8844 section 3.2. */
  external_id_hash: 0x0037,
  /** RFC 8844 section 4.3. */
  external_session_id: 0x0038,
  /** RFC 9001 section 8.2. */
  quic_transport_parameters: 0x0039,
  /** RFC 9149 section 3. */
  ticket_request: 0x003a,
  /** RFC 9102. */
  dnssec_chain: 0x003b,
  /** RFC 9853 section 3. */
  rrc: 0x003d,
  /** RFC 9849 section 5.1. */
  ech_outer_extensions: 0xfd00,
  /** RFC 9849 section 5. */
  encrypted_client_hello: 0xfe0d,
  /** RFC 5746 section 3.2. */
  renegotiation_info: 0xff01,
} as const;

/** A registered code point, or any other number: decoding keeps unknown ones. */
export type ExtensionType = (typeof ExtensionType)[keyof typeof ExtensionType] | (number & Record<never, never>);

/** The registered name, or `unknown (0x..)`. For logs and messages. */
export function extensionTypeName(value: number): string {
  return nameOf(ExtensionType, value);
}

/** Attributes of a code point. */
export interface ExtensionTypeAttributes {
  readonly messages: string;
}

/** By code point; undefined for code points without attributes. */
export const ExtensionTypeAttributes: Readonly<Record<number, ExtensionTypeAttributes>> = {
  [ExtensionType.server_name]: { messages: 'CH EE CR' },
  [ExtensionType.status_request]: { messages: 'CH CR CT' },
  [ExtensionType.supported_groups]: { messages: 'CH EE' },
  [ExtensionType.signature_algorithms]: { messages: 'CH CR' },
  [ExtensionType.use_srtp]: { messages: 'CH EE' },
  [ExtensionType.heartbeat]: { messages: 'CH EE' },
  [ExtensionType.application_layer_protocol_negotiation]: { messages: 'CH EE' },
  [ExtensionType.signed_certificate_timestamp]: { messages: 'CH CR CT' },
  [ExtensionType.client_certificate_type]: { messages: 'CH EE' },
  [ExtensionType.server_certificate_type]: { messages: 'CH EE' },
  [ExtensionType.padding]: { messages: 'CH' },
  [ExtensionType.compress_certificate]: { messages: 'CH CR' },
  [ExtensionType.record_size_limit]: { messages: 'CH EE' },
  [ExtensionType.delegated_credential]: { messages: 'CH CR CT' },
  [ExtensionType.supported_ekt_ciphers]: { messages: 'CH EE' },
  [ExtensionType.pre_shared_key]: { messages: 'CH SH' },
  [ExtensionType.early_data]: { messages: 'CH EE NST' },
  [ExtensionType.supported_versions]: { messages: 'CH SH HRR' },
  [ExtensionType.cookie]: { messages: 'CH HRR' },
  [ExtensionType.psk_key_exchange_modes]: { messages: 'CH' },
  [ExtensionType.certificate_authorities]: { messages: 'CH CR' },
  [ExtensionType.oid_filters]: { messages: 'CR' },
  [ExtensionType.post_handshake_auth]: { messages: 'CH' },
  [ExtensionType.signature_algorithms_cert]: { messages: 'CH CR' },
  [ExtensionType.key_share]: { messages: 'CH SH HRR' },
  [ExtensionType.transparency_info]: { messages: 'CH CR CT' },
  [ExtensionType.connection_id]: { messages: 'CH SH' },
  [ExtensionType.external_id_hash]: { messages: 'CH EE' },
  [ExtensionType.external_session_id]: { messages: 'CH EE' },
  [ExtensionType.quic_transport_parameters]: { messages: 'CH EE' },
  [ExtensionType.ticket_request]: { messages: 'CH EE' },
  [ExtensionType.rrc]: { messages: 'CH SH' },
  [ExtensionType.ech_outer_extensions]: { messages: 'CH' },
  [ExtensionType.encrypted_client_hello]: { messages: 'CH HRR EE' },
};
