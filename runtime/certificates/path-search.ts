import { CertificateError } from '../errors/certificate-error.ts';
import { equalBytes } from '../wire/index.ts';
import { bytesKey } from './bytes-key.ts';
import { checkAlone, checkIssuer, checkPathLength } from './certificate-rules.ts';
import { ParsedCertificate } from './parsed-certificate.ts';
import type { PathPolicy } from './path-policy.ts';
import { PATH_LIMITS, type PathWork } from './path-work.ts';
import { checkRevocation } from './revocation.ts';
import { SignatureChecks } from './signature-checks.ts';

/** How far a path got before it failed. The error of the latest stage is the one that is reported. */
const Stage = { issuer: 0, signature: 1, names: 2, revocation: 3 } as const;
type Stage = (typeof Stage)[keyof typeof Stage];

/**
 * Depth first from the end entity upwards, by names alone: only to certificates from which names lead on to an anchor.
 * Whole paths are then checked from the anchor down, so certificates that no anchor issued cost one signature check.
 * RFC 4158, RFC 5280 section 6.1.
 */
export class PathSearch {
  readonly #sent: readonly Uint8Array[];
  readonly #policy: PathPolicy;
  readonly #work: PathWork;
  readonly #signatures: SignatureChecks;
  /** Sent certificates from which names lead to an anchor, by subject. */
  #bySubject: ReadonlyMap<string, readonly Intermediate[]> | undefined;
  readonly #issuers = new Map<ParsedCertificate, readonly Issuer[]>();
  readonly #ruledOut = new Map<ParsedCertificate, CertificateError | undefined>();
  readonly #constrained = new Map<ParsedCertificate, Map<ParsedCertificate, CertificateError | undefined>>();
  #failure: { readonly stage: Stage; readonly error: CertificateError } | undefined;

  /** `sent`: the certificates that the peer sent after the end entity, DER. */
  constructor(sent: readonly Uint8Array[], policy: PathPolicy, work: PathWork) {
    this.#sent = sent;
    this.#policy = policy;
    this.#work = work;
    this.#signatures = new SignatureChecks(work);
  }

