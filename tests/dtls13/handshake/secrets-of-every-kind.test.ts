import test from 'ava';
import type { Connection } from '../../../runtime/dtls13/index.ts';
import { FaultyProvider, type SimulatedPair, simulatePair } from '../../../runtime/testing/index.ts';
import { classicalProvider } from '../classical-provider.ts';
import { type HandshakeKind, handshakeKinds } from '../reliability/handshake-kinds.ts';
import { knows, sensor } from './psk/psk-pair.ts';
import { SecretLedger } from './secret-ledger.ts';

type Side = 'client' | 'server';
const sides: readonly Side[] = ['client', 'server'];

interface Watched {
  readonly pair: SimulatedPair;
  readonly ledgers: Readonly<Record<Side, SecretLedger>>;
}

/** A pair whose providers remember every array that held a secret, before its first datagram arrives. */
function watchedPair({ options, begin }: HandshakeKind): Watched {
  const providers = { client: new FaultyProvider(classicalProvider), server: new FaultyProvider(classicalProvider) };
  const ledgers = { client: new SecretLedger(), server: new SecretLedger() };
  for (const side of sides) providers[side].oncall = ledgers[side].take;
  const pair = simulatePair({ clientProvider: providers.client, serverProvider: providers.server, ...options() });
  pair.serverHost.lookUpPsk = knows(sensor);
  begin?.(pair);
  return { pair, ledgers };
}

const connectionsOf = ({ client, server }: SimulatedPair) => [client, server].filter((each) => each !== undefined);

/**
 * The secrets that are not overwritten, of connections that have ended and of a listener that is abandoned. The sessions of
 * tickets belong to the application, which discards them.
 */
function secretsLeft({ pair, ledgers }: Watched): Readonly<Record<Side, string[]>> {
  if (pair.listener.size > 0) throw new Error('a connection has not ended');
  pair.listener.abandon(pair.network.now);
  pair.serverHost.drain();
  for (const { event } of pair.clientHost.events) if (event.kind === 'session') event.session.discard();
  return { client: ledgers.client.left, server: ledgers.server.left };
}

const ends: Readonly<Record<string, (pair: SimulatedPair) => void>> = {
  closed: (pair) => pair.close('client'),
  abandoned: (pair) => {
    for (const connection of connectionsOf(pair)) (connection as Connection).abandon(pair.network.now);
    for (const host of [pair.clientHost, pair.serverHost]) host.drain();
  },
  'ended by a timeout': (pair) => {
    pair.clientHost.receive = () => {};
    pair.serverHost.receive = () => {};
  },
};

const NONE = { client: [], server: [] };

for (const [kind, definition] of Object.entries(handshakeKinds)) {
  test(`every secret is overwritten once a connection has ended, after two updates of keys: ${kind}`, (t) => {
    for (const [title, end] of Object.entries(ends)) {
      const watched = watchedPair(definition);
      const { pair, ledgers } = watched;
      t.true(pair.handshake());
      definition.complete?.(pair);
      for (let update = 0; update < 2; update++) {
        for (const connection of connectionsOf(pair)) connection.updateKeys({}, pair.network.now);
        for (const host of [pair.clientHost, pair.serverHost]) host.drain();
        pair.network.advance(1000);
      }
      t.is(pair.client.statistics.keyUpdatesSent, 2);
      for (const connection of connectionsOf(pair)) {
        connection.exportKeyingMaterial('EXPORTER-x', new Uint8Array(0), 32);
      }
      for (const side of sides) t.true(ledgers[side].left.length > 0);
      end(pair);
      pair.network.advance(1_000_000);
      t.deepEqual(secretsLeft(watched), NONE, title);
    }
  });

  test(`every secret is overwritten once a handshake has failed at any datagram: ${kind}`, (t) => {
    for (let delivered = 1; delivered < 8; delivered++) {
      const watched = watchedPair(definition);
      const { pair } = watched;
      pair.network.run(() => pair.network.datagrams.length >= delivered);
      ends['ended by a timeout']?.(pair);
      pair.network.advance(1_000_000);
      t.deepEqual(secretsLeft(watched), NONE, `after ${delivered} datagrams`);
    }
  });
}
