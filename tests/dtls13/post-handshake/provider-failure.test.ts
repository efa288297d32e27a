import test from 'ava';
import type { CryptoProvider } from '../../../runtime/crypto/index.ts';
import { mlKem } from '../../../runtime/crypto/post-quantum/index.ts';
import {
  type CryptoOperation,
  FaultyProvider,
  type SimulatedPair,
  simulatePair,
} from '../../../runtime/testing/index.ts';
import { createTestProvider } from '../../net/host-under-test.ts';
import { classicalProvider } from '../classical-provider.ts';
import { SecretLedger } from '../handshake/secret-ledger.ts';
import { changeEverything, sideOf } from './changes.ts';
import { hostOf, messages, other, type Side } from './connection-id-pair.ts';

interface Life {
  readonly pair: SimulatedPair;
  readonly provider: FaultyProvider;
  readonly ledger: SecretLedger;
  /** The calls of each operation before the handshake was complete. */
  readonly handshakeCalls: ReadonlyMap<CryptoOperation, number>;
  /** The codes of what the application's calls threw. */
  readonly thrown: readonly string[];
}

/** A life in which the provider of one side is controlled from the end of the handshake on. */
function live(
  faulty: Side,
  prepare: (provider: FaultyProvider, calls: ReadonlyMap<CryptoOperation, number>) => void,
): Life {
  const provider = new FaultyProvider(classicalProvider);
  const ledger = new SecretLedger();
  provider.oncall = ledger.take;
  const pair = simulatePair({
    clientProvider: faulty === 'client' ? provider : classicalProvider,
    serverProvider: faulty === 'server' ? provider : classicalProvider,
    endpoint: { connectionIds: { length: 4 }, pathValidation: 'enhanced', idleTimeout: 60_000, keylog: true },
  });
  pair.handshake();
  // Spare ids are exchanged.
  pair.network.advance(1000);
  const handshakeCalls = new Map(provider.counts);
  prepare(provider, handshakeCalls);
  const thrown = changeEverything(pair);
  return { pair, provider, ledger, handshakeCalls, thrown };
}

const ends = (pair: SimulatedPair, side: Side): string[] =>
  hostOf(pair, side).events.flatMap(({ event }) => {
    if (event.kind === 'error') return [event.error.code];
    return event.kind === 'closed' ? ['closed'] : [];
  });

const HAVE_EFFECTS: ReadonlySet<CryptoOperation> = new Set([
  'random',
  'aead.seal',
  'aead.open',
  'recordNumberMask.mask',
]);

for (const side of ['client', 'server'] as const) {
  const undisturbed = live(side, () => {});

  test(`${side}: without a failure the keys, ids and paths change, and both sides agree`, (t) => {
    const { pair, ledger, thrown } = undisturbed;
    t.deepEqual(ends(pair, 'client'), ['closed']);
    t.deepEqual(ends(pair, 'server'), ['closed']);
    t.deepEqual(messages(pair, other(side)).at(-1), `from the ${side}`);
    const kinds = new Set(hostOf(pair, side).events.map(({ event }) => event.kind));
    t.true(kinds.has('keyUpdate') && kinds.has('connectionIds') && kinds.has('pathChanged'), [...kinds].join());
    t.deepEqual(ledger.left, []);
    t.deepEqual(thrown, []);
  });

  for (const [operation, calls] of undisturbed.provider.counts) {
    const before = undisturbed.handshakeCalls.get(operation) ?? 0;
    if (calls === before) continue;
    for (const afterwards of HAVE_EFFECTS.has(operation) ? [false, true] : [false]) {
      const when = afterwards ? 'after its work' : 'at once';
      test(`${side}: ${operation} that throws ${when} after the handshake ends the connection with a typed error`, (t) => {
        for (let number = before + 1; number <= calls; number++) {
          const what = `call ${number} of ${calls}`;
          const { pair, ledger, thrown } = live(side, (provider, known) => {
            t.is(known.get(operation) ?? 0, before);
            provider.failAt(operation, number, { afterwards });
          });
          const [end, ...more] = ends(pair, side);
          const isCloseNotify = number === calls && /seal|mask|open$/.test(operation) && end === 'closed';
          t.true(end === 'ERR_DTLS_INTERNAL' || isCloseNotify, `${what}: ${end}`);
          t.deepEqual(more, [], what);
          t.deepEqual(thrown, [], what);
          t.is(ends(pair, other(side)).length, 1, what);
          t.deepEqual(ledger.left, [], what);
          t.is(pair.client.nextDeadline(), Number.POSITIVE_INFINITY, what);
          t.is(pair.listener.size, 0, what);
        }
      });
    }
  }
}

test('an exporter that fails throws to the caller, and changes nothing', (t) => {
  const { pair, provider } = exportingPair();
  const derive = () => pair.client.exportKeyingMaterial('EXPORTER-test', new Uint8Array(3), 40);
  const start = provider.counts.get('hmac') ?? 0;
  const expected = derive();
  const end = provider.counts.get('hmac') ?? 0;
  t.true(end > start);
  for (let number = end + 1; number <= end + (end - start); number++) {
    // Each failure ends the derivation, so the next one begins with the next call.
    provider.failAt('hmac', number);
    t.throws(derive, { code: 'ERR_WIRECHART_INJECTED' });
  }
  t.deepEqual(derive(), expected);
  t.deepEqual(pair.server?.exportKeyingMaterial('EXPORTER-test', new Uint8Array(3), 40), expected);
  pair.send('client', Buffer.from('still open'));
  pair.network.advance(100);
  t.deepEqual(messages(pair, 'server'), ['still open']);
});

