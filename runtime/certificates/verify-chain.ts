import { type CertificateAlert, CertificateError } from '../errors/certificate-error.ts';
import type { Purpose } from './certificate-rules.ts';
import type { ParsedCertificate } from './parsed-certificate.ts';
import { keyOf, readEndEntity, validateChain } from './path.ts';
import { PathWork } from './path-work.ts';
import type { RevocationLists } from './revocation-lists.ts';
import type { TrustAnchors } from './trust-anchors.ts';

/** The result for a chain. The host adds the id of the core's request. */
export type ChainResult =
  | {
      readonly accept: true;
      /** SubjectPublicKeyInfo of the end entity, DER. */
      readonly publicKey: Uint8Array;
      /**
       * The validated path, DER, end entity first, trust anchor last; one entry where the end entity is itself an
       * anchor, none where `authorizationError` is set. The caller owns the bytes.
       */
      readonly path: readonly Uint8Array[];
      /** The end of the validity of `path`, in milliseconds since the Unix epoch; undefined with `authorizationError`. */
      readonly notAfter: number | undefined;
      /** Why the chain is not valid; set only where `rejectUnauthorized` is false. */
      readonly authorizationError: CertificateError | undefined;
    }
  | { readonly accept: false; readonly alert: CertificateAlert; readonly error: CertificateError };

export interface ChainOptions {
  readonly anchors: TrustAnchors;
  /** Whose certificate it is. */
  readonly purpose: Purpose;
  /** The requested name or address; undefined: any identity is accepted. */
  readonly servername: string | undefined;
  /** Every certificate of the path must be covered by one of these lists; undefined: revocation is not checked. */
  readonly revocationLists?: RevocationLists | undefined;
  /** False: failures are reported in `authorizationError` and not enforced. A chain without a valid key is refused. */
  readonly rejectUnauthorized: boolean;
}

/**
 * Validates a peer's chain; RFC 9846 section 4.5.1.3. Never throws, whatever the chain contains. `chain`: DER, end
 * entity first, borrowed for the call. `now`: milliseconds since the Unix epoch. `work` counts the operations.
 */
export function verifyChain(
  chain: readonly Uint8Array[],
  policy: ChainOptions,
  now: number,
  work = new PathWork(),
): ChainResult {
  let endEntity: ParsedCertificate | undefined;
  try {
    endEntity = readEndEntity(chain, work);
    const { publicKey, path, notAfter } = validateChain(endEntity, chain, { ...policy, now }, work);
    const copies = path.map((der) => der.slice());
    return { accept: true, publicKey: publicKey.slice(), path: copies, notAfter, authorizationError: undefined };
  } catch (cause) {
    const error = asCertificateError(cause);
    if (policy.rejectUnauthorized || endEntity === undefined) return { accept: false, alert: error.alert, error };
    try {
      const publicKey = keyOf(endEntity).slice();
      return { accept: true, publicKey, path: [], notAfter: undefined, authorizationError: error };
    } catch (keyCause) {
      const keyError = asCertificateError(keyCause);
      return { accept: false, alert: keyError.alert, error: keyError };
    }
  }
}

function asCertificateError(cause: unknown): CertificateError {
  if (cause instanceof CertificateError) return cause;
  return new CertificateError('MALFORMED', 'certificate cannot be processed', { cause });
}