  /** The path, end entity first and anchor last. Throws CertificateError. */
  from(endEntity: ParsedCertificate): readonly ParsedCertificate[] {
    const path = this.#policy.anchors.has(endEntity) ? this.#validate([endEntity]) : this.#extend([endEntity]);
    if (path !== undefined) return path;
    // The error of a path is more specific than UNKNOWN_ISSUER.
    if (this.#failure !== undefined) throw this.#failure.error;
    if (endEntity.selfIssued) {
      throw new CertificateError('SELF_SIGNED', `${endEntity.name}: self-signed, and not a trust anchor`);
    }
    throw new CertificateError('UNKNOWN_ISSUER', `${endEntity.name}: no path to a trust anchor`);
  }

  #extend(path: readonly ParsedCertificate[]): readonly ParsedCertificate[] | undefined {
    const subject = path.at(-1) as ParsedCertificate;
    for (const { issuer, distance } of this.#issuersOf(subject)) {
      // `path`, the issuer and the certificates above it; the anchor does not count.
      if (path.length + distance > PATH_LIMITS.length) continue;
      if (this.#work.steps >= PATH_LIMITS.steps || this.#signatures.exhausted) return undefined;
      this.#work.steps++;
      // An authority occurs once: the path above its second occurrence can follow the first one directly.
      if (path.some((each, index) => index > 0 && isSameAuthority(each, issuer))) continue;
      if (this.#signatures.isKnownInvalid(subject, issuer) || !this.#mayIssue(issuer)) continue;
      const whole = distance === 0 ? this.#validate([...path, issuer]) : this.#extend([...path, issuer]);
      if (whole !== undefined) return whole;
    }
    return undefined;
  }

  /** Anchors and sent certificates with the name of the issuer, those with a matching key identifier first. */
  #issuersOf(subject: ParsedCertificate): readonly Issuer[] {
    const known = this.#issuers.get(subject);
    if (known !== undefined) return known;
    const anchors = this.#policy.anchors.named(subject.issuer).map((issuer) => ({ issuer, distance: 0 }));
    this.#bySubject ??= this.#index();
    const issuers: readonly Issuer[] = [...anchors, ...(this.#bySubject.get(subject.issuerKey) ?? [])];
    const wanted = issuers.length > 1 ? subject.authorityKeyIdentifier : undefined;
    const ordered =
      wanted === undefined
        ? issuers
        : issuers
            .map((each) => ({ ...each, rank: rankOf(wanted, each.issuer.subjectKeyIdentifier) }))
            .sort((a, b) => a.rank - b.rank);
    this.#issuers.set(subject, ordered);
    return ordered;
  }

  /** The sent certificates from which names lead to an anchor, with the distance, by subject. */
  #index(): ReadonlyMap<string, readonly Intermediate[]> {
    const { anchors } = this.#policy;
    const byIssuer = new Map<string, ParsedCertificate[]>();
    let reached: Intermediate[] = [];
    for (const certificate of this.#parsedCertificates()) {
      if (anchors.named(certificate.issuer).length > 0) reached.push({ issuer: certificate, distance: 1 });
      else add(byIssuer, certificate.issuerKey, certificate);
    }
    const bySubject = new Map<string, Intermediate[]>();
    while (reached.length > 0) {
      const next: Intermediate[] = [];
      for (const each of reached) {
        const { subjectKey } = each.issuer;
        add(bySubject, subjectKey, each);
        for (const issuer of byIssuer.get(subjectKey) ?? []) next.push({ issuer, distance: each.distance + 1 });
        byIssuer.delete(subjectKey);
      }
      reached = next;
    }
    return bySubject;
  }

  /** The sent certificates without duplicates, anchors, and those that are malformed. */
  #parsedCertificates(): ParsedCertificate[] {
    const seen = new Set<string>();
    const certificates: ParsedCertificate[] = [];
    for (const der of this.#sent) {
      const key = bytesKey(der);
      if (seen.has(key)) continue;
      seen.add(key);
      try {
        const certificate = new ParsedCertificate(der, this.#work);
        if (!this.#policy.anchors.has(certificate)) certificates.push(certificate);
      } catch (error) {
        // No path may need this certificate, so it is ignored.
        if (!(error instanceof CertificateError)) throw error;
      }
    }
    return certificates;
  }

  /** Whether it can be an issuer on any path; computed once. */
  #mayIssue(issuer: ParsedCertificate): boolean {
    if (!this.#ruledOut.has(issuer)) {
      const { now, purpose } = this.#policy;
      const error = errorOf(() => {
        checkIssuer(issuer);
        checkAlone(issuer, now, purpose);
      });
      this.#ruledOut.set(issuer, error);
    }
    const error = this.#ruledOut.get(issuer);
    if (error !== undefined) this.#fail(Stage.issuer, error);
    return error === undefined;
  }

  /** The path itself, or undefined where a check fails. */
  #validate(path: readonly ParsedCertificate[]): readonly ParsedCertificate[] | undefined {
    let stage: Stage = Stage.issuer;
    const error = errorOf(() => {
      for (const [index, issuer] of path.entries()) if (index > 0) checkPathLength(issuer, path.slice(0, index));
      stage = Stage.signature;
      for (let i = path.length - 1; i > 0; i--) this.#signatures.check(at(path, i - 1), at(path, i));
      stage = Stage.names;
      this.#checkNames(path);
      stage = Stage.revocation;
      const { revocationLists, now } = this.#policy;
      if (revocationLists !== undefined) {
        checkRevocation(this.#withIssuersOfAnchor(path), revocationLists, now, this.#work);
      }
    });
    if (error === undefined) return path;
    this.#fail(stage, error);
    return undefined;
  }

  /**
   * The path, followed by the anchors that issued its anchor: where an intermediate and its root are both anchors, the
   * root can revoke the intermediate.
   */
  #withIssuersOfAnchor(path: readonly ParsedCertificate[]): readonly ParsedCertificate[] {
    const whole = [...path];
    for (let last = whole.at(-1); last !== undefined && !last.selfIssued; ) {
      const subject: ParsedCertificate = last;
      last = this.#policy.anchors
        .named(subject.issuer)
        .find((each) => !whole.includes(each) && this.#signed(each, subject));
      if (last !== undefined) whole.push(last);
    }
    return whole;
  }

  /** Throws CertificateError where the limit of signature checks is reached. */
  #signed(issuer: ParsedCertificate, subject: ParsedCertificate): boolean {
    if (this.#signatures.exhausted) {
      throw new CertificateError('REVOCATION_UNKNOWN', `${subject.name}: too many issuers with the name of its issuer`);
    }
    const error = errorOf(() => this.#signatures.check(subject, issuer));
    if (error !== undefined && error.reason !== 'BAD_SIGNATURE') throw error;
    return error === undefined;
  }

  /** The name constraints of an issuer apply to all certificates below it; RFC 5280 section 6.1.3 (b) and (c). */
  #checkNames(path: readonly ParsedCertificate[]): void {
    let onThisPath = 0;
    for (const [index, issuer] of path.entries()) {
      const { nameConstraints } = issuer.details.extensions;
      if (nameConstraints === undefined) continue;
      for (const [below, certificate] of path.slice(0, index).entries()) {
        // Self-issued intermediates, made for a change of key, are exempt.
        if (below > 0 && certificate.selfIssued) continue;
        const names = { subject: certificate.subject, alternatives: certificate.details.extensions.alternatives };
        const cost = nameConstraints.comparisons(names);
        onThisPath += cost;
        if (onThisPath > PATH_LIMITS.pathComparisons) throw tooManyNames(certificate);
        this.#checkConstraint(issuer, certificate, cost, () => nameConstraints.check(names, certificate.name));
      }
    }
  }

  /** Checks a certificate's names against an issuer's constraints, once for all paths that contain both. */
  #checkConstraint(issuer: ParsedCertificate, certificate: ParsedCertificate, cost: number, check: () => void): void {
    const known = this.#constrained.get(issuer) ?? new Map<ParsedCertificate, CertificateError | undefined>();
    this.#constrained.set(issuer, known);
    if (!known.has(certificate)) {
      if (this.#work.nameComparisons + cost > PATH_LIMITS.nameComparisons) throw tooManyNames(certificate);
      this.#work.nameComparisons += cost;
      known.set(certificate, errorOf(check));
    }
    const error = known.get(certificate);
    if (error !== undefined) throw error;
  }

  #fail(stage: Stage, error: CertificateError): void {
    if (this.#failure === undefined || this.#failure.stage < stage) this.#failure = { stage, error };
  }
}

interface Issuer {
  readonly issuer: ParsedCertificate;
  /** Certificates from here up to the anchor; 0 for an anchor. */
  readonly distance: number;
}

/** A certificate that the peer sent. */
type Intermediate = Issuer;

/** RFC 4158 section 3.5.12: the identifier matches (0), is absent (1), or differs (2). */
function rankOf(wanted: Uint8Array, found: Uint8Array | undefined): number {
  if (found === undefined) return 1;
  return equalBytes(wanted, found) ? 0 : 2;
}

function isSameAuthority(a: ParsedCertificate, b: ParsedCertificate): boolean {
  return equalBytes(a.subject, b.subject) && equalBytes(a.spki, b.spki);
}

function add<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

function at(path: readonly ParsedCertificate[], index: number): ParsedCertificate {
  return path[index] as ParsedCertificate;
}

function tooManyNames(certificate: ParsedCertificate): CertificateError {
  return new CertificateError('UNSUPPORTED', `${certificate.name}: too many names for its issuers' name constraints`);
}

function errorOf(check: () => void): CertificateError | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof CertificateError) return error;
    throw error;
  }
}