function exportingPair() {
  const provider = new FaultyProvider(classicalProvider);
  const pair = simulatePair({ clientProvider: provider, serverProvider: classicalProvider });
  pair.handshake();
  pair.network.advance(100);
  return { pair, provider };
}

test('a random source that fails for a later challenge of a path check ends the connection with a typed error', (t) => {
  for (let later = 1; later <= 4; later++) {
    const provider = new FaultyProvider(classicalProvider);
    const pair = simulatePair({
      clientProvider: classicalProvider,
      serverProvider: provider,
      endpoint: { connectionIds: { length: 4 }, pathValidation: 'enhanced' },
    });
    pair.handshake();
    pair.network.advance(1000);
    pair.network.rebind('client', 'client:2');
    // No challenge is answered.
    pair.clientHost.receive = () => {};
    pair.send('client', Buffer.from('from another address'));
    provider.failAt('random', (provider.counts.get('random') ?? 0) + 1 + later);
    pair.network.advance(5000);
    t.deepEqual(ends(pair, 'server'), ['ERR_DTLS_INTERNAL'], `challenge ${1 + later}`);
    t.is(pair.listener.size, 0);
  }
});

// A wrong key.

/** The result of a provider with one bit changed. */
const wrong = ({ result }: { readonly result: unknown }) => {
  const bytes = (result as Uint8Array).slice();
  bytes[0] = (bytes[0] as number) ^ 1;
  return bytes;
};

for (const [direction, updating] of [
  ['write', 'client'],
  ['read', 'server'],
] as const) {
  test(`wrong keys for ${direction} after a KeyUpdate end the connection when it is idle, and nothing is delivered under them`, (t) => {
    const provider = new FaultyProvider(classicalProvider);
    const pair = simulatePair({
      clientProvider: provider,
      serverProvider: classicalProvider,
      endpoint: { idleTimeout: 30_000 },
    });
    pair.handshake();
    pair.network.advance(100);
    // The next secret is the first thing that is derived from here on.
    provider.changeAt('hmac', (provider.counts.get('hmac') ?? 0) + 1, wrong);
    sideOf(pair, updating)?.updateKeys({}, pair.network.now);
    hostOf(pair, updating).drain();
    pair.network.advance(1000);
    for (const of of ['client', 'server'] as const) {
      pair.send(of, Buffer.from(`from the ${of}`));
      pair.network.advance(1000);
    }
    const [reads, writes] = direction === 'write' ? (['server', 'client'] as const) : (['client', 'server'] as const);
    t.deepEqual(messages(pair, reads), []);
    t.deepEqual(messages(pair, writes), [`from the ${reads}`]);
    const { statistics } = reads === 'server' ? pair.listener : pair.client;
    t.true(statistics.discarded.unauthentic > 0);
    pair.network.advance(600_000);
    // The close_notify of the side with the right keys arrives.
    t.deepEqual(ends(pair, writes), ['closed']);
    t.deepEqual(ends(pair, reads), ['ERR_DTLS_TIMEOUT']);
    t.is(pair.listener.size, 0);
    t.is(pair.client.nextDeadline(), Number.POSITIVE_INFINITY);
  });
}

// Hybrids.

const hybrid = createTestProvider({ mlKem });

function hybridPair(faulty: Side, prepare: (provider: FaultyProvider) => void) {
  const provider = new FaultyProvider(hybrid);
  const ledger = new SecretLedger();
  provider.oncall = ledger.take;
  prepare(provider);
  const of = (side: Side): CryptoProvider => (side === faulty ? provider : hybrid);
  const pair = simulatePair({
    clientProvider: of('client'),
    serverProvider: of('server'),
    endpoint: { groups: ['SecP256r1MLKEM768', 'X25519MLKEM768'], handshakeTimeout: 10_000 },
    // The server prefers the group of which the client has sent no share.
    connection: { keyShares: ['SecP256r1MLKEM768'] },
    listener: { groups: ['X25519MLKEM768'] },
  });
  pair.network.advance(60_000);
  return { pair, provider, ledger };
}

const hybridOperations: readonly (readonly [Side, CryptoOperation, number])[] = [
  ['client', 'generateKeyPair', 2],
  ['client', 'keyPair.agree', 1],
  ['server', 'respond', 1],
];

for (const [side, operation, calls] of hybridOperations) {
  test(`${side}: ${operation} of a hybrid that throws, or returns a wrong secret, ends the handshake`, (t) => {
    t.is(hybridPair(side, () => {}).provider.counts.get(operation), calls);
    for (let number = 1; number <= calls; number++) {
      for (const afterwards of [false, true]) {
        const { pair, ledger } = hybridPair(side, (provider) => provider.failAt(operation, number, { afterwards }));
        const { serverHost, listener } = pair;
        t.false(serverHost.events.some(({ event }) => event.kind === 'secure'));
        if (side === 'client') t.deepEqual(ends(pair, 'client'), ['ERR_DTLS_INTERNAL']);
        else t.is(listener.statistics.hellosRefused, 1);
        t.is(listener.size, 0);
        t.is(pair.client.nextDeadline(), Number.POSITIVE_INFINITY);
        t.deepEqual(ledger.left, []);
      }
    }
    if (operation === 'generateKeyPair') return;
    const { pair } = hybridPair(side, (provider) => {
      provider.changeAt(operation, 1, (call) => {
        if (operation === 'keyPair.agree') return wrong(call);
        const response = call.result as { share: Uint8Array; secret: Uint8Array };
        return { ...response, secret: wrong({ result: response.secret }) };
      });
    });
    t.true(pair.client.statistics.discarded.unauthentic > 0);
    t.deepEqual(ends(pair, 'client'), ['ERR_DTLS_TIMEOUT']);
    t.is(pair.listener.size, 0);
  });
}
