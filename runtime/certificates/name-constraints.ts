import { CertificateError } from '../errors/certificate-error.ts';
import { type DerElement, DerReader } from './der.ts';
import { type GeneralNames, readGeneralNames } from './general-names.ts';

/** The names a certificate goes by, as far as constraints speak of them. */
export interface ConstrainedNames {
  /** DER of the subject; an empty one names nobody. */
  readonly subject: Uint8Array;
  readonly alternatives: GeneralNames;
}

/** Comparisons that one certificate's names and one issuer's constraints may cost; a certificate can hold thousands of each. */
const MAX_COMPARISONS = 20_000;

const PERMITTED = 0xa0;
const EXCLUDED = 0xa1;

/**
 * What an issuer may name below itself; RFC 5280 section 4.2.1.10. Host names, addresses and directory names are
 * processed. A certificate with a name of another form that the issuer constrains is refused, and so is everything
 * below an issuer that excludes directory names, because two spellings of one name cannot be told from two names.
 */
export class NameConstraints {
  readonly #permitted: GeneralNames;
  readonly #excluded: GeneralNames;

  /** Reads the value of the extension. Throws CertificateError (MALFORMED or UNSUPPORTED). */
  constructor(value: Uint8Array) {
    const outer = new DerReader(value);
    const constraints = outer.sequence();
    this.#permitted = subtrees(constraints, PERMITTED);
    this.#excluded = subtrees(constraints, EXCLUDED);
    if (!constraints.done || !outer.done) throw malformed('something behind them');
    if (value.length === 2) throw malformed('nothing');
    for (const host of [...this.#permitted.dns, ...this.#excluded.dns]) {
      if (!HOST_SUBTREE.test(host)) throw malformed('something in the place of a host name');
    }
    for (const range of [...this.#permitted.addresses, ...this.#excluded.addresses]) checkRange(range);
    if (this.#excluded.directory.length > 0) {
      throw new CertificateError('UNSUPPORTED', 'name constraints that exclude directory names are not supported');
    }
  }

  /** Throws CertificateError for the first name that is not allowed; `name` is the certificate's, for the message. */
  check({ subject, alternatives }: ConstrainedNames, name: string): void {
    const { dns, addresses, others } = alternatives;
    const directory =
      subject.length > EMPTY_NAME_LENGTH ? [subject, ...alternatives.directory] : alternatives.directory;
    const subtreeCount = count(this.#permitted) + count(this.#excluded);
    if ((dns.length + addresses.length + directory.length) * subtreeCount > MAX_COMPARISONS) {
      throw new CertificateError('UNSUPPORTED', `${name}: too many names for its issuer's name constraints`);
    }
    for (const form of others) {
      if (!this.#permitted.others.has(form) && !this.#excluded.others.has(form)) continue;
      throw new CertificateError(
        'UNSUPPORTED',
        `${name}: names of form ${form} are constrained, which is not supported`,
      );
    }
    for (const host of dns) {
      const good = isAllowed(this.#permitted.dns, (permitted) => isWithin(host.replace(/^\*\./, ''), permitted, host));
      if (!good || !HOST.test(host) || this.#excluded.dns.some((excluded) => overlaps(host, excluded))) {
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

function subtrees(constraints: DerReader, tag: number): GeneralNames {
  if (constraints.peek() !== tag) return readGeneralNames(new DerReader(new Uint8Array(0)));
  const list = new DerReader(constraints.next().contents);
  const bases: DerElement[] = [];
  while (!list.done) {
    const subtree = list.sequence();
    bases.push(subtree.next());
    // RFC 5280: minimum is 0, which DER leaves out, and maximum is absent.
    if (!subtree.done) throw new CertificateError('UNSUPPORTED', 'name constraints with a minimum or maximum');
  }
  const bytes = new Uint8Array(bases.reduce((sum, { encoded }) => sum + encoded.length, 0));
  let at = 0;
  for (const { encoded } of bases) {
    bytes.set(encoded, at);
    at += encoded.length;
  }
  return readGeneralNames(new DerReader(bytes));
}

function count({ dns, addresses, directory }: GeneralNames): number {
  return dns.length + addresses.length + directory.length;
}

/** Without a permitted subtree of a form, every name of it is permitted. */
function isAllowed<T>(subtrees: readonly T[], fits: (subtree: T) => boolean): boolean {
  return subtrees.length === 0 || subtrees.some(fits);
}

/**
 * `base` is `name` without its wildcard. A constraint stands for itself and everything below; with a dot in front
 * for everything below only, which all names behind a wildcard are.
 */
function isWithin(base: string, constraint: string, name: string): boolean {
  if (constraint === '' || base.endsWith(`.${bare(constraint)}`)) return true;
  return base === bare(constraint) && (!constraint.startsWith('.') || name !== base);
}

/** Whether some host that `name` stands for is excluded. */
function overlaps(name: string, constraint: string): boolean {
  const base = name.replace(/^\*\./, '');
  if (isWithin(base, constraint, name)) return true;
  // A wildcard stands for one label: it may be the very label of the constraint.
  return name !== base && constraint.slice(constraint.indexOf('.') + 1) === base && constraint.includes('.');
}

function bare(constraint: string): string {
  return constraint.startsWith('.') ? constraint.slice(1) : constraint;
}

/** Address and mask; RFC 4632. A mask with holes has no meaning that two readers share. */
function checkRange(range: Uint8Array): void {
  if (range.length !== 8 && range.length !== 32) throw malformed('an address range of a strange length');
  const mask = range.subarray(range.length / 2);
  const ones = [...mask].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  if (!/^1*0*$/.test(ones)) throw malformed('an address mask with holes');
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
  const inner = new DerReader(name).next().contents;
  const start = new DerReader(base).next().contents;
  return start.length <= inner.length && start.every((byte, i) => byte === inner[i]);
}

function notPermitted(name: string, what: string): CertificateError {
  return new CertificateError('NAME_NOT_PERMITTED', `${name}: its issuer may not vouch for ${what.slice(0, 300)}`);
}

function malformed(what: string): CertificateError {
  return new CertificateError('MALFORMED', `name constraints hold ${what}`);
}
