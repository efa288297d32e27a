import { WirechartError } from '../errors/wirechart-error.ts';
import { DerTag } from './der-tag.ts';
import { dottedIdentifier } from './object-identifier.ts';

/** One element of DER. */
export class DerElement {
  /** The identifier octet: class, constructed bit and number; X.690 section 8.1.2. */
  readonly tag: number;
  readonly #bytes: Uint8Array;
  readonly #start: number;
  readonly #contentsAt: number;
  readonly #end: number;

  /** From `start` to `end` in `bytes`, which are borrowed; the contents start at `contentsAt`. */
  constructor(tag: number, bytes: Uint8Array, start: number, contentsAt: number, end: number) {
    this.tag = tag;
    this.#bytes = bytes;
    this.#start = start;
    this.#contentsAt = contentsAt;
    this.#end = end;
  }

  /** A view into the input; each call makes one. */
  get contents(): Uint8Array {
    return this.#bytes.subarray(this.#contentsAt, this.#end);
  }

  /** Tag, length and contents: what a comparison or a signature covers. A view into the input; each call makes one. */
  get encoded(): Uint8Array {
    return this.#bytes.subarray(this.#start, this.#end);
  }
}

/** Makes the error for input that is not DER; `reason` is a clause in English. */
export type MalformedDer = (reason: string) => Error;

/** The error of a reader whose caller names no other. */
function malformedDer(reason: string): WirechartError {
  return new WirechartError('ERR_WIRECHART_DER', reason);
}

/**
 * Reads the elements of one level of DER one after the other; X.690 sections 8, 10 and 11. Refuses all that is BER
 * only: lengths that are indefinite or longer than needed, padded numbers, booleans other than 00 and FF. Lengths have
 * at most four bytes, tags one.
 *
 * Every method that reads throws the error that `malformed` returns when the input is not DER or has another element
 * than the one asked for. Where the reader is after that is not defined.
 */
export class DerReader {
  readonly #bytes: Uint8Array;
  readonly #malformed: MalformedDer;
  #at: number;
  readonly #end: number;
  /** Where the contents of the last element start. They end at `#at`. */
  #contentsAt = 0;

  /**
   * Borrows `bytes` for as long as the reader and its results are used. `malformed`: default, a WirechartError with the
   * code ERR_WIRECHART_DER; readers of nested elements use the same. `from`, `to`: the part of `bytes` to read.
   */
  constructor(bytes: Uint8Array, malformed: MalformedDer = malformedDer, from = 0, to = bytes.length) {
    this.#bytes = bytes;
    this.#malformed = malformed;
    this.#at = from;
    this.#end = to;
  }

  /** True when no bytes are left. */
  get done(): boolean {
    return this.#at === this.#end;
  }

  /** The next element's tag, or undefined at the end. */
  peek(): number | undefined {
    return this.#at < this.#end ? this.#bytes[this.#at] : undefined;
  }

