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
  OBJECT_IDENTIFIER: 0x06,
  SEQUENCE: 0x30,
} as const;

/**
 * Walks the elements of one level of DER. Only what a look at a certificate's extensions needs: OpenSSL has
 * parsed the same bytes before, so this reader refuses what it does not expect instead of being lenient.
 */
export class DerReader {
  readonly #bytes: Uint8Array;
  #at = 0;

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

  /** The next element. Throws CertificateError (MALFORMED) at the end or where lengths do not fit. */
  next(): DerElement {
    const start = this.#at;
    const tag = this.#byte();
    if ((tag & 0x1f) === 0x1f) throw malformed('a tag of more than one byte');
    let length = this.#byte();
    if (length >= 0x80) {
      const octets = length & 0x7f;
      // 0x80 is BER's indefinite length; more than four octets cannot be a certificate.
      if (octets === 0 || octets > 4) throw malformed('a length that is not DER');
      length = 0;
      for (let i = 0; i < octets; i++) length = length * 256 + this.#byte();
    }
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

  /** The contents of a SEQUENCE as a reader of their own. */
  sequence(): DerReader {
    return new DerReader(this.expect(DerTag.SEQUENCE).contents);
  }

  /** An OBJECT IDENTIFIER in dotted decimal. */
  oid(): string {
    return dotted(this.expect(DerTag.OBJECT_IDENTIFIER).contents);
  }

  #byte(): number {
    const byte = this.#bytes[this.#at];
    if (byte === undefined) throw malformed('it ends inside an element');
    this.#at++;
    return byte;
  }
}

function dotted(contents: Uint8Array): string {
  const arcs: number[] = [];
  let value = 0;
  for (const byte of contents) {
    // Seven arcs of a million each is more than any identifier in use; the cap keeps numbers exact.
    if (value > 2 ** 40) throw malformed('an object identifier that is too large');
    value = value * 128 + (byte & 0x7f);
    if ((byte & 0x80) !== 0) continue;
    if (arcs.length === 0)
      arcs.push(Math.min(2, Math.floor(value / 40)), value - 40 * Math.min(2, Math.floor(value / 40)));
    else arcs.push(value);
    value = 0;
  }
  if (arcs.length === 0 || ((contents.at(-1) ?? 0) & 0x80) !== 0) throw malformed('an object identifier cut short');
  return arcs.join('.');
}

function malformed(what: string): CertificateError {
  return new CertificateError('MALFORMED', `certificate is not DER: ${what}`);
}
