import { SignatureScheme } from '../../../generated/dtls13/registries/signature-scheme.ts';
import { Certificate as CertificateMessage } from '../../../generated/dtls13/wire/certificate.ts';
import { CertificateVerify } from '../../../generated/dtls13/wire/certificate-verify.ts';
import { certificateVerifyContent } from '../../crypto/certificate-verify-content.ts';
import type { CryptoProvider, SignatureSchemeName } from '../../crypto/provider.ts';
import { encodeToBytes } from '../../wire/index.ts';
import type { Certificate } from './handshake-context.ts';

const NOTHING = new Uint8Array(0);

/** A Certificate of the main handshake; RFC 9846 section 4.5.1. An empty chain says that there is none to show. */
export function encodeCertificate(chain: readonly Uint8Array[]): Uint8Array {
  const certificateList = chain.map((certData) => ({ certData, extensions: [] }));
  return encodeToBytes(CertificateMessage, { certificateRequestContext: NOTHING, certificateList });
}

/** A CertificateVerify of `side`; RFC 9846 section 4.5.2. `transcriptHash` covers everything before it. */
export function encodeCertificateVerify(
  provider: CryptoProvider,
  side: 'client' | 'server',
  scheme: SignatureSchemeName,
  { privateKey }: Certificate,
  transcriptHash: Uint8Array,
): Uint8Array {
  const signature = provider.sign(scheme, privateKey, certificateVerifyContent(side, transcriptHash));
  return encodeToBytes(CertificateVerify, { algorithm: SignatureScheme[scheme], signature });
}
