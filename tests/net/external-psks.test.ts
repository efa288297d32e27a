import { once } from 'node:events';
import test, { type ExecutionContext } from 'ava';
import {
  ConfigError,
  type ConnectOptions,
  connect,
  type DtlsEndpoint,
  type DtlsSession,
  type ExternalPsk,
  type ListenOptions,
  listen,
  type PskCallback,
  type PskClient,
  TimeoutError,
} from '../../runtime/net/index.ts';
import { localhostPair } from '../certificates/authority.ts';

const { ca, server: identity } = await localhostPair();
const certificate = { cert: identity.pem, key: identity.key };
const key = new Uint8Array(32).fill(7);
const sensor: ExternalPsk = { identity: Buffer.from('sensor 17'), key };
const knowsSensor: PskCallback = (_, given) => (Buffer.from(given).toString() === 'sensor 17' ? key : null);

function serve(t: ExecutionContext, options: Partial<ListenOptions> = {}) {
  const endpoint = listen(() => {}, { host: '127.0.0.1', port: 0, pskCallback: knowsSensor, ...options });
  t.teardown(() => endpoint.destroy());
  return { endpoint, port: endpoint.address().port };
}

function dial(t: ExecutionContext, port: number, options: ConnectOptions = {}): DtlsSession {
  const session = connect('localhost', port, { ca: ca.pem, initialTimeout: 200, psks: [sensor], ...options });
  t.teardown(() => session.destroy());
  return session;
}

/** The identity that both sides report, as text. */
async function agreed(t: ExecutionContext, endpoint: DtlsEndpoint, client: DtlsSession): Promise<string | undefined> {
  const accepted = once(endpoint, 'session');
  const { pskIdentity } = await client.opened;
  const [server] = (await accepted) as [DtlsSession];
  t.deepEqual((await server.opened).pskIdentity, pskIdentity);
  t.deepEqual([client.pskIdentity, server.pskIdentity], [pskIdentity, pskIdentity]);
  t.is(server.authorized, pskIdentity !== undefined);
  t.true(client.authorized);
  return pskIdentity && Buffer.from(pskIdentity).toString();
}

for (const [title, found] of [
  ['at once', () => key],
  ['as an object', () => ({ key, hash: 'sha256' })],
  ['in a promise', () => new Promise((resolve) => setTimeout(resolve, 20, key))],
] as const) {
  test(`a server without a certificate finds the key ${title}`, async (t) => {
    const { endpoint, port } = serve(t, { pskCallback: found as PskCallback });
    const client = dial(t, port);
    t.is(await agreed(t, endpoint, client), 'sensor 17');
    t.deepEqual(client.peerCertificateChain, []);
    t.is((await client.opened).peerSignatureScheme, undefined);
  });
}

test('two sessions with one identity do not share its memory', async (t) => {
  const { endpoint, port } = serve(t);
  const servers: DtlsSession[] = [];
  while (servers.length < 2) {
    const accepted = once(endpoint, 'session');
    await dial(t, port).opened;
    const [server] = (await accepted) as [DtlsSession];
    await server.opened;
    servers.push(server);
  }
  servers[0]?.pskIdentity?.fill(0x2e);
  t.deepEqual(
    servers.map(({ pskIdentity }) => Buffer.from(pskIdentity ?? []).toString()),
    ['.........', 'sensor 17'],
  );
});

test('pskCallback gets each identity, the client, and the context of an imported key', async (t) => {
  const calls: { client: PskClient; text: string }[] = [];
  const { port } = serve(t, {
    pskCallback: (client, given) => {
      calls.push({ client, text: Buffer.from(given).toString() });
      return calls.length === 2 ? { key } : undefined;
    },
  });
  const another = { identity: Buffer.from('another'), key: new Uint8Array(32).fill(8) };
  const imported = { ...sensor, importContext: Buffer.from('fleet') };
  const client = dial(t, port, { psks: [another, imported] });
  await client.opened;
  t.deepEqual(
    calls.map(({ text }) => text),
    ['another', 'sensor 17'],
  );
  t.is(calls[0]?.client.importContext, undefined);
  t.is(Buffer.from(calls[1]?.client.importContext ?? []).toString(), 'fleet');
  t.like(calls[1]?.client, { servername: 'localhost', hash: 'sha256' });
  t.is(calls[1]?.client.remoteAddress?.address, '127.0.0.1');
  t.true(calls[1]?.client.signal.aborted);
});

test('an identity that the server does not know leads to a handshake with certificates', async (t) => {
  const { endpoint, port } = serve(t, { ...certificate, pskCallback: () => null });
  endpoint.on('pskerror', () => t.fail());
  t.is(await agreed(t, endpoint, dial(t, port)), undefined);
});

test('without a certificate, a server refuses a client that it does not know', async (t) => {
  const { endpoint, port } = serve(t, { pskCallback: () => undefined });
  const failed = once(endpoint, 'handshakeerror');
  await t.throwsAsync(dial(t, port).opened, { code: 'ERR_DTLS_ALERT_UNKNOWN_PSK_IDENTITY' });
  const [error] = (await failed) as [Error & { code: string }];
  t.is(error.code, 'ERR_DTLS_PEER_UNKNOWN_PSK_IDENTITY');
});

test('a client that requires a key refuses a server that does not know it', async (t) => {
  const { port } = serve(t, { ...certificate, pskCallback: () => null });
  const refused = dial(t, port, { pskRequired: true, verifyPeer: () => t.fail() });
  await t.throwsAsync(refused.opened, { code: 'ERR_DTLS_ALERT_MISSING_EXTENSION' });
  const { endpoint, port: other } = serve(t, certificate);
  t.is(await agreed(t, endpoint, dial(t, other, { pskRequired: true })), 'sensor 17');
});

