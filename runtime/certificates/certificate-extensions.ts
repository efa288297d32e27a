import type { DerReader } from '../der/der-reader.ts';
import { DerTag } from '../der/der-tag.ts';
import { CertificateError } from '../errors/certificate-error.ts';
import { readDer, wholeSequence } from './certificate-der.ts';
import { type GeneralNames, NO_NAMES, readGeneralNames } from './general-names.ts';
import { NameConstraints } from './name-constraints.ts';

/** The extensions of a certificate on which path validation depends (RFC 5280 section 4.2). */
export interface CertificateExtensions {
  /** basicConstraints: may issue certificates. */
  readonly ca: boolean;
  /** basicConstraints: how many intermediates may follow; Infinity without a limit. */
  readonly pathLength: number;
  /** keyUsage as a bit set, bit 0 first, or undefined without the extension. */
  readonly keyUsage: number | undefined;
  /** extKeyUsage as dotted identifiers, or undefined without the extension. */
  readonly extendedKeyUsage: readonly string[] | undefined;
  /** subjectAltName. */
  readonly alternatives: GeneralNames;
  readonly nameConstraints: NameConstraints | undefined;
  /** cRLDistributionPoints: the value as it is, or undefined without the extension. */
  readonly distributionPoints: Uint8Array | undefined;
  /** Extensions that must be processed and are not supported, as dotted identifiers. */
  readonly unprocessed: readonly string[];
}

/** Bits of keyUsage; RFC 5280 section 4.2.1.3. */
export const KeyUsage = { digitalSignature: 1 << 0, keyCertSign: 1 << 5, cRLSign: 1 << 6 } as const;

const KEY_USAGE = '2.5.29.15';
const SUBJECT_ALT_NAME = '2.5.29.17';
const BASIC_CONSTRAINTS = '2.5.29.19';
const NAME_CONSTRAINTS = '2.5.29.30';
const CRL_DISTRIBUTION_POINTS = '2.5.29.31';
// Every policy is accepted, so this extension has no effect.
const CERTIFICATE_POLICIES = '2.5.29.32';
// Refused whether it is critical or not; RFC 5280 section 4.2.1.11 requires that it is critical.
const POLICY_CONSTRAINTS = '2.5.29.36';
const EXTENDED_KEY_USAGE = '2.5.29.37';

/** One extension; RFC 5280 section 4.1. */
export interface Extension {
  readonly oid: string;
  readonly critical: boolean;
  readonly value: Uint8Array;
}

/** Reads the contents of the list of extensions. Throws CertificateError (MALFORMED or UNSUPPORTED). */
export function readExtensions(list: Uint8Array | undefined): CertificateExtensions {
  let basic = { ca: false, pathLength: Number.POSITIVE_INFINITY };
  let keyUsage: number | undefined;
  let extendedKeyUsage: string[] | undefined;
  let alternatives = NO_NAMES;
  let nameConstraints: NameConstraints | undefined;
  let distributionPoints: Uint8Array | undefined;
  const unprocessed: string[] = [];
  const extensions = list && new ExtensionReader(list);
  for (let next = extensions?.next(); next !== undefined; next = extensions?.next()) {
    const { oid, critical, value } = next;
    if (oid === BASIC_CONSTRAINTS) basic = readBasicConstraints(value);
    else if (oid === KEY_USAGE) keyUsage = readKeyUsage(value);
    else if (oid === EXTENDED_KEY_USAGE) extendedKeyUsage = readExtendedKeyUsage(value);
    else if (oid === SUBJECT_ALT_NAME) alternatives = readAlternatives(value);
    // Enforced whether it is critical or not.
    else if (oid === NAME_CONSTRAINTS) nameConstraints = new NameConstraints(value);
    else if (oid === CRL_DISTRIBUTION_POINTS) {
      distributionPoints = value;
      if (critical) unprocessed.push(oid);
    } else if (oid === POLICY_CONSTRAINTS || (critical && oid !== CERTIFICATE_POLICIES)) unprocessed.push(oid);
  }
  return {
    ...basic,
    keyUsage,
    extendedKeyUsage,
    alternatives,
    nameConstraints,
    distributionPoints,
    unprocessed,
  };
}

