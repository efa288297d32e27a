import type { X509Certificate } from 'node:crypto';
import { CertificateError } from '../errors/certificate-error.ts';
import { Candidate, type Purpose } from './candidate.ts';
import { checkIdentity } from './identity.ts';
import type { TrustAnchors } from './trust-anchors.ts';

/** Most certificates a peer may send; and with an anchor on top, the longest path. */
const MAX_CHAIN = 8;
/** Most signature checks one chain may cost: a peer could send issuers that all share one name. */
const MAX_SIGNATURE_CHECKS = 24;

export interface PathPolicy {
  readonly anchors: TrustAnchors;
  /** Whose certificate it is. */
  readonly purpose: Purpose;
  /** The name or address asked for; undefined: any identity will do. */
  readonly servername: string | undefined;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

/** A chain that was found good. */
export interface ValidPath {
  /** SubjectPublicKeyInfo of the end entity, DER. */
  readonly publicKey: Uint8Array;
  /** End entity first, trust anchor last; one entry where the end entity is itself an anchor. */
  readonly path: readonly X509Certificate[];
}

/**
 * Builds and checks a path from a peer's certificate to a trust anchor: signatures with today's algorithms, dates,
 * the right to issue, how deep and for which names, key usage, the purpose, and the identity.
 *
 * It is not all of RFC 5280 section 6: policy constraints, policy mappings and every other critical extension make
 * a path fail instead of being processed, and nothing asks for revocation.
 *
 * `chain` is DER, end entity first; the rest may come in any order (RFC 9846 section 4.4.2 tolerates it).
 * Throws CertificateError with the reason that says most.
 */
export function validatePath(chain: readonly Uint8Array[], policy: PathPolicy): ValidPath {
  const [first, ...rest] = chain;
  if (first === undefined) throw new CertificateError('MALFORMED', 'the peer sent no certificate');
  if (chain.length > MAX_CHAIN) {
    throw new CertificateError('MALFORMED', `${chain.length} certificates in one chain; at most ${MAX_CHAIN}`);
  }
  const endEntity = Candidate.fromDer(first);
  endEntity.checkAlone(policy.now, policy.purpose);
  endEntity.checkEndEntity();
  if (policy.servername !== undefined) checkIdentity(endEntity.x509, policy.servername);
  const path = policy.anchors.has(endEntity.x509)
    ? [endEntity]
    : new PathSearch(rest.map(Candidate.fromDer), policy).from(endEntity);
  return { publicKey: spki(endEntity), path: path.map((candidate) => candidate.x509) };
}

/** The key of a chain that was not, or not successfully, checked. Throws CertificateError (MALFORMED). */
export function endEntityKey(chain: readonly Uint8Array[]): Uint8Array {
  const first = chain[0];
  if (first === undefined) throw new CertificateError('MALFORMED', 'the peer sent no certificate');
  return spki(Candidate.fromDer(first));
}

function spki(candidate: Candidate): Uint8Array {
  return new Uint8Array(candidate.publicKey.export({ type: 'spki', format: 'der' }));
}

/** Depth first from the end entity upwards; anchors before what the peer sent along. */
class PathSearch {
  readonly #intermediates: readonly Candidate[];
  readonly #policy: PathPolicy;
  #checksLeft = MAX_SIGNATURE_CHECKS;
  #failure: CertificateError | undefined;

  constructor(intermediates: readonly Candidate[], policy: PathPolicy) {
    this.#intermediates = intermediates;
    this.#policy = policy;
  }

  from(endEntity: Candidate): readonly Candidate[] {
    const path = this.#extend([endEntity]);
    if (path !== undefined) return path;
    // Something that failed on the way says more than that no issuer is known.
    if (this.#failure !== undefined) throw this.#failure;
    if (endEntity.selfIssued) {
      throw new CertificateError('SELF_SIGNED', `${endEntity.name}: self-signed, and not a trust anchor`);
    }
    throw new CertificateError('UNKNOWN_ISSUER', `${endEntity.name}: no path to a trust anchor`);
  }

  #extend(path: readonly Candidate[]): readonly Candidate[] | undefined {
    const last = path.at(-1);
    if (last === undefined || path.length > MAX_CHAIN) return undefined;
    for (const anchor of this.#policy.anchors.issuersOf(last.x509)) {
      const issuer = this.#try(() => Candidate.fromX509(anchor));
      if (issuer !== undefined && this.#issued(path, last, issuer)) return [...path, issuer];
    }
    for (const issuer of this.#intermediates) {
      // Names first, because they cost nothing; key identifiers are hints that the signature makes needless.
      if (path.includes(issuer) || issuer.x509.subject !== last.x509.issuer) continue;
      if (!this.#issued(path, last, issuer)) continue;
      if (this.#policy.anchors.has(issuer.x509)) return [...path, issuer];
      const whole = this.#extend([...path, issuer]);
      if (whole !== undefined) return whole;
    }
    return undefined;
  }

  #issued(path: readonly Candidate[], subject: Candidate, issuer: Candidate): boolean {
    if (this.#checksLeft === 0) return false;
    this.#checksLeft--;
    const good = this.#try(() => {
      issuer.checkIssuer(path.length - 1);
      issuer.checkAlone(this.#policy.now, this.#policy.purpose);
      subject.checkSignedBy(issuer);
      issuer.checkNamesBelow(path);
      return true;
    });
    return good === true;
  }

  /** Remembers the first failure, and goes on with the next issuer. */
  #try<T>(check: () => T): T | undefined {
    try {
      return check();
    } catch (error) {
      if (!(error instanceof CertificateError)) throw error;
      this.#failure ??= error;
      return undefined;
    }
  }
}