  /** The next element, of any tag. */
  next(): DerElement {
    const start = this.#at;
    const tag = this.#skip();
    return new DerElement(tag, this.#bytes, start, this.#contentsAt, this.#at);
  }

  /** The next element, which must have this tag. */
  expect(tag: number): DerElement {
    const start = this.#at;
    this.#skipTag(tag);
    return new DerElement(tag, this.#bytes, start, this.#contentsAt, this.#at);
  }

  /** The next element if it has this tag; otherwise nothing is read. */
  optional(tag: number): DerElement | undefined {
    return this.peek() === tag ? this.next() : undefined;
  }

  /** A reader of the contents of the next element, which must have this tag: SEQUENCE where none is given. */
  enter(tag: number = DerTag.SEQUENCE): DerReader {
    this.#skipTag(tag);
    return new DerReader(this.#bytes, this.#malformed, this.#contentsAt, this.#at);
  }

  /** An OBJECT IDENTIFIER in dotted decimal; X.690 section 8.19. */
  oid(): string {
    this.#skipTag(DerTag.OBJECT_IDENTIFIER);
    return dottedIdentifier(this.#bytes, this.#contentsAt, this.#at, this.#malformed);
  }

  /** A BOOLEAN; X.690 section 11.1. */
  boolean(): boolean {
    const contents = this.#contentsOf(DerTag.BOOLEAN);
    if (contents.length !== 1 || (contents[0] !== 0 && contents[0] !== 0xff)) {
      throw this.#malformed('a BOOLEAN is neither 00 nor FF');
    }
    return contents[0] === 0xff;
  }

  /** The bytes of an INTEGER, big-endian, two's complement; X.690 section 8.3.2. */
  integer(): Uint8Array {
    const contents = this.#contentsOf(DerTag.INTEGER);
    const first = contents[0];
    const second = contents[1];
    if (first === undefined) throw this.#malformed('an INTEGER is empty');
    const isPadded = (first === 0 && (second ?? 0x80) < 0x80) || (first === 0xff && (second ?? 0) >= 0x80);
    if (contents.length > 1 && isPadded) throw this.#malformed('an INTEGER is padded');
    return contents;
  }

  /** An INTEGER that is not negative; Infinity for one that needs more than six bytes. */
  count(): number {
    const bytes = this.integer();
    if ((bytes[0] ?? 0) >= 0x80) throw this.#malformed('a number is negative');
    return bytes.length > 6 ? Number.POSITIVE_INFINITY : bytes.reduce((value, byte) => value * 256 + byte, 0);
  }

  /** The bytes of a BIT STRING without unused bits, as keys and signatures have it; X.690 section 8.6.2. */
  octets(): Uint8Array {
    this.#skipTag(DerTag.BIT_STRING);
    const isEmpty = this.#contentsAt === this.#at;
    if (isEmpty || this.#bytes[this.#contentsAt] !== 0) throw this.#malformed('a BIT STRING has unused bits');
    return this.#bytes.subarray(this.#contentsAt + 1, this.#at);
  }

  /** Nothing is read. Throws unless all bytes were read before. */
  end(): void {
    if (!this.done) throw this.#malformed('bytes are left over');
  }

  #contentsOf(tag: number): Uint8Array {
    this.#skipTag(tag);
    return this.#bytes.subarray(this.#contentsAt, this.#at);
  }

  #skipTag(tag: number): void {
    const found = this.#skip();
    if (found !== tag) throw this.#malformed(`tag ${found} where ${tag} is expected`);
  }

  /** Moves past the next element. Returns its tag. */
  #skip(): number {
    const tag = this.#byte();
    if ((tag & 0x1f) === 0x1f) throw this.#malformed('a tag has more than one byte');
    const length = this.#length();
    const end = this.#at + length;
    if (end > this.#end) throw this.#malformed('an element ends after its parent');
    this.#contentsAt = this.#at;
    this.#at = end;
    return tag;
  }

  /** X.690 section 10.1. Certificates need up to three bytes, large revocation lists four. */
  #length(): number {
    const first = this.#byte();
    if (first < 0x80) return first;
    const octets = first & 0x7f;
    if (octets === 0 || octets > 4) throw this.#malformed('a length is indefinite or has more than four bytes');
    let length = 0;
    for (let i = 0; i < octets; i++) length = length * 256 + this.#byte();
    if (length < 0x80 || length < 2 ** (8 * (octets - 1))) throw this.#malformed('a length is longer than needed');
    return length;
  }

  #byte(): number {
    if (this.#at >= this.#end) throw this.#malformed('the input ends inside an element');
    const byte = this.#bytes[this.#at] as number;
    this.#at++;
    return byte;
  }
}

/** A reader of the contents of the SEQUENCE that `bytes` is, from first byte to last. Throws as DerReader does. */
export function wholeSequence(bytes: Uint8Array, malformed?: MalformedDer): DerReader {
  const outer = new DerReader(bytes, malformed);
  const contents = outer.enter();
  outer.end();
  return contents;
}
