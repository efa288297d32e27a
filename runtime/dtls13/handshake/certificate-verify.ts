import { SignatureScheme, signatureSchemeName } from '../../../generated/dtls13/registries/signature-scheme.ts';
import { CertificateVerify } from '../../../generated/dtls13/wire/certificate-verify.ts';
import { certificateVerifyContent } from '../../crypto/certificate-verify-content.ts';
import type { CryptoProvider, PrivateKey, SignatureSchemeName } from '../../crypto/provider.ts';
import { encodeToBytes } from '../../wire/index.ts';

/**
 * The body of a CertificateVerify that `side` sends; RFC 9846 section 4.5.2. `transcriptHash` covers everything before
 * it.
 */
export function encodeCertificateVerify(
  provider: CryptoProvider,
  side: 'client' | 'server',
  scheme: SignatureSchemeName,
  privateKey: PrivateKey,
  transcriptHash: Uint8Array,
): Uint8Array {
  const signature = provider.sign(scheme, privateKey, certificateVerifyContent(side, transcriptHash));
  return encodeToBytes(CertificateVerify, { algorithm: SignatureScheme[scheme], signature });
}

/**
 * Whether `side` holds the private key of `publicKey` (SubjectPublicKeyInfo, DER): its signature covers the transcript
 * up to its Certificate. The scheme must be one of the provider's.
 */
export function isCertificateVerifyValid(
  provider: CryptoProvider,
  side: 'client' | 'server',
  { algorithm, signature }: CertificateVerify,
  publicKey: Uint8Array,
  transcriptHash: Uint8Array,
): boolean {
  const scheme = signatureSchemeName(algorithm) as SignatureSchemeName;
  return provider.verify(scheme, publicKey, certificateVerifyContent(side, transcriptHash), signature);
}
