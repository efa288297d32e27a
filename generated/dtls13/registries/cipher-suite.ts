// Code generated from spec/dtls13/registries/cipher_suite.ksy. DO NOT EDIT.
import { nameOf } from '../../../runtime/wire/index.ts';

/**
 * Cipher suites: AEAD algorithm and hash. Attributes: the AEAD and hash by name, the AEAD lengths in bytes, and the
 * column "Recommended" of the registry. RFC 9846 appendix B.4. Taken from: IANA "TLS Cipher Suites", 2026-11-21.
 */
export const CipherSuite = {
  /** RFC 5246 appendix A.5. */
  TLS_RSA_WITH_AES_128_CBC_SHA: 0x002f,
  /** RFC 5246 appendix A.5. */
  TLS_RSA_WITH_AES_256_CBC_SHA: 0x0035,
  /** RFC 5288 section 3. */
  TLS_RSA_WITH_AES_128_GCM_SHA256: 0x009c,
  /** RFC 5288 section 3. */
  TLS_RSA_WITH_AES_256_GCM_SHA384: 0x009d,
  /** RFC 5288 section 3. */
  TLS_DHE_RSA_WITH_AES_128_GCM_SHA256: 0x009e,
  /** RFC 5288 section 3. */
  TLS_DHE_RSA_WITH_AES_256_GCM_SHA384: 0x009f,
  /** RFC 8998 section 2. */
  TLS_SM4_GCM_SM3: 0x00c6,
  /** RFC 8998 section 2. */
  TLS_SM4_CCM_SM3: 0x00c7,
  /** RFC 5746 section 3.3. */
  TLS_EMPTY_RENEGOTIATION_INFO_SCSV: 0x00ff,
  /** RFC 9846 appendix B.4. */
  TLS_AES_128_GCM_SHA256: 0x1301,
  /** RFC 9846 appendix B.4. */
  TLS_AES_256_GCM_SHA384: 0x1302,
  /** RFC 9846 appendix B.4. */
  TLS_CHACHA20_POLY1305_SHA256: 0x1303,
  /** RFC 9846 appendix B.4. */
  TLS_AES_128_CCM_SHA256: 0x1304,
  /** RFC 9846 appendix B.4. */
  TLS_AES_128_CCM_8_SHA256: 0x1305,
  /** RFC 7507 section 2. */
  TLS_FALLBACK_SCSV: 0x5600,
  /** RFC 8422 section 6. */
  TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA: 0xc009,
  /** RFC 8422 section 6. */
  TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA: 0xc00a,
  /** RFC 8422 section 6. */
  TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA: 0xc013,
  /** RFC 8422 section 6. */
  TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA: 0xc014,
  /** RFC 5289 section 3.2. */
  TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256: 0xc02b,
  /** RFC 5289 section 3.2. */
  TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384: 0xc02c,
  /** RFC 5289 section 3.2. */
  TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256: 0xc02f,
  /** RFC 5289 section 3.2. */
  TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384: 0xc030,
  /** RFC 7251 section 2. */
  TLS_ECDHE_ECDSA_WITH_AES_128_CCM: 0xc0ac,
  /** RFC 7251 section 2. */
  TLS_ECDHE_ECDSA_WITH_AES_256_CCM: 0xc0ad,
  /** RFC 7251 section 2. */
  TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8: 0xc0ae,
  /** RFC 7251 section 2. */
  TLS_ECDHE_ECDSA_WITH_AES_256_CCM_8: 0xc0af,
  /** RFC 9150. */
  TLS_SHA256_SHA256: 0xc0b4,
  /** RFC 9150. */
  TLS_SHA384_SHA384: 0xc0b5,
  /** RFC 7905 section 2. */
  TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256: 0xcca8,
  /** RFC 7905 section 2. */
  TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256: 0xcca9,
  /** RFC 7905 section 2. */
  TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256: 0xccaa,
} as const;

/** A registered code point, or any other number: decoding keeps unknown ones. */
export type CipherSuite = (typeof CipherSuite)[keyof typeof CipherSuite] | (number & Record<never, never>);

/** The registered name, or `unknown (0x..)`. For logs and messages. */
export function cipherSuiteName(value: number): string {
  return nameOf(CipherSuite, value);
}

/** Attributes of a code point. */
export interface CipherSuiteAttributes {
  readonly aead: 'aes-128-ccm' | 'aes-128-ccm-8' | 'aes-128-gcm' | 'aes-256-gcm' | 'chacha20-poly1305';
  readonly hash: 'sha256' | 'sha384';
  readonly keyLength: number;
  readonly ivLength: number;
  readonly tagLength: number;
  readonly recommended: boolean;
}

/** By code point; undefined for code points without attributes. */
export const CipherSuiteAttributes: Readonly<Record<number, CipherSuiteAttributes>> = {
  [CipherSuite.TLS_AES_128_GCM_SHA256]: {
    aead: 'aes-128-gcm',
    hash: 'sha256',
    keyLength: 16,
    ivLength: 12,
    tagLength: 16,
    recommended: true,
  },
  [CipherSuite.TLS_AES_256_GCM_SHA384]: {
    aead: 'aes-256-gcm',
    hash: 'sha384',
    keyLength: 32,
    ivLength: 12,
    tagLength: 16,
    recommended: true,
  },
  [CipherSuite.TLS_CHACHA20_POLY1305_SHA256]: {
    aead: 'chacha20-poly1305',
    hash: 'sha256',
    keyLength: 32,
    ivLength: 12,
    tagLength: 16,
    recommended: true,
  },
  [CipherSuite.TLS_AES_128_CCM_SHA256]: {
    aead: 'aes-128-ccm',
    hash: 'sha256',
    keyLength: 16,
    ivLength: 12,
    tagLength: 16,
    recommended: true,
  },
  [CipherSuite.TLS_AES_128_CCM_8_SHA256]: {
    aead: 'aes-128-ccm-8',
    hash: 'sha256',
    keyLength: 16,
    ivLength: 12,
    tagLength: 8,
    recommended: false,
  },
};
