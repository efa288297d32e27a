import { Certificate as CertificateMessage } from '../../../generated/dtls13/wire/certificate.ts';
import type { PrivateKey } from '../../crypto/provider.ts';
import { encodeToBytes } from '../../wire/index.ts';

/** A certificate chain and the private key of its first certificate. Borrowed until the endpoint ends. */
export interface Certificate {
  /** DER, end entity first. */
  readonly chain: readonly Uint8Array[];
  /** Imported by the provider of the same endpoint. */
  readonly privateKey: PrivateKey;
  /**
   * True: only a peer gets the certificate whose certificate_authorities name the issuer of a certificate of the chain; RFC
   * 9846 section 4.3.4. Default false: such peers get it first, and others if no other certificate is preferred.
   */
  readonly matchIssuer?: boolean | undefined;
}

const EMPTY = new Uint8Array(0);

/**
 * The body of a Certificate; RFC 9846 section 4.5.1. An empty chain: no certificate is available. `certificateRequestContext`:
 * of the request; empty in the main handshake.
 */
export function encodeCertificate(
  chain: readonly Uint8Array[],
  certificateRequestContext: Uint8Array = EMPTY,
): Uint8Array {
  const certificateList = chain.map((certData) => ({ certData, extensions: [] }));
  return encodeToBytes(CertificateMessage, { certificateRequestContext, certificateList });
}