test('a client with another key fails', async (t) => {
  const { port } = serve(t, certificate);
  const wrong = { ...sensor, key: new Uint8Array(32).fill(8) };
  await t.throwsAsync(dial(t, port, { psks: [wrong] }).opened, { code: 'ERR_DTLS_ALERT_DECRYPT_ERROR' });
});

/** Every use of it throws. */
function revokedProxy(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

const failures: readonly [title: string, callback: unknown, message: RegExp][] = [
  [
    'throws',
    () => {
      throw new Error('no database');
    },
    /^pskCallback: failed: no database/,
  ],
  [
    'throws undefined',
    () => {
      throw undefined;
    },
    /^pskCallback: failed: undefined/,
  ],
  [
    'rejects',
    async () => {
      throw new Error('no database');
    },
    /^pskCallback: failed: no database/,
  ],
  [
    'throws a revoked proxy',
    () => {
      throw revokedProxy();
    },
    /^pskCallback: failed: a value that cannot be converted/,
  ],
  [
    'rejects with a revoked proxy',
    // biome-ignore lint/suspicious/noThenProperty: a promise of another library
    () => ({ then: (_: unknown, reject: (reason: unknown) => void) => reject(revokedProxy()) }),
    /^pskCallback: failed: a value that cannot be converted/,
  ],
  ['returns a revoked proxy', revokedProxy, /^pskCallback: failed: /],
  ['returns a string', () => 'secret', /^pskCallback: returned secret/],
  ['returns true', () => true, /^pskCallback: returned true/],
  ['returns a short key', () => new Uint8Array(15), /^pskCallback: must find a Uint8Array of at least 16 bytes/],
  ['returns an object without a key', () => ({}), /^pskCallback: must find a Uint8Array/],
  ['returns an unknown hash', () => ({ key, hash: 'md5' }), /^pskCallback\.hash: /],
  [
    'returns a broken promise',
    () => ({
      // biome-ignore lint/suspicious/noThenProperty: a promise of another library
      then() {
        throw new Error('broken');
      },
    }),
    /^pskCallback: failed: broken/,
  ],
];

for (const [title, callback, message] of failures) {
  test(`a pskCallback that ${title} is reported, and the handshake continues with certificates`, async (t) => {
    const { endpoint, port } = serve(t, { ...certificate, pskCallback: callback as PskCallback });
    const reported = once(endpoint, 'pskerror');
    t.is(await agreed(t, endpoint, dial(t, port)), undefined);
    const [error, remote] = (await reported) as [Error, { address: string }];
    t.true(error instanceof ConfigError);
    t.regex(error.message, message);
    t.is(remote.address, '127.0.0.1');
  });
}

test('a pskCallback that answers too late, or never, is a TimeoutError within handshakeTimeout', async (t) => {
  let signal: AbortSignal | undefined;
  const { endpoint, port } = serve(t, {
    ...certificate,
    handshakeTimeout: 1500,
    pskCallback: (client) => {
      signal = client.signal;
      return new Promise(() => {});
    },
  });
  const reported = once(endpoint, 'pskerror');
  const client = dial(t, port);
  const [error] = (await reported) as [Error];
  t.true(error instanceof TimeoutError);
  t.true(signal?.aborted);
  t.is((await client.opened).pskIdentity, undefined);
});

test('a pskCallback whose promise settles twice has one result', async (t) => {
  const { endpoint, port } = serve(t, {
    // biome-ignore lint/suspicious/noThenProperty: a promise of another library
    pskCallback: () => ({ then: (resolve: (value: unknown) => void) => [resolve(key), resolve(null)] }) as never,
  });
  t.is(await agreed(t, endpoint, dial(t, port)), 'sensor 17');
});

test('psk_ke has no key exchange, where both sides allow it', async (t) => {
  const { port } = serve(t, { pskModes: ['psk_ke'] });
  t.is((await dial(t, port, { pskModes: ['psk_ke'] }).opened).group, undefined);
  await t.throwsAsync(dial(t, port).opened);
});

test('wrong options for keys are refused by their names', (t) => {
  const own = { host: '127.0.0.1', port: 0 };
  const named = (call: () => unknown) => t.throws(call, { instanceOf: ConfigError })?.option;
  t.is(
    named(() => listen(() => {}, own)),
    'cert',
  );
  t.is(
    named(() => listen(() => {}, { ...own, pskCallback: knowsSensor, key: identity.key })),
    'cert',
  );
  t.is(
    named(() => listen(() => {}, { ...own, pskCallback: key as never })),
    'pskCallback',
  );
  t.is(
    named(() => connect('localhost', 1, { pskCallback: knowsSensor } as never)),
    'pskCallback',
  );
  t.is(
    named(() => connect('localhost', 1, { psks: [{ ...sensor, key: new Uint8Array(15) }] })),
    'psks',
  );
  t.is(
    named(() => connect('localhost', 1, { psks: [null as never] })),
    'psks',
  );
  t.is(
    named(() => connect('localhost', 1, { sessions: true, psks: 'key' as never })),
    'psks',
  );
  t.is(
    named(() => connect('localhost', 1, { pskRequired: true })),
    'pskRequired',
  );
  t.is(
    named(() => connect('localhost', 1, { pskRequired: 1 as never, psks: [sensor] })),
    'pskRequired',
  );
  t.is(
    named(() => connect('localhost', 1, { pskModes: ['psk'] as never })),
    'pskModes',
  );
});
