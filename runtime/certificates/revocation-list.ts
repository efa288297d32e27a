import type { DerReader } from '../der/der-reader.ts';
import { DerTag } from '../der/der-tag.ts';
import { CertificateError } from '../errors/certificate-error.ts';
import { equalBytes } from '../wire/index.ts';
import { bytesKey } from './bytes-key.ts';
import { readDer, wholeSequence } from './certificate-der.ts';
import { ExtensionReader, KeyUsage } from './certificate-extensions.ts';
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

/** The certificates of its issuer that a list covers. */
interface Scope {
  readonly endEntities: boolean;
  readonly authorities: boolean;
  /** The GeneralNames of the distribution point, DER; undefined: every distribution point. */
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
  /** The key (SubjectPublicKeyInfo, DER) with which the signature was verified. */
  #signer: Uint8Array | undefined;

  /**
   * Borrows `der`. Throws CertificateError: MALFORMED; WEAK; or UNSUPPORTED for a list without nextUpdate, one
   * that is indirect, a delta or limited to some reasons, or one with another critical extension: such a list may omit
   * revoked certificates.
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
    if (isSecondVersion && tbs.count() !== 1) throw malformed('the version is unknown');
    if (!equalBytes(tbs.expect(DerTag.SEQUENCE).encoded, algorithm.encoded)) {
      throw malformed('the two signature algorithms differ');
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
    if (!isSecondVersion && extensions !== undefined) throw malformed('version 1 has extensions');
    this.#scope = isSecondVersion ? readScope(extensions?.contents) : EVERYTHING;
  }

  has(serialNumber: Uint8Array): boolean {
    return this.#serialNumbers.has(bytesKey(serialNumber));
  }

  /** Whether the list contains this certificate of its issuer if it is revoked. */
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
   * Whether this issuer signed the list and is allowed to. Throws CertificateError (REVOCATION_UNKNOWN) where the limit
   * of checks is reached: the list may be the one that contains the certificate.
   */
  isSignedBy({ details, spki }: ParsedCertificate, work: PathWork): boolean {
    const { keyUsage } = details.extensions;
    if (keyUsage !== undefined && (keyUsage & KeyUsage.cRLSign) === 0) return false;
    if (this.#signer !== undefined && equalBytes(this.#signer, spki)) return true;
    if (work.listChecks >= PATH_LIMITS.listChecks) {
      throw new CertificateError('REVOCATION_UNKNOWN', 'too many revocation lists whose signatures do not verify');
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
      const extensions = new ExtensionReader(entry.expect(DerTag.SEQUENCE).contents);
      for (let next = extensions.next(); next !== undefined; next = extensions.next()) {
        const { oid, critical } = next;
        // For example certificateIssuer: the entry is a certificate of another authority.
        if (critical) throw unsupported(`the critical extension ${oid} of an entry is not supported`);
      }
      entry.end();
    }
  }
}

/** RFC 5280 section 5.2: a list of version 2 has a cRLNumber. */
function readScope(field: Uint8Array | undefined): Scope {
  if (field === undefined) throw malformed('cRLNumber is missing');
  let scope = EVERYTHING;
  let hasNumber = false;
  const extensions = new ExtensionReader(sequenceContents(field));
  for (let next = extensions.next(); next !== undefined; next = extensions.next()) {
    const { oid, critical, value } = next;
    if (oid === DELTA_CRL_INDICATOR) throw unsupported('delta lists are not supported');
    if (oid === ISSUING_DISTRIBUTION_POINT) scope = readIssuingDistributionPoint(value);
    else if (critical) throw unsupported(`its critical extension ${oid} is not supported`);
    if (oid === CRL_NUMBER) hasNumber = true;
  }
  if (!hasNumber) throw malformed('cRLNumber is missing');
  return scope;
}

function readIssuingDistributionPoint(value: Uint8Array): Scope {
  const fields = wholeSequence(value);
  const point = fields.optional(DISTRIBUTION_POINT);
  const users = isTrue(fields.optional(ONLY_USER_CERTIFICATES)?.contents);
  const authorities = isTrue(fields.optional(ONLY_AUTHORITY_CERTIFICATES)?.contents);
  // The other fields: onlySomeReasons, indirectCRL, onlyContainsAttributeCerts.
  if (!fields.done) throw unsupported('it is indirect, limited to some reasons, or limited to attribute certificates');
  return {
    endEntities: !authorities,
    authorities: !users,
    points: point === undefined ? undefined : fullNames(point.contents),
  };
}

/**
 * The names in a certificate's cRLDistributionPoints at which its issuer publishes lists for all reasons, DER; empty
 * where the extension is malformed.
 */
function pointsOf(value: Uint8Array): readonly Uint8Array[] {
  const names: Uint8Array[] = [];
  try {
    const points = wholeSequence(value);
    while (!points.done) {
      const point = points.enter();
      const name = point.optional(DISTRIBUTION_POINT);
      // The other fields, reasons and cRLIssuer, limit the reasons or name another issuer.
      if (name !== undefined && point.done) names.push(...fullNames(name.contents));
    }
  } catch (error) {
    if (!(error instanceof CertificateError)) throw error;
    return [];
  }
  return names;
}

/**
 * DistributionPointName: the GeneralNames of fullName, one by one. A relative name is not supported: none is returned.
 */
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
  if (contents.length !== 1 || contents[0] !== 0xff) throw malformed('a BOOLEAN is not TRUE');
  return true;
}

function sequenceContents(field: Uint8Array): Uint8Array {
  const reader = readDer(field);
  const { contents } = reader.expect(DerTag.SEQUENCE);
  reader.end();
  return contents;
}

function malformed(what: string): CertificateError {
  return new CertificateError('MALFORMED', `revocation list: ${what}`);
}

function unsupported(what: string): CertificateError {
  return new CertificateError('UNSUPPORTED', what);
}
