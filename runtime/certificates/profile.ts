import { CertificateError } from '../errors/certificate-error.ts';
import { DerReader, DerTag } from './der.ts';
import { type GeneralNames, NO_NAMES, readGeneralNames } from './general-names.ts';
import { NameConstraints } from './name-constraints.ts';

/** What the path checks need of a certificate and `X509Certificate` does not say (RFC 5280 section 4). */
export interface CertificateProfile {
  /** Dotted identifier of the signature algorithm; for RSASSA-PSS the hash stands in `pssHash`. */
  readonly signatureAlgorithm: string;
  readonly pssHash: string | undefined;
  /** basicConstraints: may issue certificates. */
  readonly ca: boolean;
  /** basicConstraints: how many intermediates may follow; Infinity without a limit. */
  readonly pathLength: number;
  /** keyUsage as a bit set, bit 0 first, or undefined without the extension. */
  readonly keyUsage: number | undefined;
  /** extKeyUsage as dotted identifiers, or undefined without the extension. */
  readonly extendedKeyUsage: readonly string[] | undefined;
  /** DER of the subject. */
  readonly subject: Uint8Array;
  /** subjectAltName. */
  readonly alternatives: GeneralNames;
  readonly nameConstraints: NameConstraints | undefined;
  /** Critical extensions that would have to be processed and are not. */
  readonly unprocessed: readonly string[];
}

/** Bits of keyUsage; RFC 5280 section 4.2.1.3. */
export const KeyUsage = { digitalSignature: 1 << 0, keyCertSign: 1 << 5 } as const;

const RSASSA_PSS = '1.2.840.113549.1.1.10';
const KEY_USAGE = '2.5.29.15';
const SUBJECT_ALT_NAME = '2.5.29.17';
const BASIC_CONSTRAINTS = '2.5.29.19';
const NAME_CONSTRAINTS = '2.5.29.30';
// Every policy is acceptable to us, so this one decides nothing; policy constraints and mappings would.
const CERTIFICATE_POLICIES = '2.5.29.32';
const EXTENDED_KEY_USAGE = '2.5.29.37';

/** Those that decide nothing here, or that `readProfile` has taken up already. */
const processed = new Set([CERTIFICATE_POLICIES]);

/** Reads the profile. Throws CertificateError (MALFORMED) for anything that is not a certificate. */
export function readProfile(der: Uint8Array): CertificateProfile {
  const outer = new DerReader(der);
  const certificate = outer.sequence();
  const tbs = certificate.sequence();
  if (tbs.peek() === 0xa0) tbs.next(); // version
  tbs.expect(DerTag.INTEGER); // serialNumber
  const inner = tbs.expect(DerTag.SEQUENCE);
  tbs.expect(DerTag.SEQUENCE); // issuer
  tbs.expect(DerTag.SEQUENCE); // validity
  const subject = tbs.expect(DerTag.SEQUENCE).encoded;
  tbs.expect(DerTag.SEQUENCE); // subjectPublicKeyInfo
  const algorithm = certificate.expect(DerTag.SEQUENCE);
  // RFC 5280 section 4.1.1.2: the signed copy of the algorithm and the unsigned one are the same.
  if (!equal(inner.encoded, algorithm.encoded)) throw malformed('two different signature algorithms');

  let ca = false;
  let pathLength = Number.POSITIVE_INFINITY;
  let keyUsage: number | undefined;
  let extendedKeyUsage: string[] | undefined;
  let alternatives = NO_NAMES;
  let nameConstraints: NameConstraints | undefined;
  const unprocessed: string[] = [];
  const seen = new Set<string>();
  for (const extension of extensions(tbs)) {
    // RFC 5280 section 4.2: no extension twice, else two readers may believe different ones.
    if (seen.has(extension.oid)) throw malformed(`extension ${extension.oid} twice`);
    seen.add(extension.oid);
    const value = new DerReader(extension.value);
    if (extension.oid === BASIC_CONSTRAINTS) {
      const constraints = value.sequence();
      if (constraints.peek() === DerTag.BOOLEAN) ca = constraints.next().contents[0] !== 0;
      if (constraints.peek() === DerTag.INTEGER) pathLength = smallInteger(constraints.next().contents);
    } else if (extension.oid === KEY_USAGE) {
      keyUsage = bits(value.expect(DerTag.BIT_STRING).contents);
    } else if (extension.oid === EXTENDED_KEY_USAGE) {
      extendedKeyUsage = [];
      const purposes = value.sequence();
      while (!purposes.done) extendedKeyUsage.push(purposes.oid());
    } else if (extension.oid === SUBJECT_ALT_NAME) {
      alternatives = readGeneralNames(value.sequence());
    } else if (extension.oid === NAME_CONSTRAINTS) {
      // Critical or not: an issuer that is limited has said so.
      nameConstraints = new NameConstraints(extension.value);
    } else if (extension.critical && !processed.has(extension.oid)) {
      unprocessed.push(extension.oid);
    }
  }
  const { oid, pssHash } = signatureAlgorithm(algorithm.contents);
  return {
    signatureAlgorithm: oid,
    pssHash,
    ca,
    pathLength,
    keyUsage,
    extendedKeyUsage,
    subject,
    alternatives,
    nameConstraints,
    unprocessed,
  };
}

interface Extension {
  readonly oid: string;
  readonly critical: boolean;
  readonly value: Uint8Array;
}

function* extensions(tbs: DerReader): Generator<Extension> {
  while (!tbs.done) {
    const field = tbs.next();
    if (field.tag !== 0xa3) continue; // the unique identifiers nobody uses
    const list = new DerReader(field.contents).sequence();
    while (!list.done) {
      const extension = list.sequence();
      const oid = extension.oid();
      const critical = extension.peek() === DerTag.BOOLEAN && extension.next().contents[0] !== 0;
      yield { oid, critical, value: extension.expect(DerTag.OCTET_STRING).contents };
    }
  }
}

function signatureAlgorithm(contents: Uint8Array): { oid: string; pssHash: string | undefined } {
  const reader = new DerReader(contents);
  const oid = reader.oid();
  if (oid !== RSASSA_PSS || reader.done) return { oid, pssHash: undefined };
  const parameters = reader.sequence();
  // RFC 4055 section 3.1: without [0] the hash is SHA-1, which the caller refuses.
  if (parameters.peek() !== 0xa0) return { oid, pssHash: undefined };
  return { oid, pssHash: new DerReader(parameters.next().contents).sequence().oid() };
}

function smallInteger(contents: Uint8Array): number {
  // A path of more than 127 intermediates is refused anyway, and a negative limit allows none.
  const first = contents[0] ?? 0;
  if (first >= 0x80) return 0;
  return contents.length === 1 ? first : Number.POSITIVE_INFINITY;
}

/** BIT STRING to a set: its bit 0 is the highest bit of the first octet (X.690 section 8.6.2). */
function bits(contents: Uint8Array): number {
  let set = 0;
  for (let i = 0; i < 8; i++) if (((contents[1] ?? 0) & (0x80 >> i)) !== 0) set |= 1 << i;
  return set;
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

function malformed(what: string): CertificateError {
  return new CertificateError('MALFORMED', `certificate holds ${what}`);
}
