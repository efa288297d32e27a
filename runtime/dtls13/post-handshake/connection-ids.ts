import { ConfigError } from '../../errors/config-error.ts';
import { InternalError } from '../../errors/internal-error.ts';
import { equalBytes } from '../../wire/index.ts';
import type { ConnectionIdStatus } from '../endpoint.ts';
import type { NegotiatedConnectionIds } from '../handshake/handshake-context.ts';
import type { OwnConnectionIds } from '../record/own-connection-ids.ts';
import type { Counters } from '../statistics.ts';

const EMPTY = new Uint8Array(0);
/** Ids of ours that a peer can have at a time: its current one, its spare ones, and some that it used before. */
const MAX_OWN_IDS = 12;
/** Spare ids of the peer that are kept; more are discarded (RFC 9147 section 9). */
export const MAX_SPARE_IDS = 8;

/** Where a connection gets its own ids from: no two connections of an endpoint have the same. */
export interface ConnectionIdRegistry {
  /** Length of the ids in bytes; 0: they are empty. */
  readonly length: number;
  /** An id for records to this connection; undefined: no unused one was found. Throws InternalError. */
  create(): Uint8Array | undefined;
  /** The connection does not use the id any more. */
  release(id: Uint8Array): void;
}

/** The parts of a connection that use connection ids. */
export interface ConnectionIdParts {
  readonly registry: ConnectionIdRegistry | undefined;
  /** Those that received records may have. */
  readonly own: OwnConnectionIds;
  /** Uses an id of the peer for all records from now on; empty: none. Copies it. */
  use(peerId: Uint8Array): void;
  /** The peer replaced its ids: no earlier one may be used on any path. */
  peerIdsReplaced(): void;
  readonly counters: Pick<Counters, 'connectionIdsIssued' | 'connectionIdsRetired' | 'connectionIdChanges'>;
}

/** The ids of a connection that goes on. */
export interface RestoredConnectionIds {
  readonly own: readonly Uint8Array[];
  /** Index of the id of the last authentic record. */
  readonly current: number;
  readonly peer: Uint8Array;
  readonly spares: readonly Uint8Array[];
  readonly returnRoutabilityCheck: boolean;
}

/** The connection ids of both directions; RFC 9146 section 3, RFC 9147 section 9. */
export class ConnectionIds {
  readonly #parts: ConnectionIdParts;
  #negotiated: NegotiatedConnectionIds | undefined;
  /** The id of the peer in our records; empty: none. */
  #peer: Uint8Array = EMPTY;
  /** Ids of the peer for later use, in the order in which it issued them. */
  #spares: Uint8Array[] = [];
  /** Our ids that are registered. */
  readonly #registered: Uint8Array[] = [];

  constructor(parts: ConnectionIdParts) {
    this.#parts = parts;
  }

  /** What the handshake negotiated; undefined: no connection ids. */
  get negotiated(): NegotiatedConnectionIds | undefined {
    return this.#negotiated;
  }

