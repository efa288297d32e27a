import { type CertificateAlert, CertificateError } from '../errors/certificate-error.ts';
import type { Purpose } from './certificate-rules.ts';
import type { ParsedCertificate } from './parsed-certificate.ts';
import { keyOf, readEndEntity, validateChain } from './path.ts';
import { PathWork } from './path-work.ts';
import type { RevocationLists } from './revocation-lists.ts';
import type { TrustAnchors } from './trust-anchors.ts';

/** What a host answers to the core's question about a chain; the question's id is added by the host. */
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
      /** Why the chain would have been refused, where `rejectUnauthorized` is false and it would. */
      readonly authorizationError: CertificateError | undefined;
    }
  | { readonly accept: false; readonly alert: CertificateAlert; readonly error: CertificateError };

export interface ChainOptions {
  readonly anchors: TrustAnchors;
  /** Whose certificate it is. */
  readonly purpose: Purpose;
  /** The name or address asked for. */
  readonly servername: string | undefined;
  /** Where there are some, every certificate of the path must be covered by one. */
  readonly revocationLists?: RevocationLists | undefined;
  /** False: what fails is reported and not enforced. Something without a readable key is refused all the same. */
  readonly rejectUnauthorized: boolean;
}

/**
 * Decides about a peer's chain; RFC 9846 section 4.5.1.3. Never throws, whatever the chain holds. `now`: milliseconds
 * since the epoch. `work` counts what it costs.
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
    const { publicKey, path } = validateChain(endEntity, chain, { ...policy, now }, work);
    const copies = path.map((der) => der.slice());
    return { accept: true, publicKey: publicKey.slice(), path: copies, authorizationError: undefined };
  } catch (cause) {
    const error = asCertificateError(cause);
    if (policy.rejectUnauthorized || endEntity === undefined) return { accept: false, alert: error.alert, error };
    try {
      return { accept: true, publicKey: keyOf(endEntity).slice(), path: [], authorizationError: error };
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
