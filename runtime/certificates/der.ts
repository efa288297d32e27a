import { CertificateError } from '../errors/certificate-error.ts';

/** One element of DER: its tag byte and where its contents lie. Views, not copies. */
export interface DerElement {
  readonly tag: number;
  readonly contents: Uint8Array;
  /** Tag, length and contents: what a comparison or a signature covers. */
  readonly encoded: Uint8Array;
}

/** Tags that certificates use (X.690 section 8.1.2), constructed bit included. */
export const DerTag = {
  BOOLEAN: 0x01,
  INTEGER: 0x02,
  BIT_STRING: 0x03,
  OCTET_STRING: 0x04,
  NULL: 0x05,
  OBJECT_IDENTIFIER: 0x06,
  ENUMERATED: 0x0a,
  UTC_TIME: 0x17,
  GENERALIZED_TIME: 0x18,
  SEQUENCE: 0x30,
  SET: 0x31,
} as const;

/**
 * Walks the elements of one level of DER (X.690 section 10). Certificates are read with it alone, so it refuses
 * everything that is not DER: lengths that are indefinite or longer than needed, numbers that are padded, booleans
 * that are neither 00 nor FF, bytes left over.
 *
 * All methods that read throw CertificateError (MALFORMED).
 */
export class DerReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  /** Borrows `bytes` for as long as the reader and its results live. */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get done(): boolean {
    return this.#at === this.#bytes.length;
  }

  /** The next element's tag, or undefined at the end. */
  peek(): number | undefined {
    return this.#bytes[this.#at];
  }

  /** The next element, of any tag. */
  next(): DerElement {
    const start = this.#at;
    const tag = this.#byte();
    if ((tag & 0x1f) === 0x1f) throw malformed('a tag of more than one byte');
    const length = this.#length();
    const end = this.#at + length;
    if (end > this.#bytes.length) throw malformed('an element that ends behind its parent');
    const contents = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return { tag, contents, encoded: this.#bytes.subarray(start, end) };
  }

  /** The next element, which must have this tag. */
  expect(tag: number): DerElement {
    const element = this.next();
    if (element.tag !== tag) throw malformed(`tag ${element.tag} in the place of ${tag}`);
    return element;
  }

  /** The next element if it has this tag; otherwise nothing is read. */
  optional(tag: number): DerElement | undefined {
    return this.peek() === tag ? this.next() : undefined;
  }

  /** The contents of a SEQUENCE as a reader of their own. */
  sequence(): DerReader {
    return new DerReader(this.expect(DerTag.SEQUENCE).contents);
  }

  /** An OBJECT IDENTIFIER in dotted decimal. */
  oid(): string {
    return dotted(this.expect(DerTag.OBJECT_IDENTIFIER).contents);
  }

  /** A BOOLEAN; X.690 section 11.1. */
  boolean(): boolean {
    const { contents } = this.expect(DerTag.BOOLEAN);
    if (contents.length !== 1 || (contents[0] !== 0 && contents[0] !== 0xff)) throw malformed('an odd BOOLEAN');
    return contents[0] === 0xff;
  }

  /** The bytes of an INTEGER, big endian, two's complement; X.690 section 8.3.2. */
  integer(): Uint8Array {
    const { contents } = this.expect(DerTag.INTEGER);
    const [first, second] = contents;
    if (first === undefined) throw malformed('an empty INTEGER');
    const isPadded = (first === 0 && (second ?? 0x80) < 0x80) || (first === 0xff && (second ?? 0) >= 0x80);
    if (contents.length > 1 && isPadded) throw malformed('a padded INTEGER');
    return contents;
  }

  /** An INTEGER from 0 on; Infinity for one that needs more than six bytes. */
  count(): number {
    const bytes = this.integer();
    if ((bytes[0] ?? 0) >= 0x80) throw malformed('a negative number');
    return bytes.length > 6 ? Number.POSITIVE_INFINITY : bytes.reduce((value, byte) => value * 256 + byte, 0);
  }

  /** The bytes of a BIT STRING whose length is a whole number of bytes, as keys and signatures have it. */
  octets(): Uint8Array {
    const { contents } = this.expect(DerTag.BIT_STRING);
    if (contents[0] !== 0) throw malformed('a BIT STRING of a part of a byte');
    return contents.subarray(1);
  }

  /** Nothing may follow. */
  end(): void {
    if (!this.done) throw malformed('bytes that are left over');
  }

  /** X.690 section 10.1. Certificates need no more than three bytes; lists of revoked ones may take four. */
  #length(): number {
    const first = this.#byte();
    if (first < 0x80) return first;
    const octets = first & 0x7f;
    if (octets === 0 || octets > 4) throw malformed('a length that is not DER');
    let length = 0;
    for (let i = 0; i < octets; i++) length = length * 256 + this.#byte();
    if (length < 0x80 || length < 2 ** (8 * (octets - 1))) throw malformed('a length that is longer than needed');
    return length;
  }

  #byte(): number {
    const byte = this.#bytes[this.#at];
    if (byte === undefined) throw malformed('it ends inside an element');
    this.#at++;
    return byte;
  }
}

/** All of `bytes` as one SEQUENCE. Throws CertificateError (MALFORMED). */
export function wholeSequence(bytes: Uint8Array): DerReader {
  const outer = new DerReader(bytes);
  const contents = outer.sequence();
  outer.end();
  return contents;
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && Buffer.compare(a, b) === 0;
}

/** The bytes as a text of the same length, to be the key of a Map. */
export function bytesKey(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}

function dotted(contents: Uint8Array): string {
  const arcs: (number | bigint)[] = [];
  let start = 0;
  for (const [index, byte] of contents.entries()) {
    if (byte >= 0x80) continue;
    const arc = arcOf(contents.subarray(start, index + 1));
    start = index + 1;
    if (arcs.length > 0) arcs.push(arc);
    else if (arc < 80) arcs.push(arc < 40 ? 0 : 1, Number(arc) % 40);
    else arcs.push(2, typeof arc === 'number' ? arc - 80 : arc - 80n);
  }
  if (arcs.length === 0 || start < contents.length) throw malformed('an object identifier cut short');
  return arcs.join('.');
}

/** Seven bits of each byte, big endian. */
function arcOf(bytes: Uint8Array): number | bigint {
  if (bytes[0] === 0x80) throw malformed('an object identifier that is padded');
  // What a double holds exactly.
  if (bytes.length <= 7) return bytes.reduce((value, byte) => value * 128 + (byte & 0x7f), 0);
  if (bytes.length > MAX_ARC_BYTES) throw malformed('an object identifier that is too large');
  return bytes.reduce((value, byte) => value * 128n + BigInt(byte & 0x7f), 0n);
}

/** An arc of 128 bits is a UUID below 2.25 (X.667); nothing in use is longer. */
const MAX_ARC_BYTES = 19;

function malformed(what: string): CertificateError {
  return new CertificateError('MALFORMED', `not DER: ${what}`);
}
