import { performance } from 'node:perf_hooks';
import type { NativeAddon } from '../../native/addon.ts';

declare module '../../native/addon.ts' {
  interface NativeAddon {
    /** Gives pages that the allocator holds without use back to the system. */
    returnFreeMemory(): void;
  }
}

/** Milliseconds from a collection of garbage on, in which V8 frees what it found in threads of its own. */
const DELAY = 1000;
/** Least milliseconds between two returns. */
const INTERVAL = 10_000;
/** A return takes at most one part of so many of the time: the allocator works in the thread that calls it. */
const TIME_PARTS = 200;

/** What a return of memory needs from the process. */
export interface MemoryHost {
  /** Gives free memory back. */
  release(): void;
  /** Milliseconds, monotonic. */
  now(): number;
  /** Calls `action` once, some milliseconds later. */
  later(milliseconds: number, action: () => void): void;
}

/**
 * Gives memory back that connections have used. OpenSSL and the buffers of V8 have it from malloc, which keeps what is free
 * again: after 100,000 handshakes 140 MB. Most becomes free with a collection of garbage, so `collected` is called after each.
 */
export class FreeMemory {
  readonly #host: MemoryHost;
  /** When the next return may be. */
  #next = 0;
  #isPending = false;

  constructor(host: MemoryHost) {
    this.#host = host;
  }

  /** The garbage was collected. */
  collected(): void {
    if (this.#isPending) return;
    this.#isPending = true;
    this.#host.later(Math.max(DELAY, this.#next - this.#host.now()), () => this.#release());
  }

  #release(): void {
    this.#isPending = false;
    const start = this.#host.now();
    this.#host.release();
    const end = this.#host.now();
    this.#next = end + Math.max(INTERVAL, TIME_PARTS * (end - start));
  }
}

/** What the thread has for each addon: V8 finalizes nothing for a registry that is garbage itself. */
const collections = new Map<NativeAddon, FinalizationRegistry<undefined>>();

/** Returns free memory after collections of garbage, as long as the thread runs. Another call has no effect. */
export function returnFreeMemory(addon: NativeAddon): void {
  if (collections.has(addon)) return;
  const memory = new FreeMemory({
    release: () => addon.returnFreeMemory(),
    now: () => performance.now(),
    later: (milliseconds, action) => void setTimeout(action, milliseconds).unref(),
  });
  collections.set(
    addon,
    afterCollections(() => memory.collected()),
  );
}

/** Calls `action` after each collection of all garbage: V8 finalizes nothing in the others. */
function afterCollections(action: () => void): FinalizationRegistry<undefined> {
  const registry = new FinalizationRegistry<undefined>(() => {
    registry.register({}, undefined);
    action();
  });
  registry.register({}, undefined);
  return registry;
}
