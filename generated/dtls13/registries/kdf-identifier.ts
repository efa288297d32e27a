// Code generated from spec/dtls13/registries/kdf_identifier.ksy. DO NOT EDIT.
import { nameOf } from '../../../runtime/wire/index.ts';

/**
 * Key derivation functions for which a pre-shared key is imported. Attribute: the hash by name. RFC 9258 section 10.
 * Taken from: IANA "TLS KDF Identifiers", 2026-11-21.
 */
export const KdfIdentifier = {
  /** RFC 9258 section 10. */
  HKDF_SHA256: 1,
  /** RFC 9258 section 10. */
  HKDF_SHA384: 2,
} as const;

/** A registered code point, or any other number: decoding keeps unknown ones. */
export type KdfIdentifier = (typeof KdfIdentifier)[keyof typeof KdfIdentifier] | (number & Record<never, never>);

/** The registered name, or `unknown (0x..)`. For logs and messages. */
export function kdfIdentifierName(value: number): string {
  return nameOf(KdfIdentifier, value);
}

/** Attributes of a code point. */
export interface KdfIdentifierAttributes {
  readonly hash: 'sha256' | 'sha384';
}

/** By code point; undefined for code points without attributes. */
export const KdfIdentifierAttributes: Readonly<Record<number, KdfIdentifierAttributes>> = {
  [KdfIdentifier.HKDF_SHA256]: { hash: 'sha256' },
  [KdfIdentifier.HKDF_SHA384]: { hash: 'sha384' },
};
