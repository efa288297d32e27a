import { SignatureScheme } from '../../../generated/dtls13/registries/signature-scheme.ts';
import type { CryptoProvider, SignatureSchemeName } from '../../crypto/provider.ts';
import type { Certificate } from './certificate.ts';

/** Code points of the schemes whose signatures the provider can verify; RFC 9846 section 4.3.3. */
export function verifiableSchemes({ capabilities }: CryptoProvider): number[] {
  return capabilities.signatureSchemes.map((name) => SignatureScheme[name]);
}

/**
 * Code points of the schemes that are allowed in certificates, which the application verifies; RFC 9846 section 4.3.3.
 * Most issuers sign with RSASSA-PKCS1-v1_5, which is allowed only in certificates.
 */
export function certificateSchemes(provider: CryptoProvider): number[] {
  const { rsa_pkcs1_sha256, rsa_pkcs1_sha384, rsa_pkcs1_sha512 } = SignatureScheme;
  return [...verifiableSchemes(provider), rsa_pkcs1_sha256, rsa_pkcs1_sha384, rsa_pkcs1_sha512];
}

/** One of our certificates, and a scheme of its key that the peer accepts. */
export interface SelectedCertificate {
  readonly certificate: Certificate;
  readonly scheme: SignatureSchemeName;
}

/** The first certificate whose key has a scheme that `accepted` contains, with the first such scheme. */
export function selectCertificate(
  certificates: readonly Certificate[],
  accepted: readonly number[],
): SelectedCertificate | undefined {
  for (const certificate of certificates) {
    const scheme = certificate.privateKey.signatureSchemes.find((name) => accepted.includes(SignatureScheme[name]));
    if (scheme !== undefined) return { certificate, scheme };
  }
  return undefined;
}
