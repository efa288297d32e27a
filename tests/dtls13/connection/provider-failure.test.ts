import test from 'ava';
import { createConnection } from '../../../runtime/dtls13/index.ts';
import {
  type CryptoOperation,
  FaultyProvider,
  type SimulatedPair,
  simulatePair,
  testCertificate,
  trustTestCertificate,
} from '../../../runtime/testing/index.ts';
import { testProvider } from '../../net/host-under-test.ts';
import { SecretLedger } from '../handshake/secret-ledger.ts';

type Side = 'client' | 'server';

const clientData = Buffer.from('what only the server may read');
const serverData = Buffer.from('what only the client may read');

interface Session {
  readonly pair: SimulatedPair;
  readonly provider: FaultyProvider;
  readonly ledger: SecretLedger;
  /** The memory of records that could not be sealed or opened. */
  readonly slabs: readonly Uint8Array[];
}

/** A session with retry, both certificates, data and close, in which the provider of one side is controlled. */
function exchangeData(faulty: Side, prepare: (provider: FaultyProvider) => void): Session {
  const provider = new FaultyProvider(testProvider);
  const ledger = new SecretLedger();
  const slabs: Uint8Array[] = [];
  provider.oncall = (call) => {
    ledger.take(call);
    const { operation, arguments: given, fails } = call;
    if (fails && /^aead\.|mask$/.test(operation)) slabs.push(given[operation.startsWith('aead') ? 1 : 0] as Uint8Array);
  };
  prepare(provider);
  const certificate = {
    chain: [testCertificate.der],
    privateKey: testProvider.importPrivateKey(testCertificate.privateKey),
  };
  const pair = simulatePair({
    clientProvider: faulty === 'client' ? provider : testProvider,
    serverProvider: faulty === 'server' ? provider : testProvider,
    connection: { certificate, groups: ['x25519', 'secp256r1'], keyShares: ['x25519'] },
    endpoint: { idleTimeout: 30_000 },
    listener: { requestCertificate: 'required', groups: ['secp256r1'], maxDatagramSize: 500 },
  });
  pair.serverHost.onevent = (of, event) => {
    if (event.kind === 'message')
      of.sendMany(serverData, Int32Array.of(0), Int32Array.of(serverData.length), pair.network.now);
  };
  pair.clientHost.onevent = (_of, event) => {
    if (event.kind === 'secure') pair.send('client', clientData);
    if (event.kind === 'message') pair.close('client');
  };
  // Longer than every timer, so all pending events occur.
  pair.network.advance(600_000);
  return { pair, provider, ledger, slabs };
}

function kinds(pair: SimulatedPair, host: 'clientHost' | 'serverHost'): string[] {
  return pair[host].events.map(({ event }) => (event.kind === 'error' ? event.error.code : event.kind));
}

/** Whether a datagram, or a host's memory, contains what only the two sides may read: a certificate, or data. */
function exposes({ pair, slabs }: Session): boolean {
  const inside = [clientData, serverData, testCertificate.der].map((secret) => Buffer.from(secret.subarray(0, 24)));
  const shown = [...pair.network.datagrams.map(({ bytes }) => bytes), ...slabs];
  return shown.some((bytes) => inside.some((secret) => Buffer.from(bytes).includes(secret)));
}

/** A client without failures connects. */
function admitsAnother({ network, serverHost }: SimulatedPair): boolean {
  const host = network.host('another', trustTestCertificate);
  const certificate = {
    chain: [testCertificate.der],
    privateKey: testProvider.importPrivateKey(testCertificate.privateKey),
  };
  const connection = createConnection(
    { host, provider: testProvider, path: host.path('server'), servername: 'localhost', certificate },
    network.now,
  );
  host.attach(connection);
  const before = serverHost.events.length;
  return network.run(() => serverHost.events.slice(before).some(({ event }) => event.kind === 'secure'), 20_000);
}

/** Operations that have changed something by the time they throw: half a record, a used key pair. */
const hasEffects: ReadonlySet<CryptoOperation> = new Set([
  'random',
  'aead.seal',
  'aead.open',
  'recordNumberMask.mask',
  'keyPair.agree',
  'respond',
  'sign',
]);

for (const side of ['client', 'server'] as const) {
  const undisturbed = exchangeData(side, () => {});

  test(`${side}: without a failure the session runs from the retry to the end`, (t) => {
    const { pair, ledger } = undisturbed;
    t.deepEqual(kinds(pair, 'clientHost'), ['secure', 'message', 'closed']);
    t.deepEqual(kinds(pair, 'serverHost'), ['secure', 'message', 'closed']);
    t.true(ledger.seen.length > 20);
    t.false(exposes(undisturbed));
  });

  for (const [operation, calls] of undisturbed.provider.counts) {
    // The private key is imported before a connection exists.
    if (operation === 'importPrivateKey') continue;
    for (const afterwards of hasEffects.has(operation) ? [false, true] : [false]) {
      const when = afterwards ? 'after its work' : 'at once';
      test(`${side}: ${operation} that throws ${when} ends one handshake, without plaintext or secrets left`, (t) => {
        // The listener generates a key before a connection exists.
        const first = side === 'server' && operation === 'random' ? 2 : 1;
        for (let number = first; number <= calls; number++) {
          const session = exchangeData(side, (provider) => provider.failAt(operation, number, { afterwards }));
          const { pair, ledger } = session;
          const what = `call ${number} of ${calls}`;
          t.false(exposes(session), what);
          t.deepEqual(ledger.left, [], what);
          const isCloseNotify = side === 'server' && number === calls && /seal|mask$/.test(operation);
          t.true(isFailedClosed(pair, side, isCloseNotify), `${what}: ${kinds(pair, `${side}Host`)}`);
          t.is(pair.client.nextDeadline(), Number.POSITIVE_INFINITY, what);
          t.is(pair.listener.size, 0, what);
          if (side === 'server') t.true(admitsAnother(pair), what);
        }
      });
    }
  }
}

/**
 * The failure ended its connection with an error of its own, as the last event. `isCloseNotify`: it affected the
 * close_notify of a connection that was over.
 */
function isFailedClosed(pair: SimulatedPair, side: Side, isCloseNotify: boolean): boolean {
  if (isCloseNotify) return kinds(pair, `${side}Host`).at(-1) === 'closed';
  if (side === 'client') return kinds(pair, 'clientHost').at(-1) === 'ERR_DTLS_INTERNAL';
  if (pair.listener.statistics.hellosRefused > 0) return kinds(pair, 'serverHost').length === 0;
  const last = new Map<unknown, string>();
  for (const { of, event } of pair.serverHost.events) {
    if (last.get(of) === 'ERR_DTLS_INTERNAL') return false;
    last.set(of, event.kind === 'error' ? event.error.code : event.kind);
  }
  return [...last.values()].includes('ERR_DTLS_INTERNAL');
}
