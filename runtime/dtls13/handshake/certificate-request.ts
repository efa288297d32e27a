import type { ExtensionType } from '../../../generated/dtls13/registries/extension-type.ts';
import { CertificateRequest } from '../../../generated/dtls13/wire/certificate-request.ts';
import { CertificateRequestExtension } from '../../../generated/dtls13/wire/certificate-request-extension.ts';
import type { CryptoProvider } from '../../crypto/provider.ts';
import { encodeObjectIdentifier } from '../../der/object-identifier.ts';
import { decodeAll, encodeToBytes } from '../../wire/index.ts';
import type { Certificate } from './certificate.ts';
import { type SelectedCertificate, selectCertificate } from './certificate-selection.ts';
import { hasMisplacedExtension } from './extension-rules.ts';
import { type OidFilter, OidFilters } from './oid-filters.ts';
import { certificateSchemes, verifiableSchemes } from './signature-schemes.ts';

/** The certificates that a server requests. */
export interface RequestedCertificates {
  /** The names of authorities in DER; empty: any. */
  readonly certificateAuthorities: readonly Uint8Array[];
  /** Empty: any certificate. */
  readonly oidFilters: readonly OidFilter[];
  /** Whether the OCSP response about the certificate is requested with it. */
  readonly requestOcsp: boolean;
}

/** What a server wants to know from a client after the handshake. */
export interface ClientAuthSettings extends RequestedCertificates {
  /** A client without a certificate is refused. */
  readonly required: boolean;
  /** Longest time until the client responds, in milliseconds; Infinity: no limit. */
  readonly timeout: number;
}

/** A CertificateRequest of ours, and what a client's Certificate may contain in response; RFC 9846 section 4.4.2. */
export class SentCertificateRequest {
  readonly #message: CertificateRequest;
  readonly #filters: OidFilters;

  /** `certificateRequestContext`: empty in the main handshake. */
  constructor(provider: CryptoProvider, requested: RequestedCertificates, certificateRequestContext: Uint8Array) {
    this.#message = { certificateRequestContext, extensions: requestExtensions(provider, requested) };
    const filters = this.#message.extensions.find((extension) => extension.kind === 'oid_filters');
    this.#filters = new OidFilters(filters?.extensionData.filters ?? []);
  }

  get body(): Uint8Array {
    return encodeToBytes(CertificateRequest, this.#message);
  }

  /** Whether one of the extensions of a Certificate was not requested; RFC 9846 section 4.3. */
  hasUnsolicited(types: readonly ExtensionType[]): boolean {
    const requested = this.#message.extensions.map(CertificateRequestExtension.extensionType);
    return types.some((type) => !requested.includes(type));
  }

  /** Whether the client's certificate has the extensions that the filters require. `chain`: DER, end entity first. */
  isMatchedBy([leaf]: readonly Uint8Array[]): boolean {
    return leaf === undefined || this.#filters.matches(leaf);
  }
}

function requestExtensions(
  provider: CryptoProvider,
  { certificateAuthorities, oidFilters, requestOcsp }: RequestedCertificates,
): CertificateRequestExtension[] {
  const extensions: CertificateRequestExtension[] = [
    {
      kind: 'signature_algorithms',
      extensionData: { supportedSignatureAlgorithms: verifiableSchemes(provider) },
    },
    {
      kind: 'signature_algorithms_cert',
      extensionData: { supportedSignatureAlgorithms: certificateSchemes(provider) },
    },
  ];
  if (certificateAuthorities.length > 0) {
    const authorities = certificateAuthorities.map((name) => ({ name }));
    extensions.push({ kind: 'certificate_authorities', extensionData: { authorities } });
  }
  if (oidFilters.length > 0) {
    const filters = oidFilters.map(({ oid, values }) => ({
      certificateExtensionOid: encodeObjectIdentifier(oid) as Uint8Array,
      certificateExtensionValues: values,
    }));
    extensions.push({ kind: 'oid_filters', extensionData: { filters } });
  }
  if (requestOcsp) extensions.push({ kind: 'status_request' });
  return extensions;
}

/** A CertificateRequest of a server; RFC 9846 section 4.4.2. */
export class ReceivedCertificateRequest {
  readonly #message: CertificateRequest;
  readonly #filters: OidFilters;
  readonly #selected: SelectedCertificate | undefined;

  /** `certificates`: ours, most preferred first. Throws WireError. */
  constructor(body: Uint8Array, certificates: readonly Certificate[]) {
    this.#message = decodeAll(CertificateRequest, body);
    const { extensions } = this.#message;
    const schemesCert = extensions.find((extension) => extension.kind === 'signature_algorithms_cert');
    const authorities = extensions.find((extension) => extension.kind === 'certificate_authorities');
    const filters = extensions.find((extension) => extension.kind === 'oid_filters');
    this.#filters = new OidFilters(filters?.extensionData.filters ?? []);
    this.#selected = selectCertificate(certificates, {
      schemes: this.#schemes ?? [],
      certificateSchemes: schemesCert?.extensionData.supportedSignatureAlgorithms,
      authorities: authorities?.extensionData.authorities.map(({ name }) => name) ?? [],
      filters: this.#filters,
    });
  }

  /** certificate_request_context; empty in the main handshake. */
  get context(): Uint8Array {
    return this.#message.certificateRequestContext;
  }

  /** signature_algorithms is missing. */
  get extensionMissing(): boolean {
    return this.#schemes === undefined;
  }

  /** An extension is not allowed in this message. */
  get extensionMisplaced(): boolean {
    return hasMisplacedExtension(this.#message.extensions.map(CertificateRequestExtension.extensionType), 'CR');
  }

  get filtersIllegal(): boolean {
    return this.#filters.illegal;
  }

  /** The server wants the OCSP response about our certificate; RFC 9846 section 4.5.1.1. */
  get isStatusRequested(): boolean {
    return this.#message.extensions.some(({ kind }) => kind === 'status_request');
  }

  /** Our certificate; undefined: the server accepts none of them. */
  get selected(): SelectedCertificate | undefined {
    return this.#selected;
  }

  get #schemes(): readonly number[] | undefined {
    const algorithms = this.#message.extensions.find((extension) => extension.kind === 'signature_algorithms');
    return algorithms?.extensionData.supportedSignatureAlgorithms;
  }
}
