import { CertificateError, type CertificateReason } from '../../runtime/errors/certificate-error.ts';

/** Why something is refused, or that it is not. Whatever else is thrown is thrown on. */
export function reasonOf(action: () => unknown): CertificateReason | 'accepted' {
  try {
    action();
    return 'accepted';
  } catch (error) {
    if (error instanceof CertificateError) return error.reason;
    throw error;
  }
}
