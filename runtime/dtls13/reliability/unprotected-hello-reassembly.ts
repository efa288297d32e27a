import type { Handshake } from '../../../generated/dtls13/wire/handshake.ts';
import { SparseBytes } from './sparse-bytes.ts';

/**
 * How many contents one message may have at once. More than one, so that a forged fragment that comes first does not
 * keep the true ones out; few, so that forged fragments cost little memory.
 */
const MAX_VARIANTS = 4;
/** Separate pieces of one variant: a hello is cut into very few. */
const MAX_RUNS = 16;

interface Variant {
  readonly bytes: SparseBytes;
  /** Numbers of the records its pieces came in. */
  readonly records: number[];
  /** Begun although another variant took the same piece. */
  readonly isRedundant: boolean;
}

/** A hello that is complete. */
export interface CompleteHello {
  readonly body: Uint8Array;
  /** Numbers of the unprotected records it came in. */
  readonly records: readonly number[];
}

/**
 * The unprotected hello that a client awaits, put together from fragments that anybody may have forged; RFC 9147 section
 * 5.5. As a server does for ClientHellos, it keeps several variants: a fragment goes into every variant that it does not
 * contradict (total length, or any byte of both), and starts one of its own where nothing but the absence of common bytes
 * speaks for the others. When there are too many, the oldest is given up; when they take too much memory, the newest that is
 * one too many, then the oldest.
 *
 * What forged bytes can still do is to complete a variant before the true ones do. Who can do that can also forge a whole
 * hello.
 */
export class UnprotectedHelloReassembly {
  readonly #maxBytes: number;
  readonly #onResize: (bytes: number) => void;
  #variants: Variant[] = [];
  #held = 0;

  /** `maxBytes`: of memory for all variants together. `resized` hears by how many bytes it grew or, negative, shrank. */
  constructor(maxBytes: number, onResize: (bytes: number) => void) {
    this.#maxBytes = maxBytes;
    this.#onResize = onResize;
  }

  /**
   * Takes a fragment out of the record numbered `sequence`. Returns the hello when it is complete, and then forgets all
   * variants; `unusable` for what cannot be part of any.
   */
  add(fragment: Handshake, sequence: number): CompleteHello | 'kept' | 'unusable' {
    const { length, fragmentOffset, fragment: piece } = fragment;
    if (fragmentOffset + piece.length > length || length > this.#maxBytes) return 'unusable';
    if (piece.length === length) return this.#complete(piece.slice(), [sequence]);
    if (piece.length === 0) return 'unusable';
    let hasMatch = false;
    let fits = false;
    for (const variant of this.#variants) {
      const { bytes, records } = variant;
      const matching = bytes.length === length ? bytes.matchingBytes(fragmentOffset, piece) : undefined;
      if (matching === undefined) continue;
      if (!bytes.extendsRun(fragmentOffset, fragmentOffset + piece.length) && bytes.runs >= MAX_RUNS) continue;
      fits = true;
      hasMatch ||= matching > 0;
      bytes.add(fragmentOffset, piece);
      if (!records.includes(sequence) && records.length < MAX_RUNS) records.push(sequence);
      if (bytes.complete) return this.#complete(bytes.whole, records);
    }
    if (!fits || (!hasMatch && this.#variants.length < MAX_VARIANTS)) {
      const bytes = new SparseBytes(length);
      bytes.add(fragmentOffset, piece);
      this.#variants.push({ bytes, records: [sequence], isRedundant: fits });
    }
    while (this.#variants.length > MAX_VARIANTS) this.#variants.shift();
    while (this.#variants.length > 1 && this.#size > this.#maxBytes) {
      this.#variants.splice(
        Math.max(
          0,
          this.#variants.findLastIndex(({ isRedundant }) => isRedundant),
        ),
        1,
      );
    }
    this.#resize(this.#size);
    return 'kept';
  }

  /** Forgets everything. */
  clear(): void {
    this.#variants = [];
    this.#resize(0);
  }

  get #size(): number {
    return this.#variants.reduce((sum, { bytes }) => sum + bytes.held, 0);
  }

  #complete(body: Uint8Array, records: readonly number[]): CompleteHello {
    this.clear();
    return { body, records };
  }

  #resize(held: number): void {
    const change = held - this.#held;
    this.#held = held;
    if (change !== 0) this.#onResize(change);
  }
}
