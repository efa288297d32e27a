import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import test from 'ava';
import { FaultyProvider, type SimulatedPair, simulatePair, testCertificate } from '../../../runtime/testing/index.ts';
import { testProvider } from '../../net/host-under-test.ts';
import { SecretLedger } from './secret-ledger.ts';

type Side = 'client' | 'server';
const sides: readonly Side[] = ['client', 'server'];

interface Watched {
  readonly pair: SimulatedPair;
  readonly providers: Readonly<Record<Side, FaultyProvider>>;
  readonly ledgers: Readonly<Record<Side, SecretLedger>>;
}

/** A pair whose providers report every call. No datagram of the handshake is delivered yet. */
function watchedPair(): Watched {
  const providers = { client: new FaultyProvider(testProvider), server: new FaultyProvider(testProvider) };
  const ledgers = { client: new SecretLedger(), server: new SecretLedger() };
  for (const side of sides) providers[side].oncall = ledgers[side].take;
  const certificate = {
    chain: [testCertificate.der],
    privateKey: testProvider.importPrivateKey(testCertificate.privateKey),
  };
  const pair = simulatePair({
    clientProvider: providers.client,
    serverProvider: providers.server,
    connection: { certificate },
    listener: { requestCertificate: 'required' },
  });
  return { pair, providers, ledgers };
}

function lastEvent(pair: SimulatedPair, side: Side): string | undefined {
  const last = pair[`${side}Host`].events.at(-1)?.event;
  return last?.kind === 'error' ? last.error.code : last?.kind;
}

test('once both sides are secure, only exporter secret and application traffic secrets can be read', (t) => {
  const { pair, ledgers } = watchedPair();
  t.true(pair.handshake());
  pair.network.advance(1000);
  for (const side of sides) {
    const { seen, left } = ledgers[side];
    const found = (what: RegExp) => seen.filter(({ where }) => what.test(where)).length;
    t.is(found(/^(?:keyPair.agree|respond)/), 1, side);
    t.is(found(/^aead/), 4, 'two directions of two epochs');
    t.is(found(/^recordNumberMask/), 4);
    t.true(found(/^hmac \d+ key/) > 10);
    t.true(found(/^hmac \d+ result/) > 10);
    const kept = new Set(seen.filter(({ bytes }) => bytes.some((byte) => byte !== 0)).map(({ bytes }) => bytes));
    // In buffers of the pools; no call has used the exporter secret, which is in one too.
    t.is(kept.size, 2, `${side}: one traffic secret a direction`);
    t.is(pair.listener.bufferStatistics.inUse, 4, 'three of the server, and the secret of the client in epoch 2');
    t.true(
      left.every((where) => /^hmac \d+ (key|result)$/.test(where)),
      side,
    );
  }
});

test('the shared secret is overwritten before the first key for records is made', (t) => {
  for (const side of sides) {
    const { pair, providers, ledgers } = watchedPair();
    const sharedAtFirstKey: string[][] = [];
    providers[side].oncall = (call) => {
      ledgers[side].take(call);
      if (call.operation === 'aead')
        sharedAtFirstKey.push(ledgers[side].left.filter((where) => /agree|respond/.test(where)));
    };
    t.true(pair.handshake());
    t.deepEqual(sharedAtFirstKey, [[], [], [], []], side);
  }
});

test('a server that waits for the Finished of the client retains traffic secrets and the main secret', (t) => {
  const { pair, providers, ledgers } = watchedPair();
  pair.network.run(() => providers.server.counts.get('sign') === 1);
  const { seen } = ledgers.server;
  const held = new Set(seen.map(({ bytes }) => bytes).filter((bytes) => bytes.some((byte) => byte !== 0)));
  // Both of the handshake, ours for data, and the main secret, from which tickets are derived. No call has used that of the
  // client for data and the exporter secret, which are in buffers of the pools.
  t.is(held.size, 4);
});

test('exporter secret and traffic secrets are retained as long as the connection', (t) => {
  for (const end of ['close', 'abandon'] as const) {
    const { pair, ledgers } = watchedPair();
    t.true(pair.handshake());
    t.is(pair.client.exportKeyingMaterial('EXPORTER-x', new Uint8Array(), 80).length, 80);
    const secrets = ledgers.client.left;
    t.true(secrets.length > 0 && secrets.every((where) => /^hmac \d+ (key|result)$/.test(where)));
    const distinct = new Set(
      ledgers.client.seen.filter(({ bytes }) => bytes.some((byte) => byte !== 0)).map(({ bytes }) => bytes),
    );
    t.is(distinct.size, 3);
    if (end === 'close') pair.close('client');
    else pair.client.abandon(pair.network.now);
    pair.network.advance(60_000);
    t.deepEqual(ledgers.client.left, [], end);
    t.throws(() => pair.client.exportKeyingMaterial('EXPORTER-x', new Uint8Array(), 32), {
      code: 'ERR_DTLS_NOT_SECURE',
    });
  }
});

