import type { Connection } from '../dtls13/endpoint.ts';
import { checkGiven, checkInteger } from '../errors/option-checks.ts';
import { WirechartError } from '../errors/wirechart-error.ts';
import type { SocketAddress } from './address.ts';
import type { DtlsSession } from './dtls-session.ts';
import type { MessageBatch } from './message-batch.ts';
import { messageBytes } from './message-bytes.ts';
import { type MessageSpans, messageSpans } from './message-spans.ts';

/**
 * Messages of one connection of an endpoint that arrived together, with the means to answer it. Borrowed for the call, with
 * slab and arrays: after it, `count` is 0, and everything but the arrays throws WirechartError (ERR_DTLS_BATCH_ENDED). A batch never refers to
 * another connection.
 */
export interface EndpointBatch extends MessageBatch {
  /** The address of the peer, a frozen object. */
  readonly remote: SocketAddress;
  /**
   * The session of the connection. The first use creates it, with the handshake complete; from then on the endpoint keeps
   * it until it ends. Its messages go to the endpoint as long as it has no receiver of its own. Throws WirechartError
   * (ERR_DTLS_CLOSED) if the connection ended in this call, without a session.
   */
  readonly session: DtlsSession;
  /** Longest message that `send` accepts, in bytes; 0: the connection is closing or has ended. */
  readonly maxMessageSize: number;
  /**
   * Sends one message to the peer, as `session.send()` does, without a session. False: it was not accepted, because too many
   * datagrams wait or were sent in this tick, and `drain` of the endpoint follows, or of the session if there is one; or
   * because the connection is closing or has ended. Throws MessageTooLargeError and ConfigError.
   */
  send(data: Uint8Array | string): boolean;
  /** Sends messages to the peer, as `session.sendMany()` does; returns how many were accepted. Throws as `send` does. */
  sendMany(slab: Uint8Array, at: Int32Array, length: Int32Array): number;
  /** Message `index`, from 0 to `count - 1`, in memory that belongs to the caller. Throws ConfigError. */
  copy(index: number): Uint8Array;
}

/** What a batch needs from its endpoint. */
export interface BatchOwner {
  remoteOf(connection: Connection): SocketAddress | undefined;
  /** Creates it if needed. */
  sessionOf(connection: Connection): DtlsSession;
  send(connection: Connection, data: Uint8Array): boolean;
  sendMany(connection: Connection, messages: MessageSpans): number;
}

/** One object for each call, so that one that an application keeps never gets the messages of another connection. */
export class BorrowedEndpointBatch implements EndpointBatch {
  slab: Uint8Array;
  at: Int32Array;
  length: Int32Array;
  count: number;
  /** Undefined: the call is over. */
  #owner: BatchOwner | undefined;
  #connection: Connection | undefined;
  #hasEnded = false;
  #session: DtlsSession | undefined;

  constructor(owner: BatchOwner, connection: Connection, { slab, at, length, count }: MessageBatch) {
    this.#owner = owner;
    this.#connection = connection;
    this.slab = slab;
    this.at = at;
    this.length = length;
    this.count = count;
  }

  get remote(): SocketAddress {
    const { owner, connection } = this.#use();
    // The connection holds its path, and paths are not used again inside of the call.
    return owner.remoteOf(connection) as SocketAddress;
  }

  get session(): DtlsSession {
    const { owner, connection } = this.#use();
    if (this.#session === undefined) {
      if (this.#hasEnded) throw new WirechartError('ERR_DTLS_CLOSED', 'the connection has ended, and had no session');
      this.#session = owner.sessionOf(connection);
    }
    return this.#session;
  }

  get maxMessageSize(): number {
    const { connection } = this.#use();
    return this.#hasEnded ? 0 : connection.maxMessageSize;
  }

  send(data: Uint8Array | string): boolean {
    const { owner, connection } = this.#use();
    const bytes = messageBytes('data', data);
    return !this.#hasEnded && owner.send(connection, bytes);
  }

  sendMany(slab: Uint8Array, at: Int32Array, length: Int32Array): number {
    const { owner, connection } = this.#use();
    const messages = messageSpans(slab, at, length);
    return this.#hasEnded ? 0 : owner.sendMany(connection, messages);
  }

  copy(index: number): Uint8Array {
    this.#use();
    checkGiven('index', index);
    checkInteger('index', index, { min: 0, max: this.count - 1 });
    const start = this.at[index] as number;
    return new Uint8Array(this.slab.subarray(start, start + (this.length[index] as number)));
  }

  /** Whether this is a batch of the connection. */
  isOf(connection: Connection): boolean {
    return this.#connection === connection;
  }

  /** The connection ended in the call. */
  connectionEnded(): void {
    this.#hasEnded = true;
  }

  /** The call is over: retains nothing. */
  end(): void {
    this.#owner = undefined;
    this.#connection = undefined;
    this.#session = undefined;
    this.slab = NOTHING;
    this.at = NONE;
    this.length = NONE;
    this.count = 0;
  }

  #use(): { readonly owner: BatchOwner; readonly connection: Connection } {
    const [owner, connection] = [this.#owner, this.#connection];
    if (owner === undefined || connection === undefined) {
      throw new WirechartError('ERR_DTLS_BATCH_ENDED', 'the call that this batch was given to has returned');
    }
    return { owner, connection };
  }
}

const NOTHING = new Uint8Array(0);
const NONE = new Int32Array(0);
