import type { DerReader } from '../der/der-reader.ts';
import { DerTag } from '../der/der-tag.ts';
import { CertificateError } from '../errors/certificate-error.ts';
import { equalBytes } from '../wire/index.ts';
import { bytesKey } from './bytes-key.ts';
import { readDer, wholeSequence } from './certificate-der.ts';
import { eachExtension, KeyUsage } from './certificate-extensions.ts';
import type { ParsedCertificate } from './parsed-certificate.ts';
import { PATH_LIMITS, type PathWork } from './path-work.ts';
import { readSignatureScheme, type SignatureScheme } from './signature-scheme.ts';
import { readTime } from './time.ts';

const CRL_NUMBER = '2.5.29.20';
const DELTA_CRL_INDICATOR = '2.5.29.27';
const ISSUING_DISTRIBUTION_POINT = '2.5.29.28';

/** Fields of IssuingDistributionPoint; RFC 5280 section 5.2.5. */
const DISTRIBUTION_POINT = 0xa0;
const ONLY_USER_CERTIFICATES = 0x81;
const ONLY_AUTHORITY_CERTIFICATES = 0x82;

/** Which certificates of its issuer a list speaks of. */
interface Scope {
  readonly endEntities: boolean;
  readonly authorities: boolean;
  /** The GeneralNames of the distribution point, DER; undefined: wherever they point to. */
  readonly points: readonly Uint8Array[] | undefined;
}

const EVERYTHING: Scope = { endEntities: true, authorities: true, points: undefined };

/**
 * A certificate revocation list; RFC 5280 section 5. Complete lists of version 1 and 2 are processed, those for end
 * entities or authorities alone and those of one distribution point included.
 */
export class RevocationList {
  readonly issuerKey: string;
  /** Milliseconds since the Unix epoch. */
  readonly thisUpdate: number;
  readonly nextUpdate: number;
  readonly #serialNumbers = new Set<string>();
  readonly #scope: Scope;
  readonly #tbs: Uint8Array;
  readonly #signature: Uint8Array;
  readonly #scheme: SignatureScheme;
  /** The key (SubjectPublicKeyInfo) that it was found to be signed with. */
  #signer: Uint8Array | undefined;

  /**
   * Borrows `der`. Throws CertificateError: MALFORMED; WEAK; or UNSUPPORTED for a list that says when nothing, that is
   * indirect, a delta, about some reasons only, or has another critical extension, because it cannot be known then
   * what it leaves out.
   */
  constructor(der: Uint8Array) {
    const list = wholeSequence(der);
    const signed = list.expect(DerTag.SEQUENCE);
    this.#tbs = signed.encoded;
    const algorithm = list.expect(DerTag.SEQUENCE);
    this.#scheme = readSignatureScheme(algorithm.contents);
    this.#signature = list.octets();
    list.end();
    const tbs = readDer(signed.contents);
    const isSecondVersion = tbs.peek() === DerTag.INTEGER;
    if (isSecondVersion && tbs.count() !== 1) throw malformed('a version that there is not');
    if (!equalBytes(tbs.expect(DerTag.SEQUENCE).encoded, algorithm.encoded)) {
      throw malformed('two different signature algorithms');
    }
    this.issuerKey = bytesKey(tbs.expect(DerTag.SEQUENCE).encoded);
    this.thisUpdate = readTime(tbs.next());
    const next = tbs.peek();
    if (next !== DerTag.UTC_TIME && next !== DerTag.GENERALIZED_TIME) throw unsupported('nextUpdate is missing');
    this.nextUpdate = readTime(tbs.next());
    const entries = tbs.optional(DerTag.SEQUENCE);
    if (entries !== undefined) this.#readEntries(readDer(entries.contents));
    const extensions = tbs.optional(0xa0);
    tbs.end();
    if (!isSecondVersion && extensions !== undefined) throw malformed('extensions in version 1');
    this.#scope = isSecondVersion ? readScope(extensions?.contents) : EVERYTHING;
  }

  has(serialNumber: Uint8Array): boolean {
    return this.#serialNumbers.has(bytesKey(serialNumber));
  }

  /** Whether the list would name this certificate of its issuer if it were revoked. */
  covers({ details }: ParsedCertificate): boolean {
    const { ca, distributionPoints } = details.extensions;
    const { endEntities, authorities, points } = this.#scope;
    if (ca ? !authorities : !endEntities) return false;
    if (points === undefined) return true;
    if (distributionPoints === undefined) return false;
    const theirs = pointsOf(distributionPoints);
    return points.some((point) => theirs.some((each) => equalBytes(point, each)));
  }