test('a handshake that fails in any state leaves no secret', (t) => {
  // After so many datagrams all are lost, and both sides time out.
  for (let delivered = 1; delivered < 12; delivered++) {
    const { pair, ledgers } = watchedPair();
    pair.network.run(() => pair.network.datagrams.length >= delivered);
    pair.client.abandon(pair.network.now);
    pair.network.advance(300_000);
    pair.server?.abandon(pair.network.now);
    for (const side of sides) t.deepEqual(ledgers[side].left, [], `${side} after ${delivered} datagrams`);
  }
});

test('a connection that has ended retains no key for records, though the application still references it', async (t) => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const { pair, providers } = watchedPair();
  const keys: WeakRef<object>[] = [];
  for (const side of sides) {
    providers[side].oncall = ({ operation, result }) => {
      if (operation === 'aead' || operation === 'recordNumberMask') keys.push(new WeakRef(result as object));
    };
  }
  const held = () => keys.filter((key) => key.deref() !== undefined).length;
  t.true(pair.handshake());
  const { server } = pair;
  pair.send('client', Uint8Array.of(1));
  pair.network.advance(1000);
  t.is(keys.length, 16);
  // A WeakRef keeps its target until the job that made it has ended.
  await setImmediate();
  collectGarbage();
  t.true(held() > 0);
  pair.close('client');
  pair.network.advance(60_000);
  t.is(lastEvent(pair, 'client'), 'closed');
  t.is(lastEvent(pair, 'server'), 'closed');
  await setImmediate();
  collectGarbage();
  t.is(held(), 0);
  t.is(pair.client.maxMessageSize, 0);
  t.is(server?.maxMessageSize, 0);
});

test('a connected client retains no copy of the transcript before the ServerHello', async (t) => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const { pair, providers } = watchedPair();
  const copies: WeakRef<object>[] = [];
  providers.client.oncall = ({ operation, result }) => {
    if (operation === 'hash.copy') copies.push(new WeakRef(result as object));
  };
  t.true(pair.handshake());
  t.true(copies.length > 0);
  await setImmediate();
  collectGarbage();
  t.is(copies.filter((copy) => copy.deref() !== undefined).length, 0);
  t.is(pair.client.statistics.reassemblyBytes, 0);
});

test('Finished is compared only by the provider, in constant time', (t) => {
  // A valid Finished is refused when the provider returns false.
  for (const side of sides) {
    const { pair, providers } = watchedPair();
    // On the server the first comparison is that of the cookie.
    const comparison = side === 'client' ? 1 : 2;
    const compared: number[] = [];
    providers[side].changeAt('equal', comparison, ({ arguments: given }) => {
      compared.push(...given.map((each) => (each as Uint8Array).length));
      return false;
    });
    t.false(pair.handshake());
    t.is(lastEvent(pair, side), 'ERR_DTLS_PEER_DECRYPT_ERROR');
    t.deepEqual(compared, [32, 32]);
    t.is(providers[side].counts.get('equal'), comparison);
  }
  // A wrong Finished is accepted when the provider returns true.
  for (const side of sides) {
    const outcomes = [false, true].map((isForced) => {
      const { pair, providers } = watchedPair();
      falsifyFinished(providers[side], side);
      const other = side === 'client' ? 'server' : 'client';
      if (isForced) providers[other].changeAt('equal', other === 'client' ? 1 : 2, () => true);
      pair.handshake();
      return pair[`${other}Host`].events.some(({ event }) => event.kind === 'secure');
    });
    t.deepEqual(outcomes, [false, true], side);
  }
});

test('a cookie is also compared by the provider', (t) => {
  const { pair, providers } = watchedPair();
  providers.server.changeAt('equal', 1, () => false);
  t.false(pair.handshake());
  t.is(lastEvent(pair, 'client'), 'ERR_DTLS_ALERT_ILLEGAL_PARAMETER');
});

/** Changes the verify_data that a side sends. The client first computes that of the server, to compare it. */
function falsifyFinished(provider: FaultyProvider, side: Side): void {
  let finishedKey = Buffer.alloc(0);
  let computed = 0;
  provider.oncall = ({ operation, arguments: given, result }) => {
    if (operation !== 'hmac') return;
    const [, key, data] = given as [string, Uint8Array, Uint8Array];
    const verifyData = result as Uint8Array;
    if (Buffer.from(data).includes('finished')) finishedKey = Buffer.from(verifyData);
    if (finishedKey.equals(key)) computed += 1;
    if (finishedKey.equals(key) && computed === (side === 'client' ? 2 : 1)) verifyData[0] = (verifyData[0] ?? 0) ^ 1;
  };
}
