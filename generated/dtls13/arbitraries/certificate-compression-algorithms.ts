// Code generated from spec/dtls13/wire/certificate_compression_algorithms.ksy. DO NOT EDIT.
import type fc from 'fast-check';
import { CertificateCompressionAlgorithm } from '../registries/certificate-compression-algorithm.ts';
import type { CertificateCompressionAlgorithms } from '../wire/certificate-compression-algorithms.ts';
import { make } from './building-blocks.ts';

/** Valid values. */
export function arbitraryCertificateCompressionAlgorithms(): fc.Arbitrary<CertificateCompressionAlgorithms> {
  return make.record({
    algorithms: make.list(make.codePoints(CertificateCompressionAlgorithm, 65535), 1, 127),
  });
}
