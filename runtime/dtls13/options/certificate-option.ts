import { ConfigError } from '../../errors/config-error.ts';
import { isObject } from '../../errors/option-checks.ts';
import type { Certificate } from '../handshake/certificate.ts';

/** Throws ConfigError for a certificate that cannot authenticate: an empty chain, or a key that cannot sign. */
export function checkCertificate(certificate: Certificate | undefined): void {
  if (certificate === undefined) return;
  if (!isObject(certificate) || !Array.isArray(certificate.chain) || !isObject(certificate.privateKey)) {
    throw new ConfigError('certificate', 'must be an object with `chain` and `privateKey`');
  }
  if (certificate.chain.length === 0) throw new ConfigError('certificate', 'the chain is empty');
  if (certificate.privateKey.signatureSchemes.length === 0) throw new ConfigError('certificate', 'the key cannot sign');
}
