import { WirechartError } from '../errors/wirechart-error.ts';

/** The content of an unused buffer in the debug mode; of a buffer for secrets: zeros. */
const POISON = 0xdb;

/** A buffer that is in use, with the stack of the call that acquired it. */
export interface BufferLeak {
  /** Name of the pool. */
  readonly pool: string;
  /** Bytes that were requested. */
  readonly bytes: number;
  readonly acquiredAt: string;
}

interface Use {
  readonly bytes: number;
  readonly acquiredAt: string;
  releasedAt: string | undefined;
}

/**
 * The debug mode of a pool: it remembers who acquired and who released the buffer of each slot, and overwrites unused
 * buffers, so that whoever writes to one later is found. What it finds is thrown: WirechartError (ERR_WIRECHART_BUFFER)
 * with the stacks of the two calls.
 */
export class BufferAudit {
  readonly #pool: string;
  readonly #poison: number;
  /** The last use of each slot. */
  readonly #uses: (Use | undefined)[] = [];

  /** `isZeroed`: the pool overwrites unused buffers with zeros. */
  constructor(pool: string, isZeroed: boolean) {
    this.#pool = pool;
    this.#poison = isZeroed ? 0 : POISON;
  }

  /** New memory for unused buffers. */
  prepare(memory: Uint8Array): void {
    memory.fill(this.#poison);
  }

  /** `memory`: the whole buffer, which nothing changed since its release. Throws WirechartError. */
  acquired(slot: number, bytes: number, memory: Uint8Array): void {
    this.check(slot, memory);
    this.#uses[slot] = { bytes, acquiredAt: stack(), releasedAt: undefined };
  }

  released(slot: number, memory: Uint8Array): void {
    memory.fill(this.#poison);
    (this.#uses[slot] as Use).releasedAt = stack();
  }

  /** Throws WirechartError if an unused buffer was written to. */
  check(slot: number, memory: Uint8Array): void {
    const poison = this.#poison;
    for (const byte of memory) if (byte !== poison) throw this.fault('was written to after its release', slot);
  }

  /** Buffers of these slots that are in use. */
  leaks(slots: Iterable<number>): BufferLeak[] {
    return [...slots].map((slot) => {
      const { bytes, acquiredAt } = this.#uses[slot] as Use;
      return { pool: this.#pool, bytes, acquiredAt };
    });
  }

  /** The error for a misuse of the buffer in this slot. */
  fault(what: string, slot: number): WirechartError {
    const use = this.#uses[slot];
    const stacks = [`acquired ${use?.acquiredAt ?? 'never'}`, `released ${use?.releasedAt ?? 'never'}`];
    return bufferError(this.#pool, what, stacks.join('\n'));
  }
}

export function bufferError(pool: string, what: string, detail = 'the debug mode shows where'): WirechartError {
  return new WirechartError('ERR_WIRECHART_BUFFER', `a buffer of the pool "${pool}" ${what}; ${detail}`);
}

/** The stack of the caller of the pool, which begins with `at`. */
function stack(): string {
  const lines = new WirechartError('ERR_WIRECHART_BUFFER', 'the stack').stack?.split('\n') ?? [];
  // Without the line of the message, this function, the method above, and that of the pool.
  return lines.slice(4).join('\n').trim();
}
