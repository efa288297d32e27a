import { CompactConnection } from '../../../generated/dtls13/wire/compact-connection.ts';
import { InternalError } from '../../errors/internal-error.ts';
import { LinePool } from '../../slab/line-pool.ts';
import { Reader, Writer } from '../../wire/index.ts';
import type { Counters } from '../statistics.ts';
import {
  addCompactCounters,
  COMPACT_TIMES,
  compactState,
  restoreKeys,
  restoreState,
  writeCompactTimes,
} from './compact-state.ts';
import type { ConnectionParts } from './connection-parts.ts';

/** What a compact connection keeps outside of the pool. */
export interface StoredConnection {
  readonly path: number;
  readonly startedAt: number;
  /** When a timer expires. */
  readonly deadline: number;
  readonly line: number;
  /** Bytes of the block. */
  readonly bytes: number;
}

const TIME_BYTES = COMPACT_TIMES * Float64Array.BYTES_PER_ELEMENT;
const READER = new Reader();
const WRITER = new Writer();

/** The states of the idle connections of a listener, each in a block of lines: times, then a CompactConnection. */
export class IdleStore {
  readonly #pool = new LinePool();

  /** Stores the state of a connection, and overwrites the secrets of its parts. Only where `isCompactable`. */
  put(parts: ConnectionParts): StoredConnection {
    const state = compactState(parts);
    const bytes = TIME_BYTES + CompactConnection.size(state);
    const line = this.#pool.allocate(bytes);
    const block = this.#pool.view(line, bytes);
    writeCompactTimes(parts, timesIn(block));
    CompactConnection.encode(WRITER.reset(block, TIME_BYTES), state);
    const stored = {
      path: parts.transmitter.path,
      startedAt: parts.startedAt,
      deadline: parts.timers.deadline,
      line,
      bytes,
    };
    parts.retire();
    return stored;
  }

  /** Gives the state to new parts and erases it here. A failure of the provider ends the connection. */
  take({ line, bytes }: StoredConnection, parts: ConnectionParts): void {
    const block = this.#pool.view(line, bytes);
    const times = timesIn(block);
    try {
      const state = CompactConnection.decode(READER.reset(block, TIME_BYTES, bytes));
      restoreState(parts, state, times);
      restoreKeys(parts, state, times);
    } catch (cause) {
      parts.abort(new InternalError('an idle connection', cause), undefined);
    } finally {
      READER.release();
      this.#pool.release(line, bytes);
    }
  }

  addStatistics({ line, bytes }: StoredConnection, sum: Counters): void {
    const { counters } = CompactConnection.decode(READER.reset(this.#pool.view(line, bytes), TIME_BYTES, bytes));
    READER.release();
    addCompactCounters(sum, counters);
  }
}

/** The times at the start of a block, which starts at a line. */
function timesIn(block: Uint8Array): Float64Array {
  return new Float64Array(block.buffer, block.byteOffset, COMPACT_TIMES);
}
