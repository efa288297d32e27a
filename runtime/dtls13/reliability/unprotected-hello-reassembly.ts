import type { Handshake } from '../../../generated/dtls13/wire/handshake.ts';
import type { BufferPool } from '../../slab/buffer-pool.ts';
import { SparseBytes } from './sparse-bytes.ts';

/**
 * Maximum of variants of one message. More than one, so that a forged fragment that arrives first does not exclude the
 * authentic ones; few, so that forged fragments use little memory.
 */
const MAX_VARIANTS = 4;
/** Maximum of separate runs in a variant: a hello has few fragments. */
const MAX_RUNS = 256;

interface Variant {
  readonly bytes: SparseBytes;
  /** Numbers of the records of its fragments. */
  readonly records: number[];
  /** Created although another variant accepted the same fragment. */
  readonly isRedundant: boolean;
}

/** A complete hello. */
export interface CompleteHello {
  readonly body: Uint8Array;
  /** Numbers of its unprotected records. */
  readonly records: readonly number[];
}

/**
 * Reassembles the unprotected hello that a client expects from fragments that any sender can forge; RFC 9147 section
 * 5.5. Like the server for ClientHellos, it keeps several variants:
 *
 * 1. A fragment is added to every variant that it does not contradict (total length, or any common byte).
 * 2. It also starts a variant if it has no byte in common with any of these.
 * 3. Above the maximum of variants, the oldest is dropped.
 * 4. Above the memory limit, the newest redundant variant is dropped, then the oldest.
 *
 * Forged bytes can still complete a variant before the authentic bytes do. A sender that can do that can also forge a
 * whole hello.
 */
export class UnprotectedHelloReassembly {
  readonly #maxBytes: number;
  readonly #onResize: (bytes: number) => void;
  readonly #pool: BufferPool | undefined;
  #variants: Variant[] = [];
  #held = 0;

  /**
   * `maxBytes`: memory limit for all variants. `onResize` receives the change of memory in bytes; negative: it shrank.
   * `pool`: see `SparseBytes`.
   */
  constructor(maxBytes: number, onResize: (bytes: number) => void, pool?: BufferPool) {
    this.#pool = pool;
    this.#maxBytes = maxBytes;
    this.#onResize = onResize;
  }

  /**
   * Adds a fragment from the record numbered `sequence`. Returns the complete hello and drops all variants; `unusable`:
   * the fragment cannot be part of a hello.
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
      if (bytes.complete) return this.#complete(bytes.take(), records);
    }
    if (!fits || (!hasMatch && this.#variants.length < MAX_VARIANTS)) {
      const bytes = new SparseBytes(length, this.#pool);
      bytes.add(fragmentOffset, piece);
      this.#variants.push({ bytes, records: [sequence], isRedundant: fits });
    }
    while (this.#variants.length > MAX_VARIANTS) this.#drop(0);
    while (this.#variants.length > 1 && this.#size > this.#maxBytes) {
      const redundant = this.#variants.findLastIndex(({ isRedundant }) => isRedundant);
      this.#drop(Math.max(0, redundant));
    }
    this.#resize(this.#size);
    return 'kept';
  }

  /** Drops all variants. */
  clear(): void {
    for (const { bytes } of this.#variants) bytes.clear();
    this.#variants = [];
    this.#resize(0);
  }

  #drop(index: number): void {
    const [variant] = this.#variants.splice(index, 1);
    variant?.bytes.clear();
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
