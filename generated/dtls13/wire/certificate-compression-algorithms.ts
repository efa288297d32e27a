// Code generated from spec/dtls13/wire/certificate_compression_algorithms.ksy. DO NOT EDIT.
import { type Codec, outOfRange, type Reader, type Writer } from '../../../runtime/wire/index.ts';
import type { CertificateCompressionAlgorithm } from '../registries/certificate-compression-algorithm.ts';

/** Certificate compression algorithms that the sender can decompress. RFC 8879 section 3. */
export interface CertificateCompressionAlgorithms {
  readonly algorithms: readonly CertificateCompressionAlgorithm[];
}

function checkCertificateCompressionAlgorithms(value: CertificateCompressionAlgorithms): void {
  for (const item of value.algorithms) {
    if (item >>> 0 !== item || item > 65535) {
      throw outOfRange('CertificateCompressionAlgorithms.algorithms', item, 0, 65535);
    }
  }
  if (value.algorithms.length < 1 || value.algorithms.length > 127) {
    throw outOfRange('CertificateCompressionAlgorithms.algorithms', value.algorithms.length, 1, 127);
  }
}

export const CertificateCompressionAlgorithms: Codec<CertificateCompressionAlgorithms> = {
  name: 'CertificateCompressionAlgorithms',
  decode(reader: Reader): CertificateCompressionAlgorithms {
    const lenAlgorithms = reader.uint8(reader.reserve(1, 'CertificateCompressionAlgorithms.algorithms'));
    if (lenAlgorithms < 2 || lenAlgorithms > 254) {
      throw outOfRange('CertificateCompressionAlgorithms.algorithms', lenAlgorithms, 2, 254);
    }
    const algorithms = reader.uint16List(lenAlgorithms, 'CertificateCompressionAlgorithms.algorithms');
    return { algorithms };
  },
  encode(writer: Writer, value: CertificateCompressionAlgorithms): void {
    checkCertificateCompressionAlgorithms(value);
    writer.uint8(writer.reserve(1, 'CertificateCompressionAlgorithms.algorithms'), value.algorithms.length * 2);
    writer.uint16List(value.algorithms, 'CertificateCompressionAlgorithms.algorithms');
  },
  size(value: CertificateCompressionAlgorithms): number {
    return 1 + value.algorithms.length * 2;
  },
  validate(value: CertificateCompressionAlgorithms): void {
    checkCertificateCompressionAlgorithms(value);
  },
};
