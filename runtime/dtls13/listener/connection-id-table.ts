import type { DtlsConnection } from '../connection/connection.ts';
import { HalfSipHash } from './half-sip-hash.ts';

interface Entry {
  readonly id: Uint8Array;
  readonly connection: DtlsConnection;
  /** Another id with the same hash. */
  next: Entry | undefined;
}

/**
 * The connections of a listener by their connection ids, which all have the same length; RFC 9146 section 3. The hash is
 * keyed, because an application may let others select its ids. A look-up allocates nothing.
 */
export class ConnectionIdTable {
  /** Bytes of each id. */
  readonly length: number;
  readonly #hash: HalfSipHash;
  readonly #entries = new Map<number, Entry>();
  #size = 0;

  /** `hashKey`: 8 unpredictable bytes. */
  constructor(length: number, hashKey: Uint8Array) {
    this.length = length;
    this.#hash = new HalfSipHash(hashKey);
  }

  /** Number of ids. */
  get size(): number {
    return this.#size;
  }

  /** The connection with the id at `slab[at]`; undefined: none has it. */
  find(slab: Uint8Array, at: number): DtlsConnection | undefined {
    let entry = this.#entries.get(this.#hash.of(slab, at, at + this.length));
    while (entry !== undefined && !hasBytes(slab, at, entry.id)) entry = entry.next;
    return entry?.connection;
  }

  /** Adds an id that no connection has. Keeps the array. */
  add(id: Uint8Array, connection: DtlsConnection): void {
    const hash = this.#hash.of(id);
    this.#entries.set(hash, { id, connection, next: this.#entries.get(hash) });
    this.#size += 1;
  }

  remove(id: Uint8Array): void {
    const hash = this.#hash.of(id);
    let previous: Entry | undefined;
    for (let entry = this.#entries.get(hash); entry !== undefined; entry = entry.next) {
      if (hasBytes(id, 0, entry.id)) {
        if (previous !== undefined) previous.next = entry.next;
        else if (entry.next !== undefined) this.#entries.set(hash, entry.next);
        else this.#entries.delete(hash);
        this.#size -= 1;
        return;
      }
      previous = entry;
    }
  }
}

function hasBytes(slab: Uint8Array, at: number, bytes: Uint8Array): boolean {
  for (let index = 0; index < bytes.length; index++) if (slab[at + index] !== bytes[index]) return false;
  return true;
}
