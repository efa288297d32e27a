import { type CertificateAlert, CertificateError } from '../errors/certificate-error.ts';
import type { Purpose } from './candidate.ts';
import { endEntityKey, validatePath } from './path.ts';
import type { TrustAnchors } from './trust-anchors.ts';

/** What a host answers to the core's question about a chain; the question's id is added by the host. */
export type ChainDecision =
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

export interface ChainPolicy {
  readonly anchors: TrustAnchors;
  /** Whose certificate it is. */
  readonly purpose: Purpose;
  /** The name or address asked for. */
  readonly servername: string | undefined;
  /** False: what fails is reported and not enforced. Something without a readable key is refused all the same. */
  readonly rejectUnauthorized: boolean;
}

/** Decides about a peer's chain; never throws, whatever the chain holds. `now`: milliseconds since the epoch. */
export function decideChain(chain: readonly Uint8Array[], policy: ChainPolicy, now: number): ChainDecision {
  const { rejectUnauthorized } = policy;
  try {
    const { publicKey, path } = validatePath(chain, { ...policy, now });
    const ders = path.map((certificate) => new Uint8Array(certificate.raw));
    return { accept: true, publicKey, path: ders, authorizationError: undefined };
  } catch (cause) {
    const error = asCertificateError(cause);
    if (rejectUnauthorized) return { accept: false, alert: error.alert, error };
    try {
      return { accept: true, publicKey: endEntityKey(chain), path: [], authorizationError: error };
    } catch {
      return { accept: false, alert: error.alert, error };
    }
  }
}

function asCertificateError(cause: unknown): CertificateError {
  if (cause instanceof CertificateError) return cause;
  // OpenSSL can refuse what its parser let through, with an error of its own.
  return new CertificateError('MALFORMED', 'certificate cannot be processed', { cause });
}
