import { Certificate as CertificateMessage } from '../../../generated/dtls13/wire/certificate.ts';
import type { CertificateEntryExtension } from '../../../generated/dtls13/wire/certificate-entry-extension.ts';
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
  /**
   * The OCSP response about the first certificate in DER, for a peer that requests it; RFC 9846 section 4.5.1.1. At least
   * one byte. It is sent as it is. Default: none.
   */
  readonly ocspResponse?: Uint8Array | undefined;
}

const EMPTY = new Uint8Array(0);

/**
 * The body of a Certificate; RFC 9846 section 4.5.1. Undefined: no certificate is available. `isStatusRequested`: the peer
 * requests the OCSP response. `certificateRequestContext`: of the request; empty in the main handshake.
 */
export function encodeCertificate(
  certificate: Certificate | undefined,
  isStatusRequested: boolean,
  certificateRequestContext: Uint8Array = EMPTY,
): Uint8Array {
  const { chain = [], ocspResponse } = certificate ?? {};
  const status = isStatusRequested && ocspResponse !== undefined ? [statusOf(ocspResponse)] : [];
  const certificateList = chain.map((certData, index) => ({ certData, extensions: index === 0 ? status : [] }));
  return encodeToBytes(CertificateMessage, { certificateRequestContext, certificateList });
}

/** The status_request extension of a certificate; RFC 6066 section 8. */
function statusOf(response: Uint8Array): CertificateEntryExtension {
  return {
    kind: 'status_request',
    extensionData: { kind: 'ocsp', response: { response } },
  };
}
