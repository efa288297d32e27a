import type { Fifo } from '../kernel/index.ts';
import type { GenericPayload, InitiatorSocket } from '../tlm/index.ts';

/** One piece of work: which module did what, for how many bytes, from when to when. */
export interface TimelineEntry {
  readonly module: string;
  readonly operation: string;
  readonly bytes: number;
  /** The module that asked for it; empty where nobody did. */
  readonly by: string;
  readonly beginPs: number;
  readonly endPs: number;
}

/** What the recorder should call a transaction or an item. */
export interface Described {
  readonly operation: string;
  readonly bytes: number;
}

/** Puts down what passes sockets and fifos. Models do not know of it: it hangs on as their observer. */
export class TimelineRecorder {
  readonly #entries: TimelineEntry[] = [];
  #unfinished = 0;

  /** What has ended so far, by begin, then by end. */
  get entries(): readonly TimelineEntry[] {
    return this.#entries.toSorted((a, b) => a.beginPs - b.beginPs || a.endPs - b.endPs);
  }

  /** Items that went into a module and have not come out: still there, or lost. */
  get unfinished(): number {
    return this.#unfinished;
  }

  /** Records every transaction of a socket as the work of `module`, which `by` asked for. */
  watchSocket(
    socket: InitiatorSocket,
    module: string,
    by: string,
    describe: (payload: GenericPayload) => Described,
  ): void {
    socket.observer = {
      transported: (payload, beginPs, endPs) => {
        this.#entries.push({ module, ...describe(payload), by, beginPs, endPs });
      },
    };
  }

  /**
   * Records the passage of items through `module`: from being taken out of `from` to being put into `to`. The items are
   * matched by `key`, which is unique among those inside the module.
   */
  watchPassage<In, Out>(
    module: string,
    from: { readonly fifo: Fifo<In>; readonly key: (item: In) => number; readonly describe: (item: In) => Described },
    to: { readonly fifo: Fifo<Out>; readonly key: (item: Out) => number },
  ): void {
    const inside = new Map<number, Described & { readonly beginPs: number }>();
    const before = from.fifo.observer;
    from.fifo.observer = {
      put: (item, now) => before?.put(item, now),
      got: (item, now) => {
        before?.got(item, now);
        if (!inside.has(from.key(item))) this.#unfinished++;
        inside.set(from.key(item), { ...from.describe(item), beginPs: now });
      },
    };
    const after = to.fifo.observer;
    to.fifo.observer = {
      got: (item, now) => after?.got(item, now),
      put: (item, now) => {
        after?.put(item, now);
        const entered = inside.get(to.key(item));
        if (entered === undefined) return;
        inside.delete(to.key(item));
        this.#unfinished--;
        this.#entries.push({ module, ...entered, by: '', endPs: now });
      },
    };
  }
}

/** Entries of one module, operation and origin that follow each other without a gap, as one. */
export interface MergedEntry extends TimelineEntry {
  readonly count: number;
}

/** Joins neighbours in the order given: forty HMACs in a row become one line. `bytes` is their sum. */
export function mergeTimeline(entries: readonly TimelineEntry[]): readonly MergedEntry[] {
  const merged: MergedEntry[] = [];
  for (const entry of entries) {
    const last = merged.at(-1);
    if (last !== undefined && sameWork(last, entry) && last.endPs === entry.beginPs) {
      const bytes = last.bytes + entry.bytes;
      merged[merged.length - 1] = { ...last, bytes, endPs: entry.endPs, count: last.count + 1 };
    } else {
      merged.push({ ...entry, count: 1 });
    }
  }
  return merged;
}

function sameWork(a: TimelineEntry, b: TimelineEntry): boolean {
  return a.module === b.module && a.operation === b.operation && a.by === b.by;
}

/** Picoseconds of work by module and operation. Work that overlaps counts each time. */
export function busyTimes(entries: readonly TimelineEntry[]): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const modules = new Map<string, Map<string, number>>();
  for (const { module, operation, beginPs, endPs } of entries) {
    const operations = modules.get(module) ?? new Map<string, number>();
    modules.set(module, operations);
    operations.set(operation, (operations.get(operation) ?? 0) + endPs - beginPs);
  }
  return modules;
}
