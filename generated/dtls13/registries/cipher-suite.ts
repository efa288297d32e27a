// Code generated from spec/dtls13/registries/cipher_suite.ksy. DO NOT EDIT.
import { nameOf } from '../../../runtime/wire/index.ts';

/**
 * AEAD and hash that protect a connection. Attributes: the AEAD and hash by name, and the AEAD lengths in bytes. RFC
 * 9846 section B.4. Taken from: IANA "TLS Cipher Suites", 2026-11-21.
 */
export const CipherSuite = {
  /** RFC 9846 section B.4. */
  TLS_AES_128_GCM_SHA256: 0x1301,
  /** RFC 9846 section B.4. */
  TLS_AES_256_GCM_SHA384: 0x1302,
  /** RFC 9846 section B.4. */
  TLS_CHACHA20_POLY1305_SHA256: 0x1303,
  /** RFC 9846 section B.4. */
  TLS_AES_128_CCM_SHA256: 0x1304,
  /** RFC 9846 section B.4. */
  TLS_AES_128_CCM_8_SHA256: 0x1305,
} as const;

/** A registered code point, or any other number: unknown ones survive decoding. */
export type CipherSuite = (typeof CipherSuite)[keyof typeof CipherSuite] | (number & Record<never, never>);

/** The registered name, or `unknown (0x..)`. For logs and messages. */
export function cipherSuiteName(value: number): string {
  return nameOf(CipherSuite, value);
}

/** What the spec says about a code point beyond its number. */
export interface CipherSuiteAttributes {
  readonly aead: 'aes-128-gcm' | 'aes-256-gcm' | 'chacha20-poly1305';
  readonly hash: 'sha256' | 'sha384';
  readonly keyLength: number;
  readonly ivLength: number;
  readonly tagLength: number;
}

/** By code point; undefined for those the spec says no more about. */
export const CipherSuiteAttributes: Readonly<Record<number, CipherSuiteAttributes>> = {
  [CipherSuite.TLS_AES_128_GCM_SHA256]: {
    aead: 'aes-128-gcm',
    hash: 'sha256',
    keyLength: 16,
    ivLength: 12,
    tagLength: 16,
  },
  [CipherSuite.TLS_AES_256_GCM_SHA384]: {
    aead: 'aes-256-gcm',
    hash: 'sha384',
    keyLength: 32,
    ivLength: 12,
    tagLength: 16,
  },
  [CipherSuite.TLS_CHACHA20_POLY1305_SHA256]: {
    aead: 'chacha20-poly1305',
    hash: 'sha256',
    keyLength: 32,
    ivLength: 12,
    tagLength: 16,
  },
};
