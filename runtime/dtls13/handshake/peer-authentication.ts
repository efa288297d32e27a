import { signatureSchemeName } from '../../../generated/dtls13/registries/signature-scheme.ts';
import { Certificate } from '../../../generated/dtls13/wire/certificate.ts';
import { CertificateVerify } from '../../../generated/dtls13/wire/certificate-verify.ts';
import type { CryptoProvider, SignatureSchemeName } from '../../crypto/provider.ts';
import { decodeAll } from '../../wire/index.ts';
import { isCertificateVerifyValid } from './certificate-verify.ts';

/**
 * The Certificate and CertificateVerify of a peer; RFC 9846 sections 4.5.1 and 4.5.2.
 *
 * 1. `readCertificate`: the chain, which the application verifies.
 * 2. `accept`: the application trusts the chain.
 * 3. `readCertificateVerify` and `isSignatureValid`: the peer has the private key.
 */
export class PeerAuthentication {
  readonly #side: 'client' | 'server';
  #certificate: Certificate | undefined;
  #publicKey: Uint8Array | undefined;
  #notAfter = Number.POSITIVE_INFINITY;
  #certificateVerify: CertificateVerify | undefined;

  /** `side`: the side that is authenticated. */
  constructor(side: 'client' | 'server') {
    this.#side = side;
  }

  /** Throws WireError. */
  readCertificate(body: Uint8Array): void {
    this.#certificate = decodeAll(Certificate, body);
  }

  /** Throws WireError. */
  readCertificateVerify(body: Uint8Array): void {
    this.#certificateVerify = decodeAll(CertificateVerify, body);
  }

  /**
   * The application trusts the chain. `publicKey`: SubjectPublicKeyInfo of its first certificate. `notAfter`: when that
   * expires, in milliseconds since the Unix epoch.
   */
  accept(publicKey: Uint8Array, notAfter = Number.POSITIVE_INFINITY): void {
    this.#publicKey = publicKey;
    this.#notAfter = notAfter;
  }

  /** When the certificate expires, in milliseconds since the Unix epoch; Infinity: the peer presented none. */
  get notAfter(): number {
    return this.#notAfter;
  }

  /** DER, end entity first. Empty: the peer presented none, or was not asked. */
  get chain(): readonly Uint8Array[] {
    return this.#certificate?.certificateList.map(({ certData }) => certData) ?? [];
  }

  /** The OCSP response about the first certificate in DER; undefined: the peer sent none. A view into the message. */
  get ocspResponse(): Uint8Array | undefined {
    const [entry] = this.#certificate?.certificateList ?? [];
    const status = entry?.extensions.find((extension) => extension.kind === 'status_request')?.extensionData;
    return status?.kind === 'ocsp' ? status.response.response : undefined;
  }

  get certificateMissing(): boolean {
    return this.#certificateMessage.certificateList.length === 0;
  }

  get requestContext(): Uint8Array {
    return this.#certificateMessage.certificateRequestContext;
  }

  /** The extensions of all certificates of the chain. */
  get extensions(): Certificate['certificateList'][number]['extensions'] {
    return this.#certificateMessage.certificateList.flatMap(({ extensions }) => extensions);
  }

  /** The signature scheme; undefined: the peer did not sign. */
  get scheme(): string | undefined {
    return this.#certificateVerify === undefined ? undefined : signatureSchemeName(this.#certificateVerify.algorithm);
  }

  /** Whether we offered this signature scheme. */
  isSchemeOffered({ capabilities }: CryptoProvider): boolean {
    return capabilities.signatureSchemes.includes(this.scheme as SignatureSchemeName);
  }

  /** `transcriptHash` covers all messages before the CertificateVerify. */
  isSignatureValid(provider: CryptoProvider, transcriptHash: Uint8Array): boolean {
    const message = this.#certificateVerify as CertificateVerify;
    return isCertificateVerifyValid(provider, this.#side, message, this.#publicKey as Uint8Array, transcriptHash);
  }

  /** Only after `readCertificate`. */
  get #certificateMessage(): Certificate {
    return this.#certificate as Certificate;
  }
}
