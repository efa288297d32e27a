import {
  EPOCH_APPLICATION,
  EPOCH_EARLY_DATA,
  EPOCH_HANDSHAKE,
} from '../../../generated/dtls13/registries/constants.ts';
import type { BufferHandle, BufferPool } from '../../slab/buffer-pool.ts';
import { BufferPools } from '../../slab/buffer-pools.ts';
import type { Counters } from '../statistics.ts';

/** Receives notice of early records. */
export interface EarlyRecordHandler {
  /** A protected record cannot be read, because the keys of its later epoch are not installed. */
  earlyRecord(): void;
}

/** The buffers of kept datagrams. */
export interface KeptDatagramBuffers {
  readonly pool: BufferPool;
  /** A datagram was read. The host may still borrow its content. */
  read(buffer: BufferHandle): void;
}

/** A kept datagram, `slab[at, end)`. */
interface KeptDatagram {
  readonly slab: Uint8Array;
  readonly at: number;
  readonly end: number;
  readonly buffer: BufferHandle;
}

/** Datagrams that are kept: a burst of a flight has ten records. */
const MAX_DATAGRAMS = 16;
/** Bytes of these datagrams. */
const MAX_BYTES = 16_384;
/** The part of them for application data: the handshake needs its own records first. */
const DATA_SHARE = 1 / 2;

/**
 * Protected records of an epoch whose keys are not installed: the peer is ahead of us, or the record is forged. RFC
 * 9147 section 4.2.1 allows both buffering and discarding.
 *
 * 1. Before a client has any keys, datagrams with records of epoch 2 are kept within a limit: the ServerHello before them is
 *    late or lost, and the server need not send the rest of its flight again.
 * 2. Until a client has the keys of epoch 3, records of it are kept in half of that room: a server may send data at once
 *    after its Finished (RFC 9846 section 4.5.3), and does not send it again. A server keeps them while the application
 *    verifies the client, whose Finished may be here.
 * 3. All other early records are discarded and counted.
 *
 * In all cases an ACK tells the peer that a record before them is missing (RFC 9147 section 7.1). Early data without
 * keys is rejected data: nothing before it is missing.
 */
export class EarlyRecords {
  readonly #handler: EarlyRecordHandler;
  readonly #counters: Counters;
  readonly #keepsData: (newest: number) => boolean;
  readonly #buffers: KeptDatagramBuffers;
  #datagrams: KeptDatagram[] = [];
  #bytes = 0;
  #isClosed = false;

  /** `keepsData`: whether records of epoch 3 are kept, with these newest keys. Default of `buffers`: plain memory. */
  constructor(
    handler: EarlyRecordHandler,
    counters: Counters,
    keepsData: (newest: number) => boolean,
    buffers: KeptDatagramBuffers = plainBuffers(),
  ) {
    this.#buffers = buffers;
    this.#handler = handler;
    this.#counters = counters;
    this.#keepsData = keepsData;
  }

  /** Datagrams are kept. */
  get pending(): boolean {
    return this.#bytes > 0;
  }

  /**
   * Keeps a copy of `slab[at, end)`, the rest of a datagram. `newest`: the highest epoch with keys, at most 2; 0: none. False:
   * its first record is of another epoch, or no room is left.
   */
  keep(newest: number, slab: Uint8Array, at: number, end: number): boolean {
    const epoch = (slab[at] as number) & 3;
    // The rest of the datagram whose record ended the connection.
    if (this.#isClosed) return false;
    const isData = epoch === EPOCH_APPLICATION && this.#keepsData(newest);
    if (!isData && (epoch !== EPOCH_HANDSHAKE || newest > 0)) return false;
    const share = isData ? DATA_SHARE : 1;
    if (this.#datagrams.length >= MAX_DATAGRAMS * share || this.#bytes + end - at > MAX_BYTES * share) return false;
    this.#datagrams.push(this.#copyOf(slab, at, end));
    this.#bytes += end - at;
    this.#handler.earlyRecord();
    return true;
  }

  /**
   * Removes the first kept datagram of an epoch up to `newest`, and gives it to `read`, which may change its bytes. False:
   * there is none.
   */
  readNext(newest: number, read: (slab: Uint8Array, at: number, end: number) => void): boolean {
    const index = this.#datagrams.findIndex(({ slab, at }) => ((slab[at] as number) & 3) <= newest);
    if (index === -1) return false;
    const [{ slab, at, end, buffer }] = this.#datagrams.splice(index, 1) as [KeptDatagram];
    this.#bytes -= end - at;
    try {
      read(slab, at, end);
    } finally {
      this.#buffers.read(buffer);
    }
    return true;
  }

  /** Drops what is kept, at the end of the connection: nothing is kept any more. */
  close(): void {
    this.#isClosed = true;
    for (const { buffer } of this.#datagrams) this.#buffers.pool.release(buffer);
    this.#datagrams = [];
    this.#bytes = 0;
  }

  #copyOf(slab: Uint8Array, at: number, end: number): KeptDatagram {
    const { pool } = this.#buffers;
    const buffer = pool.acquire(end - at);
    const start = pool.at(buffer);
    pool.slab(buffer).set(slab.subarray(at, end), start);
    return { slab: pool.slab(buffer), at: start, end: start + end - at, buffer };
  }

  /** `epochBits`: the two low bits of the record's epoch. */
  discard(epochBits: number): void {
    this.#counters.discarded.unknownEpoch += 1;
    if (epochBits !== EPOCH_EARLY_DATA) this.#handler.earlyRecord();
  }
}

/** Without a pool: the memory of each datagram is not used again. */
function plainBuffers(): KeptDatagramBuffers {
  const pool = new BufferPools({ maxBytes: 0 }).handshake;
  return { pool, read: (buffer) => pool.release(buffer) };
}
