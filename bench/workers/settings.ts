// The settings of the processes of the layer `workers`, and what they report.

export type Work = 'handshakes' | 'echoes';

/** The server: the same for every contender, besides its threads and its host. */
export interface ServerSettings {
  readonly workers: number;
  /** Whether the addon has the sockets and the keys. */
  readonly native: boolean;
}

/** The client of one contender. It works for each line: the number of milliseconds. */
export interface ClientSettings {
  readonly work: Work;
  /** Of the servers, which get the same number of sessions each. */
  readonly ports: readonly number[];
}

/** Sessions that the client opens at a time, or over which it sends. */
export const SESSIONS = 32;
/** Messages of a session that are under way, and bytes of each. */
export const WINDOW = 16;
export const MESSAGE_BYTES = 1000;
/** What the client prints after each line. */
export interface Progress {
  /** Handshakes or echoes. */
  readonly count: number;
  readonly seconds: number;
}
