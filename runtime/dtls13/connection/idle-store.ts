import { CompactConnection } from '../../../generated/dtls13/wire/compact-connection.ts';
import { InternalError } from '../../errors/internal-error.ts';
import { withSlot } from '../../slab/columns.ts';
import { LinePool } from '../../slab/line-pool.ts';
import { Reader, Writer } from '../../wire/index.ts';
import type { Counters } from '../statistics.ts';
import {
  addCompactCounters,
  COMPACT_TIMES,
  CompactTime,
  compactState,
  restoreKeys,
  restoreState,
  writeCompactTimes,
} from './compact-state.ts';
import type { ConnectionParts } from './connection-parts.ts';

const TIME_BYTES = COMPACT_TIMES * Float64Array.BYTES_PER_ELEMENT;
const READER = new Reader();
const WRITER = new Writer();

/**
 * The states of the compact connections of a listener, by their slots: each in a block of lines, times, then a
 * CompactConnection.
 */
export class IdleStore {
  readonly #pool = new LinePool();
  #lines = new Int32Array(0);
  /** Bytes of each block; 0: the connection is not compact. */
  #bytes = new Uint32Array(0);
  #paths = new Int32Array(0);
  #hostNumbers = new Uint32Array(0);
  #size = 0;

  /** Bytes of memory for the states, in use or not. */
  get bytes(): number {
    return this.#pool.bytes;
  }

  /** Number of compact connections. */
  get size(): number {
    return this.#size;
  }

  /** Whether the state of this slot is here. */
  has(slot: number): boolean {
    return slot < this.#bytes.length && this.#bytes[slot] !== 0;
  }

  /** The path of a compact connection. */
  path(slot: number): number {
    return this.#paths[slot] as number;
  }

  /** `Connection.hostNumber` of a compact connection. */
  hostNumber(slot: number): number {
    return this.#hostNumbers[slot] as number;
  }

  /** When the connection was created. */
  startedAt(slot: number): number {
    return timesIn(this.#block(slot))[CompactTime.startedAt] as number;
  }

  /** When a timer of a compact connection expires. */
  deadline(slot: number): number {
    return timesIn(this.#block(slot))[CompactTime.deadline] as number;
  }

  /** Stores the state of a connection, and overwrites the secrets of its parts. Only where `isCompactable`. */
  put(slot: number, parts: ConnectionParts, hostNumber: number): void {
    const state = compactState(parts);
    const bytes = TIME_BYTES + CompactConnection.size(state);
    const line = this.#pool.allocate(bytes);
    const block = this.#pool.view(line, bytes);
    writeCompactTimes(parts, timesIn(block));
    CompactConnection.encode(WRITER.reset(block, TIME_BYTES), state);
    this.#lines = withSlot(this.#lines, slot);
    this.#bytes = withSlot(this.#bytes, slot);
    this.#paths = withSlot(this.#paths, slot);
    this.#hostNumbers = withSlot(this.#hostNumbers, slot);
    this.#lines[slot] = line;
    this.#bytes[slot] = bytes;
    this.#paths[slot] = parts.transmitter.path;
    this.#hostNumbers[slot] = hostNumber;
    this.#size += 1;
    parts.retire();
  }

  /** Gives the state to new parts and erases it here. A failure of the provider ends the connection. */
  take(slot: number, parts: ConnectionParts): void {
    const block = this.#block(slot);
    const times = timesIn(block);
    try {
      const state = CompactConnection.decode(READER.reset(block, TIME_BYTES, block.length));
      restoreState(parts, state, times);
      restoreKeys(parts, state, times);
    } catch (cause) {
      parts.abort(new InternalError('an idle connection', cause), undefined);
    } finally {
      READER.release();
      this.discard(slot);
    }
  }

  /** Erases the state of a compact connection. */
  discard(slot: number): void {
    this.#pool.release(this.#lines[slot] as number, this.#bytes[slot] as number);
    this.#bytes[slot] = 0;
    this.#size -= 1;
  }

  addStatistics(slot: number, sum: Counters): void {
    const block = this.#block(slot);
    const { counters } = CompactConnection.decode(READER.reset(block, TIME_BYTES, block.length));
    READER.release();
    addCompactCounters(sum, counters);
  }

  #block(slot: number): Uint8Array {
    return this.#pool.view(this.#lines[slot] as number, this.#bytes[slot] as number);
  }
}

/** The times at the start of a block, which starts at a line. */
function timesIn(block: Uint8Array): Float64Array {
  return new Float64Array(block.buffer, block.byteOffset, COMPACT_TIMES);
}
