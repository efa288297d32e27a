import { WirechartError } from '../errors/wirechart-error.ts';

/** Reads the elements of DER one after the other: definite, minimal lengths and one-byte tags only; X.690 section 10. */
export class DerReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  /** Borrows `bytes` as long as the reader and its results live. */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** The next element's tag, or undefined at the end. */
  get nextTag(): number | undefined {
    return this.#bytes[this.#at];
  }

  /** The content of the next element as a view. Throws ERR_WIRECHART_DER when it is not whole or has another tag. */
  take(tag: number): Uint8Array {
    if (this.nextTag !== tag) throw malformed(`tag ${tag} expected at byte ${this.#at}`);
    this.#at += 1;
    const length = this.#length();
    const end = this.#at + length;
    if (end > this.#bytes.length) throw malformed('an element ends behind its parent');
    const content = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return content;
  }

  /** Throws ERR_WIRECHART_DER unless everything was read. */
  end(): void {
    if (this.#at !== this.#bytes.length) throw malformed(`bytes are left over at ${this.#at}`);
  }

  /** Up to 65535, far more than a key needs. */
  #length(): number {
    const first = this.#byte();
    if (first < 0x80) return first;
    if (first === 0x81) {
      const length = this.#byte();
      if (length >= 0x80) return length;
    } else if (first === 0x82) {
      const length = this.#byte() * 256 + this.#byte();
      if (length > 0xff) return length;
    }
    throw malformed('a length is indefinite, not minimal or too large');
  }

  #byte(): number {
    const byte = this.#bytes[this.#at];
    if (byte === undefined) throw malformed('the input ends inside a length');
    this.#at += 1;
    return byte;
  }
}

function malformed(reason: string): WirechartError {
  return new WirechartError('ERR_WIRECHART_DER', reason);
}
