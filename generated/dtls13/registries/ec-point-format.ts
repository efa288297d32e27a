// Code generated from spec/dtls13/registries/ec_point_format.ksy. DO NOT EDIT.
import { nameOf } from '../../../runtime/wire/index.ts';

/**
 * Encodings of curve points; TLS 1.3 defines only the first. RFC 8422 section 5.1.2. Taken from: IANA "TLS EC Point
 * Formats", 2026-11-21.
 */
export const EcPointFormat = {
  /** RFC 8422 section 5.1.2. */
  uncompressed: 0,
  /** RFC 8422 section 5.1.2. */
  ansiX962_compressed_prime: 1,
  /** RFC 8422 section 5.1.2. */
  ansiX962_compressed_char2: 2,
} as const;

/** A registered code point, or any other number: decoding keeps unknown ones. */
export type EcPointFormat = (typeof EcPointFormat)[keyof typeof EcPointFormat] | (number & Record<never, never>);

/** The registered name, or `unknown (0x..)`. For logs and messages. */
export function ecPointFormatName(value: number): string {
  return nameOf(EcPointFormat, value);
}
