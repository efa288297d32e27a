import type { DerElement, DerReader } from '../der/der-reader.ts';
import { CertificateError } from '../errors/certificate-error.ts';
import { equalBytes } from '../wire/index.ts';
import { readDer, wholeSequence } from './certificate-der.ts';
import { type GeneralNames, NO_NAMES, readGeneralNames } from './general-names.ts';

/** The names of a certificate to which constraints apply. */
export interface ConstrainedNames {
  /** DER of the subject; may be an empty Name. */
  readonly subject: Uint8Array;
  readonly alternatives: GeneralNames;
}

const PERMITTED = 0xa0;
const EXCLUDED = 0xa1;

/**
 * The names that certificates below an issuer may have; RFC 5280 section 4.2.1.10. Host names, addresses and directory
 * names are processed. A certificate with a name of another form that the issuer constrains is refused, and so is every
 * certificate below an issuer that excludes directory names: different encodings of one name are not recognised as
 * equal.
 */
export class NameConstraints {
  readonly #permitted: GeneralNames;
  readonly #excluded: GeneralNames;
  readonly #permittedHosts: readonly HostSubtree[];
  readonly #excludedHosts: readonly HostSubtree[];

  /** Reads the value of the extension. Throws CertificateError (MALFORMED or UNSUPPORTED). */
  constructor(value: Uint8Array) {
    const constraints = wholeSequence(value);
    // RFC 5280 section 4.2.1.10: at least one of them, and neither is an empty list.
    if (constraints.done) throw malformed('no subtree');
    this.#permitted = subtrees(constraints, PERMITTED);
    this.#excluded = subtrees(constraints, EXCLUDED);
    constraints.end();
    for (const host of [...this.#permitted.dns, ...this.#excluded.dns]) {
      if (!HOST_SUBTREE.test(host)) throw malformed('a host name is not valid');
    }
    this.#permittedHosts = this.#permitted.dns.map(hostSubtree);
    this.#excludedHosts = this.#excluded.dns.map(hostSubtree);
    for (const range of [...this.#permitted.addresses, ...this.#excluded.addresses]) checkRange(range);
    if (this.#excluded.directory.length > 0) {
      throw new CertificateError('UNSUPPORTED', 'name constraints that exclude directory names are not supported');
    }
  }

  /** The maximum number of comparisons in `check`. */
  comparisons({ subject, alternatives }: ConstrainedNames): number {
    const [permitted, excluded] = [this.#permitted, this.#excluded];
    const { dns, addresses } = alternatives;
    return (
      dns.length * (permitted.dns.length + excluded.dns.length) +
      addresses.length * (permitted.addresses.length + excluded.addresses.length) +
      directoryNames(subject, alternatives).length * permitted.directory.length
    );
  }

  /**
   * Throws CertificateError for the first name that is not permitted. `name`: the certificate's name for the message.
   */
  check({ subject, alternatives }: ConstrainedNames, name: string): void {
    const { dns, addresses, others } = alternatives;
    const directory = directoryNames(subject, alternatives);
    for (const form of others) {
      if (!this.#permitted.others.has(form) && !this.#excluded.others.has(form)) continue;
      throw new CertificateError(
        'UNSUPPORTED',
        `${name}: names of form ${form} are constrained, which is not supported`,
      );
    }
    for (const host of dns) {
      const base = host.startsWith('*.') ? host.slice(2) : host;
      const good = isAllowed(this.#permittedHosts, (permitted) => isWithin(base, permitted, host));
      if (!good || !HOST.test(host) || this.#excludedHosts.some((excluded) => overlaps(base, excluded, host))) {
        throw notPermitted(name, host);
      }
    }
    for (const address of addresses) {
      const good = isAllowed(this.#permitted.addresses, (permitted) => isInRange(address, permitted));
      if (!good || this.#excluded.addresses.some((excluded) => isInRange(address, excluded))) {
        throw notPermitted(name, `the address ${Buffer.from(address).toString('hex')}`);
      }
    }
    for (const one of directory) {
      const good = isAllowed(this.#permitted.directory, (permitted) => isBelow(one, permitted));
      if (!good) throw notPermitted(name, 'its subject');
    }
  }
}

/** Two bytes: a SEQUENCE without contents. */
const EMPTY_NAME_LENGTH = 2;
const HOST = /^(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*$/;
const HOST_SUBTREE = /^(\.?[a-z0-9_-]+(\.[a-z0-9_-]+)*)?$/;

function directoryNames(subject: Uint8Array, { directory }: GeneralNames): readonly Uint8Array[] {
  return subject.length > EMPTY_NAME_LENGTH ? [subject, ...directory] : directory;
}

function subtrees(constraints: DerReader, tag: number): GeneralNames {
  const field = constraints.optional(tag);
  if (field === undefined) return NO_NAMES;
  if (field.contents.length === 0) throw malformed('a list is empty');
  const list = readDer(field.contents);
  const bases: DerElement[] = [];
  while (!list.done) {
    const subtree = list.enter();
    bases.push(subtree.next());
    // RFC 5280: minimum is 0, which DER leaves out, and maximum is absent.
    if (!subtree.done)
      throw new CertificateError('UNSUPPORTED', 'name constraints with a minimum or maximum are not supported');
  }
  const bytes = new Uint8Array(bases.reduce((sum, { encoded }) => sum + encoded.length, 0));
  let at = 0;
  for (const { encoded } of bases) {
    bytes.set(encoded, at);
    at += encoded.length;
  }
  return readGeneralNames(readDer(bytes));
}

/** Without a permitted subtree of a form, every name of it is permitted. */
function isAllowed<T>(subtrees: readonly T[], fits: (subtree: T) => boolean): boolean {
  return subtrees.length === 0 || subtrees.some(fits);
}

/**
 * A constraint on host names: it covers the name itself and all names below it; with a leading dot, only those below
 * it.
 */
interface HostSubtree {
  readonly text: string;
  readonly withDot: string;
  readonly withoutDot: string;
}

function hostSubtree(text: string): HostSubtree {
  const withoutDot = text.startsWith('.') ? text.slice(1) : text;
  return { text, withDot: `.${withoutDot}`, withoutDot };
}

/** `base` is `host` without its wildcard; all names that match a wildcard are below `base`. */
function isWithin(base: string, { text, withDot, withoutDot }: HostSubtree, host: string): boolean {
  if (text === '' || base.endsWith(withDot)) return true;
  return base === withoutDot && (text === withoutDot || host !== base);
}

/** Whether a name that `host` matches is excluded. */
function overlaps(base: string, excluded: HostSubtree, host: string): boolean {
  if (isWithin(base, excluded, host)) return true;
  // A wildcard matches one label, which can be the first label of the constraint.
  const { text } = excluded;
  return host !== base && text.endsWith(base) && text.indexOf('.') === text.length - base.length - 1;
}

/** Address and mask; RFC 4632. A mask with gaps has no defined meaning. */
function checkRange(range: Uint8Array): void {
  if (range.length !== 8 && range.length !== 32) throw malformed('an address range is not 8 or 32 bytes long');
  const mask = range.subarray(range.length / 2);
  const ones = [...mask].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  if (!/^1*0*$/.test(ones)) throw malformed('an address mask is not a prefix');
}

function isInRange(address: Uint8Array, range: Uint8Array): boolean {
  const half = range.length / 2;
  if (address.length !== half) return false;
  for (let i = 0; i < half; i++) {
    const mask = range[half + i] ?? 0;
    if (((address[i] ?? 0) & mask) !== ((range[i] ?? 0) & mask)) return false;
  }
  return true;
}

/** Whether the relative names of `name` start with those of `base`, byte for byte. */
function isBelow(name: Uint8Array, base: Uint8Array): boolean {
  const inner = readDer(name).next().contents;
  const start = readDer(base).next().contents;
  return start.length <= inner.length && equalBytes(start, inner.subarray(0, start.length));
}

function notPermitted(name: string, what: string): CertificateError {
  return new CertificateError('NAME_NOT_PERMITTED', `${name}: its issuer may not certify ${what.slice(0, 300)}`);
}

function malformed(what: string): CertificateError {
  return new CertificateError('MALFORMED', `name constraints: ${what}`);
}
