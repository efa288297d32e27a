import { CertificateError, type CertificateReason } from '../../runtime/errors/certificate-error.ts';

/** The reason of the CertificateError that is thrown, if any. Rethrows every other error. */
export function reasonOf(action: () => unknown): CertificateReason | 'accepted' {
  try {
    action();
    return 'accepted';
  } catch (error) {
    if (error instanceof CertificateError) return error.reason;
    throw error;
  }
}
