import type { CryptoProvider } from '../../crypto/provider.ts';
import { NO_SLOT } from '../../slab/columns.ts';
import { ConnectionIdGenerator } from '../connection/connection-id-generator.ts';
import { HEADER_WITH_CONNECTION_ID } from '../connection/connection-paths.ts';
import type { OutputSink } from '../endpoint.ts';
import type { ResolvedConnectionIds } from '../options/connection-id-options.ts';
import type { ConnectionIdRegistry } from '../post-handshake/connection-ids.ts';
import type { Counters } from '../statistics.ts';
import { ConnectionIdTable } from './connection-id-table.ts';

interface UnroutedDatagram {
  readonly index: number;
  readonly connectionId: Uint8Array;
}

/**
 * Finds the connection of a datagram by the connection id in its first record, from any path; RFC 9146 section 3. An
 * unknown id may be one of another endpoint, so the host gets the datagram back.
 */
export class ConnectionIdRouter {
  readonly #generator: ConnectionIdGenerator;
  /** Undefined: our ids are empty, and records to us have none. */
  readonly #table: ConnectionIdTable | undefined;
  readonly #counters: Counters;
  /** Datagrams of the last batch whose connection id is unknown. */
  #unrouted: UnroutedDatagram[] = [];

  /** `hashKey`: 8 unpredictable bytes. */
  constructor(provider: CryptoProvider, ids: ResolvedConnectionIds, hashKey: Uint8Array, counters: Counters) {
    this.#generator = new ConnectionIdGenerator(provider, ids);
    this.#table = ids.length > 0 ? new ConnectionIdTable(ids.length, hashKey) : undefined;
    this.#counters = counters;
  }

  /** Forgets the datagrams of the last batch. */
  beginBatch(): void {
    if (this.#unrouted.length > 0) this.#unrouted = [];
  }

  /** Whether the datagram `slab[at, end)` starts with a record that has one of our ids, or one of another endpoint. */
  selects(slab: Uint8Array, at: number, end: number): boolean {
    return this.#table !== undefined && at < end && (slab[at] as number) >>> 4 === HEADER_WITH_CONNECTION_ID;
  }

  /**
   * The slot of the connection of the datagram `slab[at, end)`, which has this index in its batch. Only for a datagram that
   * `selects` accepts. NO_SLOT: no connection has its id, and it is counted.
   */
  route(index: number, slab: Uint8Array, at: number, end: number): number {
    const slot = this.find(slab, at, end);
    if (slot !== NO_SLOT) return slot;
    const idEnd = at + 1 + (this.#table as ConnectionIdTable).length;
    this.#counters.datagramsReceived += 1;
    this.#counters.bytesReceived += end - at;
    if (idEnd > end) {
      this.#counters.discarded.malformed += 1;
    } else {
      this.#counters.discarded.unexpectedConnectionId += 1;
      this.#unrouted.push({ index, connectionId: slab.slice(at + 1, idEnd) });
    }
    return NO_SLOT;
  }

  /** The same, and counts nothing. */
  find(slab: Uint8Array, at: number, end: number): number {
    const table = this.#table as ConnectionIdTable;
    return at + 1 + table.length <= end ? table.find(slab, at + 1) : NO_SLOT;
  }

  /** Gives the datagrams with an unknown id back to the host. */
  returnUnrouted(sink: OutputSink): void {
    if (this.#unrouted.length === 0) return;
    for (const { index, connectionId } of this.#unrouted.splice(0)) sink.unrouted(index, connectionId);
  }

  /** Creates and releases the ids of the connection in this slot. */
  registryOf(slot: number): ConnectionIdRegistry {
    const generator = this.#generator;
    const table = this.#table;
    return {
      length: generator.length,
      create() {
        const id = generator.create((candidate) => table !== undefined && table.find(candidate, 0) !== NO_SLOT);
        if (id !== undefined) table?.add(id, slot);
        return id;
      },
      release(id) {
        table?.remove(id);
      },
    };
  }
}