  /**
   * Whether this issuer signed the list and may. Throws CertificateError (REVOCATION_UNKNOWN) where the decision has cost
   * as many checks as it may: the list may be the one that names the certificate.
   */
  isSignedBy({ details, spki }: ParsedCertificate, work: PathWork): boolean {
    const { keyUsage } = details.extensions;
    if (keyUsage !== undefined && (keyUsage & KeyUsage.cRLSign) === 0) return false;
    if (this.#signer !== undefined && equalBytes(this.#signer, spki)) return true;
    if (work.listChecks >= PATH_LIMITS.listChecks) {
      throw new CertificateError('REVOCATION_UNKNOWN', 'too many revocation lists whose signatures do not fit');
    }
    work.listChecks++;
    if (!details.publicKey.verifies(this.#scheme, this.#tbs, this.#signature)) return false;
    this.#signer = spki;
    return true;
  }

  #readEntries(entries: DerReader): void {
    while (!entries.done) {
      const entry = entries.enter();
      this.#serialNumbers.add(bytesKey(entry.integer()));
      readTime(entry.next());
      if (entry.done) continue;
      for (const { oid, critical } of eachExtension(entry.expect(DerTag.SEQUENCE).contents)) {
        // Such as certificateIssuer, which makes it the entry of another authority's certificate.
        if (critical) throw unsupported(`the critical extension ${oid} of an entry is not supported`);
      }
      entry.end();
    }
  }
}

/** RFC 5280 section 5.2: a list of version 2 has a number. */
function readScope(field: Uint8Array | undefined): Scope {
  if (field === undefined) throw malformed('no number');
  let scope = EVERYTHING;
  let hasNumber = false;
  for (const { oid, critical, value } of eachExtension(sequenceContents(field))) {
    if (oid === DELTA_CRL_INDICATOR) throw unsupported('delta lists are not supported');
    if (oid === ISSUING_DISTRIBUTION_POINT) scope = readIssuingDistributionPoint(value);
    else if (critical) throw unsupported(`its critical extension ${oid} is not supported`);
    if (oid === CRL_NUMBER) hasNumber = true;
  }
  if (!hasNumber) throw malformed('no number');
  return scope;
}

function readIssuingDistributionPoint(value: Uint8Array): Scope {
  const fields = wholeSequence(value);
  const point = fields.optional(DISTRIBUTION_POINT);
  const users = isTrue(fields.optional(ONLY_USER_CERTIFICATES)?.contents);
  const authorities = isTrue(fields.optional(ONLY_AUTHORITY_CERTIFICATES)?.contents);
  // What is left: some reasons only, indirect, attribute certificates only.
  if (!fields.done)
    throw unsupported('it is indirect, or not about all reasons, or not about certificates of this kind');
  return {
    endEntities: !authorities,
    authorities: !users,
    points: point === undefined ? undefined : fullNames(point.contents),
  };
}

/**
 * The names of a certificate's cRLDistributionPoints where its issuer has lists about all reasons, DER; none where they
 * cannot be read.
 */
function pointsOf(value: Uint8Array): readonly Uint8Array[] {
  const names: Uint8Array[] = [];
  try {
    const points = wholeSequence(value);
    while (!points.done) {
      const point = points.enter();
      const name = point.optional(DISTRIBUTION_POINT);
      // What is left says that lists there are about some reasons only, or that another authority issues them.
      if (name !== undefined && point.done) names.push(...fullNames(name.contents));
    }
  } catch (error) {
    if (!(error instanceof CertificateError)) throw error;
    return [];
  }
  return names;
}

/** DistributionPointName: the GeneralNames of fullName, one by one. A relative name is none that we could compare. */
function fullNames(choice: Uint8Array): readonly Uint8Array[] {
  const field = readDer(choice);
  const full = field.optional(0xa0);
  if (full === undefined) return [];
  const reader = readDer(full.contents);
  const names: Uint8Array[] = [];
  while (!reader.done) names.push(reader.next().encoded);
  return names;
}

function isTrue(contents: Uint8Array | undefined): boolean {
  if (contents === undefined) return false;
  if (contents.length !== 1 || contents[0] !== 0xff) throw malformed('an odd BOOLEAN');
  return true;
}

function sequenceContents(field: Uint8Array): Uint8Array {
  const reader = readDer(field);
  const { contents } = reader.expect(DerTag.SEQUENCE);
  reader.end();
  return contents;
}

function malformed(what: string): CertificateError {
  return new CertificateError('MALFORMED', `it holds ${what}`);
}

function unsupported(what: string): CertificateError {
  return new CertificateError('UNSUPPORTED', what);
}
