import * as der from '../der/der-reader.ts';
import { CertificateError } from '../errors/certificate-error.ts';

/** A DerReader of a part of a certificate or a revocation list. It throws CertificateError (MALFORMED). */
export function readDer(bytes: Uint8Array): der.DerReader {
  return new der.DerReader(bytes, malformed);
}

/** A reader of the contents of the SEQUENCE that all of `bytes` is. Throws CertificateError (MALFORMED). */
export function wholeSequence(bytes: Uint8Array): der.DerReader {
  return der.wholeSequence(bytes, malformed);
}

function malformed(reason: string): CertificateError {
  return new CertificateError('MALFORMED', `not DER: ${reason}`);
}
