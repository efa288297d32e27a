import { NO_SLOT, withSlot } from '../../slab/columns.ts';
import type { DtlsConnection } from '../connection/connection.ts';

/**
 * The connections of a listener, each with a small number: its slot, by which all tables of the listener refer to it. A slot has
 * an object only while it is used: that of a compact connection may be dropped, and is made again with its next use.
 *
 * A slot that is free again gets the next connection. Its generation differs then, so that an object from before, which
 * something still refers to, does not reach the successor.
 */
export class ConnectionSlots {
  readonly #create: (slot: number, generation: number) => DtlsConnection;
  /** Undefined: the slot is free, or its connection is compact and was dropped. */
  readonly #connections: (DtlsConnection | undefined)[] = [];
  /** Odd while the slot has a connection. */
  #generations = new Uint32Array(0);
  /** Free slots; the last one is used next. */
  readonly #free: number[] = [];
  /** Slots that were ever used. */
  #used = 0;

  /** `create`: makes the object of a compact connection. */
  constructor(create: (slot: number, generation: number) => DtlsConnection) {
    this.#create = create;
  }

  /** Number of connections. */
  get size(): number {
    return this.#used - this.#free.length;
  }

  /** A slot for a new connection. `set` follows. */
  allocate(): number {
    const slot = this.#free.pop() ?? this.#used++;
    this.#generations = withSlot(this.#generations, slot);
    this.#generations[slot] = (this.#generations[slot] as number) + 1;
    return slot;
  }

  /** Of the connection that the slot has now. */
  generation(slot: number): number {
    return this.#generations[slot] as number;
  }

  set(slot: number, connection: DtlsConnection): void {
    this.#connections[slot] = connection;
  }

  /** The connection of a slot in use. For a compact one that was dropped, an object that `set` has to be called with if it is kept. */
  get(slot: number): DtlsConnection {
    return this.#connections[slot] ?? this.#create(slot, this.generation(slot));
  }

  /** The same, or undefined where the slot is NO_SLOT. */
  find(slot: number): DtlsConnection | undefined {
    return slot === NO_SLOT ? undefined : this.get(slot);
  }

  /** The object of a slot; undefined: there is none. */
  peek(slot: number): DtlsConnection | undefined {
    return this.#connections[slot];
  }

  /** Whether the slot still has the connection that it had with this generation. */
  has(slot: number, generation: number): boolean {
    return this.#generations[slot] === generation;
  }

  /** Forgets the object of a compact connection. */
  drop(slot: number): void {
    this.#connections[slot] = undefined;
  }

  /** The connection has ended. */
  release(slot: number): void {
    this.#connections[slot] = undefined;
    this.#generations[slot] = (this.#generations[slot] as number) + 1;
    this.#free.push(slot);
  }

  /** The slots in use. Slots may be released meanwhile. */
  *slots(): Generator<number> {
    for (let slot = 0; slot < this.#used; slot++) if (this.generation(slot) % 2 === 1) yield slot;
  }
}
