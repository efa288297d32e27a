import { ExtensionType } from '../../../generated/dtls13/registries/extension-type.ts';
import { CertificateRequest } from '../../../generated/dtls13/wire/certificate-request.ts';
import type { CryptoProvider } from '../../crypto/provider.ts';
import { encodeToBytes } from '../../wire/index.ts';
import { certificateSchemes, verifiableSchemes } from './signature-schemes.ts';

const EMPTY = new Uint8Array(0);

/** The extensions of our CertificateRequest: a client's Certificate may contain no others; RFC 9846 section 4.3. */
export const requestedExtensions: ReadonlySet<ExtensionType> = new Set([
  ExtensionType.signature_algorithms,
  ExtensionType.signature_algorithms_cert,
]);

/** The body of the server's CertificateRequest of the main handshake; RFC 9846 section 4.4.2. */
export function encodeCertificateRequest(provider: CryptoProvider): Uint8Array {
  return encodeToBytes(CertificateRequest, {
    certificateRequestContext: EMPTY,
    extensions: [
      {
        kind: 'signature_algorithms',
        extensionData: { supportedSignatureAlgorithms: verifiableSchemes(provider) },
      },
      {
        kind: 'signature_algorithms_cert',
        extensionData: { supportedSignatureAlgorithms: certificateSchemes(provider) },
      },
    ],
  });
}

/** Code points of the signature schemes that the server accepts; undefined: signature_algorithms is missing. */
export function acceptedSchemes(request: CertificateRequest | undefined): readonly number[] | undefined {
  const algorithms = request?.extensions.find((extension) => extension.kind === 'signature_algorithms');
  return algorithms?.extensionData.supportedSignatureAlgorithms;
}
