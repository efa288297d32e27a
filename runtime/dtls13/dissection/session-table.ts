import type { EarlyDataOpener } from './early-data-opener.ts';
import type { RecordOpener } from './record-opener.ts';

export type Side = 'client' | 'server';

/** A connection of a capture. */
export interface CapturedSession {
  /** From 1, in the order of the ClientHellos. */
  readonly number: number;
  readonly clientRandom: Uint8Array;
  /** Undefined until the ServerHello selects the suite, and without secrets, so that a flood allocates none. */
  openers: Readonly<Record<Side, RecordOpener>> | undefined;
  /** Undefined without secrets. */
  readonly earlyData: EarlyDataOpener | undefined;
  /** The cipher suite of `openers`. */
  suite: number | undefined;
  /** A record was opened. */
  isProven: boolean;
  /** Bytes of the connection ids in the records to each side, as its hello says; 0: unknown, or records have none. */
  readonly idLengths: Record<Side, number>;
  /** The known connection ids in the records to each side, as keys of the table, oldest first. */
  readonly ids: Readonly<Record<Side, string[]>>;
}

/** The session and the sender of a datagram. */
export interface SessionMatch {
  readonly session: CapturedSession;
  /** Undefined: unknown. */
  readonly sender: Side | undefined;
}

/** Maximum of address pairs; above it, the oldest is dropped. */
const MAX_PAIRS = 65_536;
/** Maximum of connection ids of all sessions; above it, the oldest is dropped. */
const MAX_IDS = 2 ** 17;
/** Maximum of connection ids in the records to one side of a session; above it, the oldest is dropped. */
const MAX_OWN_IDS = 256;
/** Maximum of sessions with the same connection id; above it, the oldest is dropped. */
const MAX_SHARED = 8;
const LONGEST_ID = 255;

/**
 * The sessions of a capture by the addresses and by the connection ids of their records; RFC 9147 section 9. A session
 * may have several address pairs, because its path changes, and several ids in each direction. Memory is bounded: a
 * session is dropped with its last pair and id.
 */
export class SessionTable {
  readonly #pairs = new Map<string, { readonly session: CapturedSession; readonly client: string }>();
  /** `sender`: of the records that have the id. */
  readonly #ids = new Map<string, readonly SessionMatch[]>();
  /** Number of ids of each length. */
  readonly #lengths = new Uint32Array(LONGEST_ID + 1);

  /** The session between these addresses. `sender` is undefined if they are equal. */
  betweenAddresses(from: string, to: string): SessionMatch | undefined {
    const pair = this.#pairs.get(pairKey(from, to));
    if (pair === undefined) return undefined;
    return { session: pair.session, sender: from === to ? undefined : pair.client === from ? 'client' : 'server' };
  }

  /** Adds an address pair of a session, which may be one of another session until now. */
  addAddresses(session: CapturedSession, client: string, server: string): void {
    const key = pairKey(client, server);
    this.#pairs.delete(key);
    dropOldest(this.#pairs, MAX_PAIRS);
    this.#pairs.set(key, { session, client });
  }

  /** Adds a connection id, copied, of the records to one side of a session. An empty one is ignored. */
  addId(session: CapturedSession, receiver: Side, id: Uint8Array): void {
    if (id.length === 0 || id.length > LONGEST_ID) return;
    const key = idKey(id);
    const own = session.ids[receiver];
    if (own.includes(key)) return;
    const sender = receiver === 'client' ? 'server' : 'client';
    if (own.length >= MAX_OWN_IDS) this.#removeId(own.shift() as string, session, sender);
    if (this.#ids.size >= MAX_IDS) {
      const [oldest] = this.#ids.keys();
      if (oldest !== undefined) this.#setId(oldest, []);
    }
    own.push(key);
    this.#setId(key, [...(this.#ids.get(key) ?? []), { session, sender } as const].slice(-MAX_SHARED));
  }

  /**
   * The length of the connection id at the start of these bytes, and whose it is. Where several sessions use the id,
   * `expected` is preferred, then the newest; of several lengths the longest. Undefined: the id is unknown.
   */
  withId(
    bytes: Uint8Array,
    expected: SessionMatch | undefined,
  ): (SessionMatch & { readonly length: number }) | undefined {
    let longest: (SessionMatch & { readonly length: number }) | undefined;
    for (let length = Math.min(LONGEST_ID, bytes.length); length > 0; length--) {
      if (this.#lengths[length] === 0) continue;
      const matches = this.#ids.get(idKey(bytes.subarray(0, length))) ?? [];
      const own = matches.find(({ session, sender }) => isExpected(expected, session, sender));
      if (own !== undefined) return { ...own, length };
      const newest = matches.at(-1);
      if (longest === undefined && newest !== undefined) longest = { ...newest, length };
    }
    return longest;
  }

  #removeId(key: string, session: CapturedSession, sender: Side): void {
    const matches = this.#ids.get(key) ?? [];
    this.#setId(
      key,
      matches.filter((each) => each.session !== session || each.sender !== sender),
    );
  }

  #setId(key: string, matches: readonly SessionMatch[]): void {
    const had = this.#ids.delete(key) ? 1 : 0;
    const has = matches.length > 0 ? 1 : 0;
    if (has === 1) this.#ids.set(key, matches);
    this.#lengths[key.length] = (this.#lengths[key.length] as number) + has - had;
  }
}

function isExpected(expected: SessionMatch | undefined, session: CapturedSession, sender: Side | undefined): boolean {
  return expected?.session === session && (expected.sender === undefined || expected.sender === sender);
}

function pairKey(one: string, other: string): string {
  return one < other ? `${one} ${other}` : `${other} ${one}`;
}

/** One character for each byte. */
function idKey(id: Uint8Array): string {
  return String.fromCharCode(...id);
}

function dropOldest(map: Map<string, unknown>, limit: number): void {
  if (map.size < limit) return;
  const [oldest] = map.keys();
  if (oldest !== undefined) map.delete(oldest);
}