/** Reads the extensions of a list one after the other. */
export class ExtensionReader {
  readonly #reader: DerReader;
  readonly #seen = new Set<string>();

  /** `list`: the contents of the SEQUENCE of extensions, borrowed. */
  constructor(list: Uint8Array) {
    this.#reader = readDer(list);
  }

  /** Undefined: there are no more. Throws CertificateError (MALFORMED), also for a repeated extension. */
  next(): Extension | undefined {
    if (this.#reader.done) return undefined;
    const extension = this.#reader.enter();
    const oid = extension.oid();
    // RFC 5280 section 4.2: no extension more than once, because readers may differ in which one they use.
    if (this.#seen.has(oid)) throw malformed(`extension ${oid} occurs more than once`);
    this.#seen.add(oid);
    // DER omits FALSE, a default; many certificates encode it all the same.
    const critical = extension.peek() === DerTag.BOOLEAN && extension.boolean();
    const value = extension.expect(DerTag.OCTET_STRING).contents;
    extension.end();
    return { oid, critical, value };
  }
}

/** The value of one extension, undefined without it. Throws CertificateError (MALFORMED). */
export function findExtension(list: Uint8Array, oid: string): Uint8Array | undefined {
  const extensions = new ExtensionReader(list);
  for (let next = extensions.next(); next !== undefined; next = extensions.next()) {
    if (next.oid === oid) return next.value;
  }
  return undefined;
}

/** RFC 5280 section 4.2.1.9. */
function readBasicConstraints(value: Uint8Array): { ca: boolean; pathLength: number } {
  const constraints = wholeSequence(value);
  let ca = false;
  if (constraints.peek() === DerTag.BOOLEAN) {
    ca = constraints.boolean();
    if (!ca) throw malformed('a default value is encoded');
  }
  const pathLength = constraints.done ? Number.POSITIVE_INFINITY : constraints.count();
  constraints.end();
  return { ca, pathLength };
}

/** RFC 5280 section 4.2.1.3: a set of named bits, at least one of them set. */
function readKeyUsage(value: Uint8Array): number {
  const reader = readDer(value);
  const contents = reader.expect(DerTag.BIT_STRING).contents;
  reader.end();
  const unused = contents[0] ?? 8;
  const octets = contents.subarray(1);
  const last = octets.at(-1) ?? 0;
  // X.690 section 11.2.2: no trailing zero bits: the last used bit is set and the unused bits are not.
  const isMinimal = unused < 8 && (last & ((2 << unused) - 1)) === 1 << unused;
  if (!isMinimal || octets.length > 2) throw malformed('a key usage is not DER');
  let set = 0;
  for (let bit = 0; bit < octets.length * 8; bit++) {
    if (((octets[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0) set |= 1 << bit;
  }
  return set;
}

/** RFC 5280 section 4.2.1.12: at least one purpose. */
function readExtendedKeyUsage(value: Uint8Array): string[] {
  const purposes = wholeSequence(value);
  const list: string[] = [];
  do list.push(purposes.oid());
  while (!purposes.done);
  return list;
}

/** RFC 5280 section 4.2.1.6: at least one name, host names without empty labels, addresses of 4 or 16 bytes. */
function readAlternatives(value: Uint8Array): GeneralNames {
  const list = wholeSequence(value);
  if (list.done) throw malformed('a list of names is empty');
  const names = readGeneralNames(list);
  // A leading dot, a final dot and an empty name have an empty label too.
  if (names.dns.some((host) => host.split('.').includes(''))) throw malformed('a host name has an empty label');
  if (names.addresses.some(({ length }) => length !== 4 && length !== 16))
    throw malformed('an address is not 4 or 16 bytes long');
  return names;
}

function malformed(what: string): CertificateError {
  return new CertificateError('MALFORMED', `certificate: ${what}`);
}
