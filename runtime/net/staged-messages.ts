import type { Connection } from '../dtls13/endpoint.ts';
import { clock } from './clock.ts';

/** Bytes of the first slab, which has the few messages that most ticks have, and of the second one. */
const SIZES = [8192, 262_144] as const;
/** Most messages: several full slices of datagrams. */
const MAX_MESSAGES = 256;
/** Slabs of each size that are kept for all drivers of the thread: only those with messages of the current tick have one. */
const MAX_SPARE = [256, 8] as const;
const spare: readonly Uint8Array[][] = [[], []];

/** The messages of one connection that the core has and did not write yet, as copies in slabs. */
export class StagedMessages {
  /** The slab of the next message, and how much of it is used. */
  #slab: Uint8Array | undefined;
  #used = 0;
  /** The first slab, when it is full. */
  #first: Uint8Array | undefined;
  readonly #length = new Int32Array(MAX_MESSAGES);
  /** Views of it by their number of elements. All places exist: a first access behind the end would cost optimized code. */
  readonly #sizes = new Array<Int32Array | undefined>(MAX_MESSAGES + 1).fill(undefined);
  #count = 0;
  /** The connection of the messages; undefined: there are none. */
  of: Connection | undefined;
  /** When the first of them was added, in the time of `clock()`. */
  since = 0;
  /** The message that was added last, as arguments of `Connection.sendMany`. */
  readonly at: Int32Array = new Int32Array(1);
  readonly length: Int32Array = new Int32Array(1);

  hasRoom(of: Connection, length: number): boolean {
    if (this.of !== of || this.#count === MAX_MESSAGES) return false;
    return this.#used + length <= (this.#slab?.length ?? 0) || this.#slab?.length === SIZES[0];
  }

  /** Copies a message into the slab, which is returned. There are no messages of another connection. */
  add(of: Connection, data: Uint8Array): Uint8Array {
    if (this.#count === 0) this.since = clock();
    this.of = of;
    const slab = this.#slabFor(data.length);
    slab.set(data, this.#used);
    this.at[0] = this.#used;
    this.length[0] = data.length;
    this.#length[this.#count] = data.length;
    this.#count += 1;
    this.#used += data.length;
    return slab;
  }

  #slabFor(length: number): Uint8Array {
    if (this.#slab !== undefined && this.#used + length <= this.#slab.length) return this.#slab;
    const kind = this.#slab === undefined && length <= SIZES[0] ? 0 : 1;
    this.#first = this.#slab;
    this.#slab = spare[kind]?.pop() ?? new Uint8Array(SIZES[kind]);
    this.#used = 0;
    return this.#slab;
  }

  /** The core did not accept the message that was added last, which is erased. */
  undo(): void {
    const end = this.#used;
    this.#count -= 1;
    this.#used -= this.length[0] as number;
    this.#slab?.fill(0, this.#used, end);
  }

  /** Sizes of the messages. */
  get sizes(): Int32Array {
    const count = this.#count;
    this.#sizes[count] ??= this.#length.subarray(0, count);
    return this.#sizes[count] as Int32Array;
  }

  /** The core does not use the messages any more. */
  clear(): void {
    if (this.#first !== undefined) keep(this.#first, this.#first.length);
    if (this.#slab !== undefined) keep(this.#slab, this.#used);
    this.forget();
  }

  /** The core may still use the messages: their slab is not used again. */
  forget(): void {
    this.#slab = undefined;
    this.#first = undefined;
    this.of = undefined;
    this.#used = 0;
    this.#count = 0;
  }
}

/** Erases the messages in a slab of which `used` bytes are used, and keeps it for the next driver. */
function keep(slab: Uint8Array, used: number): void {
  slab.fill(0, 0, used);
  const kind = slab.length === SIZES[0] ? 0 : 1;
  const kept = spare[kind];
  if (kept !== undefined && kept.length < MAX_SPARE[kind]) kept.push(slab);
}
