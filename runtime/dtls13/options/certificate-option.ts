import { ConfigError } from '../../errors/config-error.ts';
import { checkBoolean, isBytes, isObject } from '../../errors/option-checks.ts';
import type { Certificate } from '../handshake/certificate.ts';

/** The extensions have 65535 bytes; 8 are for the type and the length of this one, the kind and the length of the response. */
const MAX_OCSP_RESPONSE = 65_527;

/**
 * The certificates of the option; none for undefined. Throws ConfigError for an empty list, and for a certificate that
 * cannot authenticate: an empty chain, or a key that cannot sign.
 */
export function certificatesOf(option: Certificate | readonly Certificate[] | undefined): readonly Certificate[] {
  if (option === undefined) return [];
  const certificates: readonly Certificate[] = isList(option) ? [...option] : [option];
  if (certificates.length === 0) throw new ConfigError('certificate', 'the list is empty');
  for (const certificate of certificates) checkCertificate(certificate);
  return certificates;
}

function isList(option: Certificate | readonly Certificate[]): option is readonly Certificate[] {
  return Array.isArray(option);
}

/** Throws ConfigError (ocspResponse) for anything but DER that a Certificate has room for. */
function checkOcspResponse(ocspResponse: unknown): void {
  if (ocspResponse === undefined) return;
  if (isBytes(ocspResponse) && ocspResponse.length > 0 && ocspResponse.length <= MAX_OCSP_RESPONSE) return;
  throw new ConfigError('ocspResponse', `must have 1 to ${MAX_OCSP_RESPONSE} bytes`);
}

function checkCertificate(certificate: Certificate): void {
  if (!isObject(certificate) || !Array.isArray(certificate.chain) || !isObject(certificate.privateKey)) {
    throw new ConfigError('certificate', 'must be an object with `chain` and `privateKey`');
  }
  if (certificate.chain.length === 0) throw new ConfigError('certificate', 'the chain is empty');
  if (certificate.privateKey.signatureSchemes.length === 0) throw new ConfigError('certificate', 'the key cannot sign');
  checkBoolean('matchIssuer', certificate.matchIssuer);
  checkOcspResponse(certificate.ocspResponse);
}
