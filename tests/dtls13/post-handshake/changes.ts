import { type Connection, WirechartError } from '../../../runtime/dtls13/index.ts';
import type { SimulatedPair } from '../../../runtime/testing/index.ts';
import { hostOf, type Side } from './connection-id-pair.ts';

const sides = ['client', 'server'] as const;

/** Undefined: the server has no connection. */
export const sideOf = (pair: SimulatedPair, side: Side): Connection | undefined =>
  side === 'client' ? pair.client : pair.server;

function send(pair: SimulatedPair, of: Side, data: Uint8Array): void {
  sideOf(pair, of)?.sendMany(data, Int32Array.of(0), Int32Array.of(data.length), pair.network.now);
}

/** What each application does, one after the other. */
const changes: readonly ((pair: SimulatedPair, of: Side) => void)[] = [
  (pair, of) => sideOf(pair, of)?.updateKeys({ requestPeer: true }, pair.network.now),
  (pair, of) => sideOf(pair, of)?.requestConnectionIds(2, pair.network.now),
  (pair, of) => sideOf(pair, of)?.issueConnectionIds({ immediate: true }, pair.network.now),
  (pair, of) => sideOf(pair, of)?.useNextConnectionId(pair.network.now),
  (pair, of) => {
    const { network, clientHost, client } = pair;
    if (of === 'client') {
      network.addAddress(clientHost, 'client:2');
      client.migrate(clientHost.path('server', 'client:2'), network.now);
    } else {
      // The server sees the client behind another address.
      network.rebind('client', 'client:3');
      send(pair, 'client', Uint8Array.of(1));
      clientHost.drain();
    }
  },
  (pair, of) => send(pair, of, Buffer.from(`from the ${of}`)),
];

/**
 * Changes the keys, the connection ids and the path of both sides of a secure pair, sends data and closes. Returns the codes of the errors that the calls threw, except that a connection had ended.
 */
export function changeEverything(pair: SimulatedPair): string[] {
  const thrown: string[] = [];
  for (const change of changes) {
    for (const of of sides) {
      try {
        change(pair, of);
      } catch (error) {
        if (!(error instanceof WirechartError)) throw error;
        if (error.code !== 'ERR_DTLS_NOT_SECURE') thrown.push(error.code);
      }
      hostOf(pair, of).drain();
      pair.network.advance(2000);
    }
  }
  pair.client.close(pair.network.now);
  pair.clientHost.drain();
  pair.network.advance(600_000);
  return thrown;
}
