// Records the operations of modules as a timeline, merges consecutive ones and adds up busy times.
import type { Fifo } from '../kernel/index.ts';
import type { GenericPayload, InitiatorSocket } from '../tlm/index.ts';

/** One operation of a module, with its size and its interval of simulated time. */
export interface TimelineEntry {
  readonly module: string;
  readonly operation: string;
  readonly bytes: number;
  /** The module that requested the operation; empty for an item that passed a module. */
  readonly initiator: string;
  /** Simulated time in picoseconds. */
  readonly beginPs: number;
  readonly endPs: number;
}

/** The name and size under which a transaction or an item is recorded. */
export interface OperationLabel {
  readonly operation: string;
  readonly bytes: number;
}

/** Records the transactions of sockets and the items of fifos, as their observer. */
export class TimelineRecorder {
  readonly #entries: TimelineEntry[] = [];
  #unfinished = 0;

  /** The completed operations, ordered by begin, then by end. */
  get entries(): readonly TimelineEntry[] {
    return this.#entries.toSorted((a, b) => a.beginPs - b.beginPs || a.endPs - b.endPs);
  }

  /** Number of items that entered a module and have not left it: in progress or lost. */
  get unfinished(): number {
    return this.#unfinished;
  }

  /**
   * Records every transaction of a socket as an operation of `module`, requested by `initiator`. Replaces the observer.
   */
  recordSocket(
    socket: InitiatorSocket,
    module: string,
    initiator: string,
    describe: (payload: GenericPayload) => OperationLabel,
  ): void {
    socket.observer = {
      transported: (payload, beginPs, endPs) => {
        this.#entries.push({ module, ...describe(payload), initiator, beginPs, endPs });
      },
    };
  }

  /**
   * Records the latency of items in `module`, from the read of the fifo `from` to the write of the fifo `to`. Items are
   * matched by `key`, which is unique among the items inside the module. Earlier observers are still called.
   */
  recordFifoLatency<In, Out>(
    module: string,
    from: {
      readonly fifo: Fifo<In>;
      readonly key: (item: In) => number;
      readonly describe: (item: In) => OperationLabel;
    },
    to: { readonly fifo: Fifo<Out>; readonly key: (item: Out) => number },
  ): void {
    const inside = new Map<number, OperationLabel & { readonly beginPs: number }>();
    const before = from.fifo.observer;
    from.fifo.observer = {
      itemPut: (item, now) => before?.itemPut(item, now),
      itemTaken: (item, now) => {
        before?.itemTaken(item, now);
        if (!inside.has(from.key(item))) this.#unfinished++;
        inside.set(from.key(item), { ...from.describe(item), beginPs: now });
      },
    };
    const after = to.fifo.observer;
    to.fifo.observer = {
      itemTaken: (item, now) => after?.itemTaken(item, now),
      itemPut: (item, now) => {
        after?.itemPut(item, now);
        const entered = inside.get(to.key(item));
        if (entered === undefined) return;
        inside.delete(to.key(item));
        this.#unfinished--;
        this.#entries.push({ module, ...entered, initiator: '', endPs: now });
      },
    };
  }
}

/** Consecutive entries without a gap and with the same module, operation and initiator, as one entry. */
export interface MergedEntry extends TimelineEntry {
  /** Number of merged entries, from 1. */
  readonly count: number;
}

/** Merges consecutive entries: forty HMACs in a row become one entry. `bytes` is their sum. */
export function mergeTimeline(entries: readonly TimelineEntry[]): readonly MergedEntry[] {
  const merged: MergedEntry[] = [];
  for (const entry of entries) {
    const last = merged.at(-1);
    if (last !== undefined && isSameOperation(last, entry) && last.endPs === entry.beginPs) {
      const bytes = last.bytes + entry.bytes;
      merged[merged.length - 1] = { ...last, bytes, endPs: entry.endPs, count: last.count + 1 };
    } else {
      merged.push({ ...entry, count: 1 });
    }
  }
  return merged;
}

function isSameOperation(a: TimelineEntry, b: TimelineEntry): boolean {
  return a.module === b.module && a.operation === b.operation && a.initiator === b.initiator;
}

/** Busy time in picoseconds by module and operation. Overlapping operations are added up. */
export function busyTimes(entries: readonly TimelineEntry[]): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const modules = new Map<string, Map<string, number>>();
  for (const { module, operation, beginPs, endPs } of entries) {
    const operations = modules.get(module) ?? new Map<string, number>();
    modules.set(module, operations);
    operations.set(operation, (operations.get(operation) ?? 0) + endPs - beginPs);
  }
  return modules;
}
