// Code generated from spec/dtls13/registries/srtp_protection_profile.ksy. DO NOT EDIT.
import { nameOf } from '../../../runtime/wire/index.ts';

/**
 * SRTP protection profiles: cipher and authentication, negotiated in the handshake. RFC 5764 section 4.1.2. Taken from:
 * IANA "DTLS-SRTP Protection Profiles", 2026-11-21.
 */
export const SrtpProtectionProfile = {
  /** RFC 5764 section 4.1.2. */
  SRTP_AES128_CM_HMAC_SHA1_80: 0x0001,
  /** RFC 5764 section 4.1.2. */
  SRTP_AES128_CM_HMAC_SHA1_32: 0x0002,
  /** RFC 5764 section 4.1.2. */
  SRTP_NULL_HMAC_SHA1_80: 0x0005,
  /** RFC 5764 section 4.1.2. */
  SRTP_NULL_HMAC_SHA1_32: 0x0006,
  /** RFC 7714 section 14.2. */
  SRTP_AEAD_AES_128_GCM: 0x0007,
  /** RFC 7714 section 14.2. */
  SRTP_AEAD_AES_256_GCM: 0x0008,
  /** RFC 8723. */
  DOUBLE_AEAD_AES_128_GCM_AEAD_AES_128_GCM: 0x0009,
  /** RFC 8723. */
  DOUBLE_AEAD_AES_256_GCM_AEAD_AES_256_GCM: 0x000a,
  /** RFC 8269. */
  SRTP_ARIA_128_CTR_HMAC_SHA1_80: 0x000b,
  /** RFC 8269. */
  SRTP_ARIA_128_CTR_HMAC_SHA1_32: 0x000c,
  /** RFC 8269. */
  SRTP_ARIA_256_CTR_HMAC_SHA1_80: 0x000d,
  /** RFC 8269. */
  SRTP_ARIA_256_CTR_HMAC_SHA1_32: 0x000e,
  /** RFC 8269. */
  SRTP_AEAD_ARIA_128_GCM: 0x000f,
  /** RFC 8269. */
  SRTP_AEAD_ARIA_256_GCM: 0x0010,
} as const;

/** A registered code point, or any other number: decoding keeps unknown ones. */
export type SrtpProtectionProfile =
  | (typeof SrtpProtectionProfile)[keyof typeof SrtpProtectionProfile]
  | (number & Record<never, never>);

/** The registered name, or `unknown (0x..)`. For logs and messages. */
export function srtpProtectionProfileName(value: number): string {
  return nameOf(SrtpProtectionProfile, value);
}
