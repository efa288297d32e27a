// Code generated from spec/dtls13/registries/certificate_compression_algorithm.ksy. DO NOT EDIT.
import { nameOf } from '../../../runtime/wire/index.ts';

/**
 * Certificate compression algorithms. RFC 8879 section 7.3. Taken from: IANA "TLS Certificate Compression Algorithm
 * IDs", 2026-11-21.
 */
export const CertificateCompressionAlgorithm = {
  /** RFC 8879 section 3. */
  zlib: 1,
  /** RFC 8879 section 3. */
  brotli: 2,
  /** RFC 8879 section 3. */
  zstd: 3,
} as const;

/** A registered code point, or any other number: decoding keeps unknown ones. */
export type CertificateCompressionAlgorithm =
  | (typeof CertificateCompressionAlgorithm)[keyof typeof CertificateCompressionAlgorithm]
  | (number & Record<never, never>);

/** The registered name, or `unknown (0x..)`. For logs and messages. */
export function certificateCompressionAlgorithmName(value: number): string {
  return nameOf(CertificateCompressionAlgorithm, value);
}
