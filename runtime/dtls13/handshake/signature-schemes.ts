import { SignatureScheme } from '../../../generated/dtls13/registries/signature-scheme.ts';
import type { CryptoProvider } from '../../crypto/provider.ts';

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
