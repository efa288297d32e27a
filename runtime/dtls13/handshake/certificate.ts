import { Certificate as CertificateMessage } from '../../../generated/dtls13/wire/certificate.ts';
import type { PrivateKey } from '../../crypto/provider.ts';
import { encodeToBytes } from '../../wire/index.ts';

/** A certificate chain and the private key of its first certificate. Borrowed until the endpoint ends. */
export interface Certificate {
  /** DER, end entity first. */
  readonly chain: readonly Uint8Array[];
  /** Imported by the provider of the same endpoint. */
  readonly privateKey: PrivateKey;
}

const EMPTY = new Uint8Array(0);

/**
 * The body of a Certificate of the main handshake; RFC 9846 section 4.5.1. An empty chain: no certificate is available.
 */
export function encodeCertificate(chain: readonly Uint8Array[]): Uint8Array {
  const certificateList = chain.map((certData) => ({ certData, extensions: [] }));
  return encodeToBytes(CertificateMessage, { certificateRequestContext: EMPTY, certificateList });
}