  /** Copies for the application; undefined: no connection ids. */
  get state(): ConnectionIdStatus | undefined {
    if (this.#negotiated === undefined) return undefined;
    return {
      own: this.#parts.own.all.map((id) => id.slice()),
      peer: this.#peer.slice(),
      spares: this.#spares.map((id) => id.slice()),
      returnRoutabilityCheck: this.#negotiated.returnRoutabilityCheck,
    };
  }

  /** Our first id. Throws InternalError. */
  createFirst(): Uint8Array {
    const { registry } = this.#parts;
    if (registry === undefined || registry.length === 0) return EMPTY;
    const id = registry.create();
    if (id !== undefined) {
      this.#registered.push(id);
      return id;
    }
    const reason = `no unused id of ${registry.length} bytes was found`;
    throw new InternalError('the connection id', new ConfigError('connectionIds.length', reason));
  }

  /** Uses the ids that the handshake negotiated; undefined: none. */
  set(negotiated: NegotiatedConnectionIds | undefined): void {
    const { own } = this.#parts;
    const previous = this.#negotiated;
    if (previous !== undefined) own.remove(previous.own);
    this.#negotiated = negotiated;
    if (negotiated !== undefined && negotiated.own.length > 0) own.add(negotiated.own);
    this.#peer = negotiated?.peer.slice() ?? EMPTY;
    this.#parts.use(this.#peer);
  }

  /** Ids of the peer for later use. Do not change. */
  get spares(): readonly Uint8Array[] {
    return this.#spares;
  }

  /** Takes the ids of another object, whose own ids are registered. Keeps the arrays of the peer's. Instead of all else. */
  restore({ own, current, peer, spares, returnRoutabilityCheck }: RestoredConnectionIds): void {
    this.#negotiated = { own: own[0] ?? EMPTY, peer, returnRoutabilityCheck };
    for (const id of own) this.#parts.own.add(id);
    this.#registered.push(...this.#parts.own.all);
    const last = this.#parts.own.all[current];
    if (last !== undefined) this.#parts.own.received(last);
    this.#peer = peer;
    this.#spares = [...spares];
    this.#parts.use(peer);
  }

  /** The id of the peer in our records; empty: none. Do not change. */
  get peer(): Uint8Array {
    return this.#peer;
  }

  /** Whether records that we send have an id of the peer. */
  get sends(): boolean {
    return this.#peer.length > 0;
  }

  /** Whether records to us have an id of ours. */
  get receives(): boolean {
    return this.#negotiated !== undefined && this.#negotiated.own.length > 0;
  }

  get spareCount(): number {
    return this.#spares.length;
  }

  /**
   * Creates up to `count` ids of ours that the peer may use from now on. Ids that it used before the current one make
   * room for them, oldest first. Throws InternalError.
   */
  issue(count: number): readonly Uint8Array[] {
    const { own, registry } = this.#parts;
    const issued: Uint8Array[] = [];
    while (issued.length < count && registry !== undefined && this.#makeRoom()) {
      const id = registry.create();
      if (id === undefined) break;
      this.#registered.push(id);
      own.add(id);
      issued.push(id);
    }
    this.#parts.counters.connectionIdsIssued += issued.length;
    return issued;
  }

  /** Keeps ids of the peer as spare ones, as far as there is room. Copies them. */
  addSpares(ids: readonly Uint8Array[]): void {
    for (const id of ids) {
      const isKnown = equalBytes(id, this.#peer) || this.#spares.some((spare) => equalBytes(spare, id));
      if (!isKnown && this.#spares.length < MAX_SPARE_IDS) this.#spares.push(id.slice());
    }
  }

  /** Uses the first of the peer's ids from now on; the others replace the spare ones. Copies them. */
  replacePeerIds([first, ...others]: readonly Uint8Array[]): void {
    if (first === undefined) return;
    this.usePeerId(first.slice());
    this.#spares = [];
    this.addSpares(others);
    this.#parts.peerIdsReplaced();
  }

  /** Uses this id of the peer for all records from now on; empty: none. Keeps the array. */
  usePeerId(id: Uint8Array): void {
    if (!equalBytes(id, this.#peer)) this.#parts.counters.connectionIdChanges += 1;
    this.#peer = id;
    this.#parts.use(id);
  }

  /** Uses the next spare id of the peer from now on. False: there is none. */
  useNext(): boolean {
    const next = this.#spares.shift();
    if (next === undefined) return false;
    this.usePeerId(next);
    return true;
  }

  /** Removes the next spare id of the peer, for records on another path; undefined: there is none. */
  takeSpare(): Uint8Array | undefined {
    return this.#spares.shift();
  }

  /** Releases all of our ids at the end of the connection. */
  release(): void {
    for (const id of this.#registered.splice(0)) this.#parts.registry?.release(id);
  }

  /** False: the peer has as many ids as it may have, and has not used them. */
  #makeRoom(): boolean {
    const { own, registry } = this.#parts;
    if (own.all.length < MAX_OWN_IDS) return true;
    const [oldest] = own.all;
    // The peer uses the ids in the order in which they were issued; RFC 9147 section 9.
    if (oldest === undefined || oldest === own.current) return false;
    own.remove(oldest);
    this.#parts.counters.connectionIdsRetired += 1;
    registry?.release(oldest);
    this.#registered.splice(
      this.#registered.findIndex((id) => equalBytes(id, oldest)),
      1,
    );
    return true;
  }
}
