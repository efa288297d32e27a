import { SignatureScheme, signatureSchemeName } from '../../../generated/dtls13/registries/signature-scheme.ts';
import { CertificateVerify } from '../../../generated/dtls13/wire/certificate-verify.ts';
import { certificateVerifyContent } from '../../crypto/certificate-verify-content.ts';
import type { CryptoProvider, PrivateKey, SignatureSchemeName } from '../../crypto/provider.ts';
import { encodeToBytes } from '../../wire/index.ts';

/**
 * The body of the CertificateVerify of `side`; RFC 9846 section 4.5.2. `transcriptHash` covers all earlier messages.
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
 * Whether the signature proves that `side` has the private key of `publicKey` (SubjectPublicKeyInfo, DER): it covers
 * the transcript up to its Certificate. The provider must support the scheme.
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
