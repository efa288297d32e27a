// The settings of the processes of the layer `connections`, and what they report.

/** How the application of the server receives. */
export type ServerVariant = 'batch' | 'session';

/** The server: the same for every contender, besides its variant and its host. */
export interface ServerSettings {
  readonly variant: ServerVariant;
  /** Whether the addon carries the datagrams and has the keys. */
  readonly native: boolean;
  /** Connections at a time. */
  readonly maxSessions: number;
  /** Milliseconds without a datagram after which a connection is compacted. */
  readonly compactAfter: number;
}

/** Memory of the server, in bytes. */
export interface MemoryReading {
  /** RSS of the process. */
  readonly rss: number;
  /** Used heap of V8. */
  readonly heap: number;
  /** Heap that V8 has from the system, with the free parts of its pages. */
  readonly committedHeap: number;
  /** Memory of ArrayBuffers, outside of the heap. */
  readonly arrayBuffers: number;
  /** Memory of objects in C++, with that of ArrayBuffers. */
  readonly external: number;
  /** Open connections. */
  readonly sessions: number;
}

/** The report of a phase of the generator. */
export interface PhaseReport {
  /** Connections of the phase. */
  readonly connections: number;
  readonly seconds: number;
  /** Messages that were echoed. */
  readonly echoes: number;
  /** Messages that were not echoed in time. */
  readonly lost: number;
  /** Messages that were sent again, because the network lost them or their echo. */
  readonly repeated: number;
}

/** Connections that are opened and closed before the measurement. */
export const WARM_UP_CONNECTIONS = 1000;
/** Connections that are active at once. */
export const ACTIVE_CONNECTIONS = 10_000;
/** Times that each of them sends a burst. */
export const ACTIVE_ROUNDS = 3;
/** Messages of a burst, and bytes of a message. */
export const BURST = 4;
export const MESSAGE_BYTES = 1000;

/** A command to a process: one line on its standard input. The process prints one line when it is done. */
export type Command =
  | { readonly do: 'open' | 'ping' | 'close'; readonly from: number; readonly count: number }
  | { readonly do: 'echo'; readonly count: number; readonly rounds: number }
  | { readonly do: 'memory'; readonly idle: number; readonly settle: number }
  | { readonly do: 'sample' }
  | { readonly do: 'peak' }
  | { readonly do: 'snapshot'; readonly file: string };
