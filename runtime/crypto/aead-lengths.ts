import { ConfigError } from '../errors/config-error.ts';
import type { AeadName } from './provider.ts';

/** Sizes of an AEAD in bytes; RFC 5116 section 5, RFC 6655 section 6.1, RFC 8439 section 2.8. */
export interface AeadLengths {
  readonly keyLength: number;
  /** The nonce, which TLS calls iv. */
  readonly ivLength: number;
  readonly tagLength: number;
}

const AEAD_LENGTHS: Readonly<Record<AeadName, AeadLengths>> = {
  'aes-128-gcm': { keyLength: 16, ivLength: 12, tagLength: 16 },
  'aes-256-gcm': { keyLength: 32, ivLength: 12, tagLength: 16 },
  'chacha20-poly1305': { keyLength: 32, ivLength: 12, tagLength: 16 },
  'aes-128-ccm': { keyLength: 16, ivLength: 12, tagLength: 16 },
  'aes-128-ccm-8': { keyLength: 16, ivLength: 12, tagLength: 8 },
};

/** The sizes of the AEAD with this name. */
export function aeadLengths(name: AeadName): AeadLengths {
  return AEAD_LENGTHS[name];
}

/** Throws ConfigError unless `key` has the length that the AEAD asks for. */
export function requireKeyLength(name: AeadName, key: Uint8Array): void {
  const { keyLength } = AEAD_LENGTHS[name];
  if (key.length !== keyLength) throw new ConfigError('key', `${name} takes ${keyLength} bytes, not ${key.length}`);
}
