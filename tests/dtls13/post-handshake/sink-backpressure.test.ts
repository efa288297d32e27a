import test from 'ava';
import { createPortableProvider } from '../../../runtime/crypto/portable/index.ts';
import type { CryptoProvider } from '../../../runtime/crypto/provider.ts';
import type { OutputSink } from '../../../runtime/dtls13/index.ts';
import { type SimulatedHost, type SimulatedPair, simulatePair } from '../../../runtime/testing/index.ts';
import { classicalProvider } from '../classical-provider.ts';
import { changeEverything, sideOf } from './changes.ts';
import { hostOf, messages, other } from './connection-id-pair.ts';

const seeded = (seed: string): CryptoProvider => createPortableProvider({ seed: Buffer.from(seed) });

/** A pair that is secure, and has exchanged spare ids. */
function securePair(client: CryptoProvider, server: CryptoProvider): SimulatedPair {
  const pair = simulatePair({
    clientProvider: client,
    serverProvider: server,
    endpoint: { connectionIds: { length: 4 }, pathValidation: 'enhanced', groups: ['x25519'] },
  });
  pair.handshake();
  pair.network.advance(1000);
  return pair;
}

/** The numbers of the calls of `reserve` from here on. */
function countReservations(host: SimulatedHost, isFull: (attempt: number) => boolean = () => false) {
  const sink: OutputSink = host;
  const reserve = host.reserve.bind(host);
  const count = { attempts: 0 };
  sink.reserve = (path, size) => {
    count.attempts += 1;
    return isFull(count.attempts) ? undefined : reserve(path, size);
  };
  return count;
}

const sentBy = ({ network }: SimulatedPair) =>
  network.datagrams.map(({ from, bytes }) => `${from} ${Buffer.from(bytes).toString('hex')}`);

for (const side of ['client', 'server'] as const) {
  test(`${side}: a sink that is full at any one moment of a change of keys, ids or paths changes no byte`, (t) => {
    const undisturbed = securePair(seeded('client'), seeded('server'));
    const counter = countReservations(hostOf(undisturbed, side));
    changeEverything(undisturbed);
    const expected = sentBy(undisturbed);
    t.true(counter.attempts > 10, `${counter.attempts}`);
    for (let full = 0; full <= counter.attempts; full++) {
      const pair = securePair(seeded('client'), seeded('server'));
      countReservations(hostOf(pair, side), full === 0 ? (each) => each % 2 === 1 : (each) => each === full);
      changeEverything(pair);
      t.deepEqual(sentBy(pair), expected, `full at ${full}`);
      t.deepEqual(messages(pair, other(side)).at(-1), `from the ${side}`);
    }
  });

  for (const method of ['reserve', 'commit'] as const) {
    test(`${side}: a sink whose ${method} throws during a change of keys, ids or paths loses one datagram only`, (t) => {
      const counted = securePair(classicalProvider, classicalProvider);
      const counter = countReservations(hostOf(counted, side));
      changeEverything(counted);
      for (let number = 1; number <= counter.attempts; number++) {
        const pair = securePair(classicalProvider, classicalProvider);
        const hasThrown = breakSink(hostOf(pair, side), method, number);
        changeEverything(pair);
        t.true(hasThrown(), `${number}`);
        t.is(hostOf(pair, side).events.at(-1)?.event.kind, 'closed', `${number}`);
        t.is(hostOf(pair, other(side)).events.at(-1)?.event.kind, 'closed', `${number}`);
        for (const of of ['client', 'server'] as const) {
          t.is(
            sideOf(pair, of)?.statistics.keyUpdatesSent,
            sideOf(counted, of)?.statistics.keyUpdatesSent,
            `${number}`,
          );
          t.is(
            sideOf(pair, of)?.statistics.keyUpdatesReceived,
            sideOf(counted, of)?.statistics.keyUpdatesReceived,
            `${number}`,
          );
        }
        t.is(pair.listener.size, 0);
        t.is(pair.client.nextDeadline(), Number.POSITIVE_INFINITY);
      }
    });
  }
}

class Broken extends Error {}

/** Call `number` of a method throws once. The host polls again. */
function breakSink(host: SimulatedHost, method: 'reserve' | 'commit', number: number): () => boolean {
  const original = host[method].bind(host) as (...given: readonly number[]) => never;
  let calls = 0;
  host[method] = ((...given: readonly number[]) => {
    calls += 1;
    if (calls === number) throw new Broken();
    return original(...given);
  }) as never;
  const drain = host.drain.bind(host);
  host.drain = () => {
    try {
      drain();
    } catch (error) {
      if (!(error instanceof Broken)) throw error;
      drain();
    }
  };
  return () => calls >= number;
}
