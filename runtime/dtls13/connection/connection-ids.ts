import { ConfigError } from '../../errors/config-error.ts';
import { InternalError } from '../../errors/internal-error.ts';
import type { ConnectionIdState } from '../endpoint.ts';
import type { NegotiatedConnectionIds } from '../handshake/handshake-context.ts';
import type { OwnConnectionIds } from '../record/own-connection-ids.ts';

const EMPTY = new Uint8Array(0);

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
}

/** The connection ids of both directions; RFC 9146 section 3, RFC 9147 section 9. */
export class ConnectionIds {
  readonly #parts: ConnectionIdParts;
  #negotiated: NegotiatedConnectionIds | undefined;
  /** The id of the peer in our records; empty: none. */
  #peer: Uint8Array = EMPTY;
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
  get state(): ConnectionIdState | undefined {
    if (this.#negotiated === undefined) return undefined;
    return {
      own: this.#parts.own.all.map((id) => id.slice()),
      peer: this.#peer.slice(),
      spares: [],
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
    const { own, use } = this.#parts;
    const previous = this.#negotiated;
    if (previous !== undefined) own.remove(previous.own);
    this.#negotiated = negotiated;
    if (negotiated !== undefined && negotiated.own.length > 0) own.add(negotiated.own);
    this.#peer = negotiated?.peer.slice() ?? EMPTY;
    use(this.#peer);
  }

  /** Releases all of our ids at the end of the connection. */
  release(): void {
    for (const id of this.#registered.splice(0)) this.#parts.registry?.release(id);
  }
}
