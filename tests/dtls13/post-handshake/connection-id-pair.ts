import { HandshakeType } from '../../../generated/dtls13/registries/handshake-type.ts';
import { NewConnectionId } from '../../../generated/dtls13/wire/new-connection-id.ts';
import type { Connection, EndpointOptions } from '../../../runtime/dtls13/index.ts';
import type { PairOptions, SimulatedHost, SimulatedPair } from '../../../runtime/testing/index.ts';
import { encodeToBytes } from '../../../runtime/wire/index.ts';
import { KeyedPeer, keyLoggedPair } from '../keyed-peer.ts';

export type Side = 'client' | 'server';

const NOTHING = new Uint8Array(0);

export const other = (side: Side): Side => (side === 'client' ? 'server' : 'client');
export const hostOf = (pair: SimulatedPair, side: Side): SimulatedHost =>
  side === 'client' ? pair.clientHost : pair.serverHost;

/** A pair with connection ids of 4 bytes after the handshake, when nothing is outstanding. */
export function securePair(
  endpoint: Partial<EndpointOptions> = {},
  options: Pick<PairOptions, 'connection' | 'listener'> = {},
): SimulatedPair {
  const pair = keyLoggedPair(
    { idleTimeout: Number.POSITIVE_INFINITY, connectionIds: { length: 4, spares: 0 }, ...endpoint },
    options,
  );
  pair.handshake();
  pair.network.advance(1000);
  return pair;
}

export function connectionOf(pair: SimulatedPair, side: Side): Connection {
  const connection = side === 'client' ? pair.client : pair.server;
  if (connection === undefined) throw new RangeError('the server has no connection');
  return connection;
}

/** Calls a method of a side's connection, and sends the output. */
export function call<T>(pair: SimulatedPair, side: Side, method: (connection: Connection, now: number) => T): T {
  const result = method(connectionOf(pair, side), pair.network.now);
  hostOf(pair, side).drain();
  return result;
}

/** The code of the error that a side reported. */
export const errorOf = (pair: SimulatedPair, side: Side): string | undefined =>
  hostOf(pair, side).events.flatMap(({ event }) => (event.kind === 'error' ? [event.error.code] : []))[0];

export function messages(pair: SimulatedPair, side: Side): string[] {
  return hostOf(pair, side).events.flatMap(({ event }) =>
    event.kind === 'message' ? [new TextDecoder().decode(event.data)] : [],
  );
}

export function send(pair: SimulatedPair, from: Side, text: string): void {
  pair.send(from, new TextEncoder().encode(text));
}

export const own = (pair: SimulatedPair, side: Side): readonly Uint8Array[] =>
  connectionOf(pair, side).connectionIds?.own ?? [];
export const spares = (pair: SimulatedPair, side: Side): readonly Uint8Array[] =>
  connectionOf(pair, side).connectionIds?.spares ?? [];
export const inUse = (pair: SimulatedPair, side: Side): Uint8Array =>
  connectionOf(pair, side).connectionIds?.peer ?? NOTHING;

/** Sends handshake messages under the keys of a side, which sent none after the handshake so far. */
export class HostilePeer {
  readonly #keyed: KeyedPeer;
  #messageSeq: number;

  constructor(pair: SimulatedPair, side: Side) {
    this.#keyed = new KeyedPeer(pair, side);
    this.#keyed.useConnectionId(inUse(pair, side));
    // ClientHello and Finished; ServerHello, EncryptedExtensions, Certificate, CertificateVerify and Finished.
    this.#messageSeq = side === 'client' ? 2 : 5;
  }

  send(msgType: HandshakeType, body: Uint8Array): void {
    this.#keyed.deliver(this.#keyed.message(3, msgType, this.#messageSeq, body));
    this.#messageSeq += 1;
  }

  newConnectionId(usage: number, ...ids: readonly Uint8Array[]): void {
    this.send(
      HandshakeType.new_connection_id,
      encodeToBytes(NewConnectionId, { cids: ids.map((cid) => ({ cid })), usage }),
    );
  }

  requestConnectionId(count: number): void {
    this.send(HandshakeType.request_connection_id, Uint8Array.of(count));
  }

  record(contentType: number, content: Uint8Array): Uint8Array {
    return this.#keyed.record(3, contentType, content);
  }
}
