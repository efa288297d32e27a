import { once } from 'node:events';
import test, { type ExecutionContext } from 'ava';
import type { Connection } from '../../runtime/dtls13/endpoint.ts';
import { Driver } from '../../runtime/net/driver.ts';
import { refersTo } from '../../runtime/net/dtls-endpoint.ts';
import { HandshakeResults } from '../../runtime/net/handshake-results.ts';
import {
  ConfigError,
  type ConnectOptions,
  connect,
  type DtlsEndpoint,
  type DtlsSession,
  type EndpointBatch,
  type ListenOptions,
  listen,
  MessageTooLargeError,
  type Session,
} from '../../runtime/net/index.ts';
import { issue, localhostPair, x509 } from '../certificates/authority.ts';
import { batchingSockets } from './batching-sockets.ts';
import { captureSockets } from './dgram-capture.ts';
import { narrow } from './narrow-network.ts';

const { ca, server: identity } = await localhostPair();
const base = { cert: identity.pem, key: identity.key, host: '127.0.0.1', port: 0 };

/** An endpoint without `onsession`. */
function serve(t: ExecutionContext, onBatch: (batch: EndpointBatch) => void, options: Partial<ListenOptions> = {}) {
  const endpoint = listen(undefined, { ...base, onBatch, ...options });
  t.teardown(() => endpoint.destroy());
  return endpoint;
}

async function dial(t: ExecutionContext, endpoint: DtlsEndpoint, options: ConnectOptions = {}): Promise<DtlsSession> {
  const client = connect('127.0.0.1', endpoint.address().port, { ca: ca.pem, initialTimeout: 200, ...options });
  t.teardown(() => client.destroy());
  await client.opened;
  await until(() => endpoint.sessions > 0);
  return client;
}

async function until(done: () => boolean): Promise<void> {
  for (let tries = 0; tries < 1000 && !done(); tries++) await new Promise((resolve) => setTimeout(resolve, 5));
}

async function ask(session: DtlsSession, text: string): Promise<string> {
  const answer = session.messages().next();
  session.send(text);
  return Buffer.from((await answer).value ?? []).toString();
}

function textsOf(batch: EndpointBatch): string[] {
  return Array.from({ length: batch.count }, (_, index) => Buffer.from(batch.copy(index)).toString());
}

/** Answers each message. */
function echo(batch: EndpointBatch): void {
  const { slab, at, length, count } = batch;
  batch.sendMany(slab, at.subarray(0, count), length.subarray(0, count));
}

test('messages of sessions without an object go to the endpoint with their address, and are answered', async (t) => {
  const remotes = new Set<string>();
  const endpoint = serve(t, (batch) => {
    t.true(Object.isFrozen(batch.remote));
    t.true(batch.maxMessageSize > 1000);
    remotes.add(`${batch.remote.address} ${batch.remote.port}`);
    for (const text of textsOf(batch)) t.true(batch.send(text.toUpperCase()));
  });
  t.is(endpoint.listenerCount('session'), 0);
  const [first, second] = await Promise.all([dial(t, endpoint), dial(t, endpoint)]);
  t.is(await ask(first, 'one'), 'ONE');
  t.is(await ask(second, 'two'), 'TWO');
  t.is(remotes.size, 2);
  t.is(endpoint.sessions, 2);
  t.like(endpoint.stats, { sessionsOpened: 2, handshakesFailed: 0, messagesDropped: 0, internalErrors: 0 });
  await first.close();
  await until(() => endpoint.sessions === 1);
  t.is(endpoint.sessions, 1);
  t.is(await ask(second, 'three'), 'THREE');
});

test('messages that arrived together are one batch in the memory of the socket, and can be copied', async (t) => {
  const { sockets } = batchingSockets();
  const batches: { readonly texts: string[]; readonly copies: Uint8Array[]; readonly slab: Uint8Array }[] = [];
  const endpoint = serve(
    t,
    (batch) => {
      const copies = Array.from({ length: batch.count }, (_, index) => batch.copy(index));
      batches.push({ texts: textsOf(batch), copies, slab: batch.slab });
      for (const index of [-1, batch.count, 0.5, Number.NaN, undefined, '0', null]) {
        t.throws(() => batch.copy(index as number), { instanceOf: ConfigError });
      }
    },
    { sockets },
  );
  const client = await dial(t, endpoint, { sockets });
  const texts = Array.from({ length: 20 }, (_, index) => `message ${index}`);
  for (const text of texts) client.send(text);
  await until(() => batches.flatMap(({ copies }) => copies).length === 20);
  t.deepEqual(
    batches.flatMap((batch) => batch.texts),
    texts,
  );
  t.true(batches.length < 20);
  // The socket has used its memory again.
  t.true(batches.every(({ slab }) => slab.every((byte) => byte === 0xee)));
  const kept = batches.flatMap(({ copies }) => copies);
  t.deepEqual(
    kept.map((data) => Buffer.from(data).toString()),
    texts,
  );
});

test('a session that batch.session creates knows its handshake and is the same until its end', async (t) => {
  const sessions: DtlsSession[] = [];
  const endpoint = serve(
    t,
    (batch) => {
      const { session } = batch;
      t.is(batch.session, session);
      sessions.push(session);
      echo(batch);
    },
    { alpn: ['coap'], compactAfter: 1 },
  );
  const client = await dial(t, endpoint, { alpn: ['coap'], servername: 'localhost' });
  t.is(await ask(client, 'one'), 'one');
  t.is(await ask(client, 'two'), 'two');
  const [session, again] = sessions;
  if (session === undefined) return t.fail();
  t.is(again, session);
  const opened = await session.opened;
  const own = await client.opened;
  t.true(Number.isNaN(opened.elapsed));
  t.deepEqual({ ...opened, elapsed: 0 }, { ...own, elapsed: 0, peerSignatureScheme: undefined });
  t.like(session, { alpnProtocol: 'coap', servername: 'localhost', protocol: 'DTLSv1.3', destroyed: false });
  t.is(session.remoteAddress?.address, '127.0.0.1');
  t.like(session.stats, { messagesReceived: 1, messagesSent: 2, bytesSent: 6 });
  t.is(endpoint.sessions, 1);
  const label = 'EXPORTER-test';
  t.deepEqual(session.exportKeyingMaterial(16, label), client.exportKeyingMaterial(16, label));
  await session.updateKeys();
  t.is(await ask(client, 'three'), 'three');
  const ended = once(session, 'close');
  await client.close();
  await ended;
  await session.closed;
  t.is(endpoint.sessions, 0);
});

test('a session with a receiver of its own gets its messages, and the endpoint those of the others', async (t) => {
  const told: string[] = [];
  let made: DtlsSession | undefined;
  const endpoint = serve(t, (batch) => {
    told.push(...textsOf(batch).map((text) => `endpoint ${text}`));
    made = batch.session;
    if (told.length === 1) {
      made.onmessage = (data) => {
        told.push(`session ${Buffer.from(data)}`);
        made?.send(data);
      };
    }
    echo(batch);
  });
  const client = await dial(t, endpoint);
  await ask(client, 'one');
  await ask(client, 'two');
  if (made === undefined) return t.fail();
  made.onmessage = undefined;
  await ask(client, 'three');
  const reader = made.messages();
  client.send('four');
  told.push(`reader ${Buffer.from((await reader.next()).value ?? [])}`);
  await reader.return();
  await ask(client, 'five');
  t.deepEqual(told, ['endpoint one', 'session two', 'endpoint three', 'reader four', 'endpoint five']);
  t.like(made.stats, { messagesReceived: 4, messagesDropped: 0 });
});

test('with onsession too, the endpoint gets the messages of sessions without a receiver', async (t) => {
  const sessions: DtlsSession[] = [];
  const endpoint = listen((session) => sessions.push(session), base);
  t.teardown(() => endpoint.destroy());
  t.is(endpoint.onBatch, undefined);
  const told: string[] = [];
  endpoint.on('batch', (batch) => {
    t.is<DtlsSession | undefined, DtlsSession | undefined>(batch.session, sessions[0]);
    told.push(...textsOf(batch));
    echo(batch);
  });
  const client = await dial(t, endpoint);
  await ask(client, 'one');
  t.is(sessions.length, 1);
  (sessions[0] as DtlsSession).onmessage = (data) => void sessions[0]?.send(`own ${Buffer.from(data)}`);
  t.is(await ask(client, 'two'), 'own two');
  t.deepEqual(told, ['one']);
  t.false(Number.isNaN((await sessions[0]?.opened)?.elapsed));
});

test('a listener of the event session gets the sessions of later handshakes', async (t) => {
  const endpoint = serve(t, echo);
  const first = await dial(t, endpoint);
  const sessions: DtlsSession[] = [];
  endpoint.on('session', (session) => sessions.push(session));
  const second = await dial(t, endpoint);
  await until(() => sessions.length > 0);
  t.is(sessions.length, 1);
  t.is(sessions[0]?.remoteAddress?.port !== undefined, true);
  t.is(await ask(first, 'a'), 'a');
  t.is(await ask(second, 'b'), 'b');
  t.is(endpoint.sessions, 2);
});

test('a batch that is used after its call refuses everything, also while another one is delivered', async (t) => {
  const kept: EndpointBatch[] = [];
  const errors: unknown[] = [];
  const uses: readonly ((batch: EndpointBatch) => unknown)[] = [
    (batch) => batch.remote,
    (batch) => batch.session,
    (batch) => batch.maxMessageSize,
    (batch) => batch.send('late'),
    (batch) => batch.sendMany(new Uint8Array(1), Int32Array.of(0), Int32Array.of(1)),
    (batch) => batch.copy(0),
  ];
  const endpoint = serve(t, (batch) => {
    for (const old of kept) {
      t.is(old.count, 0);
      t.deepEqual([old.slab.length, old.at.length, old.length.length], [0, 0, 0]);
      for (const use of uses) errors.push(t.throws(() => use(old), { code: 'ERR_DTLS_BATCH_ENDED' }));
    }
    kept.push(batch);
    echo(batch);
  });
  const [first, second] = [await dial(t, endpoint), await dial(t, endpoint)];
  const arrived: string[] = [];
  first.onmessage = (data) => arrived.push(Buffer.from(data).toString());
  first.send('for the first');
  await until(() => arrived.length > 0);
  t.is(await ask(second, 'for the second'), 'for the second');
  t.is(errors.length, uses.length);
  t.deepEqual(arrived, ['for the first']);
  t.is(endpoint.stats.internalErrors, 0);
});

test('a session that is destroyed inside of onBatch ends its connection, and the batch sends nothing more', async (t) => {
  let calls = 0;
  const endpoint = serve(
    t,
    (batch) => {
      calls += 1;
      const { session } = batch;
      session.destroy();
      t.is(batch.session, session);
      t.true(session.destroyed);
      t.false(batch.send('late'));
      t.is(batch.sendMany(new Uint8Array(1), Int32Array.of(0), Int32Array.of(1)), 0);
      t.is(batch.maxMessageSize, 0);
      t.is(batch.remote.address, '127.0.0.1');
    },
    { sockets: batchingSockets(2).sockets },
  );
  const client = await dial(t, endpoint);
  for (const text of ['a', 'b', 'c', 'd', 'e', 'f']) client.send(text);
  await until(() => calls > 0 && endpoint.sessions === 0);
  await new Promise((resolve) => setTimeout(resolve, 20));
  t.is(calls, 1);
  t.is(endpoint.sessions, 0);
  const other = await dial(t, endpoint);
  other.send('again');
  await until(() => calls > 1);
  t.is(calls, 2);
  t.is(endpoint.stats.internalErrors, 0);
});

test('another session can be destroyed inside of onBatch, and its own batch then has none', async (t) => {
  const sessions = new Map<number, DtlsSession>();
  let refused = 0;
  const endpoint = serve(t, (batch) => {
    const known = sessions.get(batch.remote.port);
    if (known === undefined) sessions.set(batch.remote.port, batch.session);
    else {
      known.destroy();
      t.throws(() => batch.session, { code: 'ERR_DTLS_CLOSED' });
      t.false(batch.send('late'));
      refused += 1;
    }
  });
  const client = await dial(t, endpoint);
  client.send('one');
  await until(() => sessions.size === 1);
  client.send('two');
  await until(() => refused === 1);
  t.is(refused, 1);
  t.is(endpoint.sessions, 0);
  t.is(endpoint.stats.internalErrors, 0);
});

test('an endpoint that is closed inside of onBatch says goodbye to sessions without an object', async (t) => {
  let closing: Promise<void> | undefined;
  const endpoint = serve(t, (batch) => {
    closing = endpoint.close();
    t.false(batch.send('late'));
    t.is(batch.maxMessageSize, 0);
  });
  const [client, other] = [await dial(t, endpoint), await dial(t, endpoint)];
  await until(() => endpoint.sessions === 2);
  client.send('close');
  await Promise.all([client.closed, other.closed]);
  await closing;
  t.is(endpoint.sessions, 0);
  t.true(endpoint.destroyed);
});

test('a session that is made while the endpoint closes is closing too', async (t) => {
  let made: DtlsSession | undefined;
  const endpoint = serve(t, (batch) => {
    void endpoint.close();
    made = batch.session;
    t.false(made.send('late'));
  });
  const client = await dial(t, endpoint);
  client.send('close');
  await client.closed;
  await endpoint.closed;
  await made?.closed;
  t.true(made?.destroyed);
});

test('an endpoint that is destroyed inside of onBatch gets no further batch', async (t) => {
  let calls = 0;
  const endpoint = serve(
    t,
    (batch) => {
      calls += 1;
      endpoint.destroy();
      t.false(batch.send('late'));
      t.throws(() => batch.session, { code: 'ERR_DTLS_CLOSED' });
    },
    { sockets: batchingSockets(2).sockets },
  );
  const client = await dial(t, endpoint);
  for (const text of ['a', 'b', 'c', 'd', 'e']) client.send(text);
  await endpoint.closed;
  await new Promise(setImmediate);
  t.is(calls, 1);
  t.is(endpoint.sessions, 0);
});

test('onBatch can be replaced and removed inside of a call; without one messages are counted and dropped', async (t) => {
  const told: string[] = [];
  const endpoint = serve(t, (batch) => {
    told.push('first');
    endpoint.onBatch = (next) => {
      told.push('second');
      endpoint.onBatch = undefined;
      echo(next);
    };
    echo(batch);
  });
  const client = await dial(t, endpoint);
  await ask(client, 'one');
  await ask(client, 'two');
  client.send('three');
  await until(() => endpoint.stats.messagesDropped > 0);
  t.is(endpoint.stats.messagesDropped, 1);
  endpoint.onBatch = echo;
  t.is(await ask(client, 'four'), 'four');
  t.deepEqual(told, ['first', 'second']);
  for (const value of ['x', 5, {}, true]) {
    const error = t.throws(() => Reflect.set(endpoint, 'onBatch', value), { instanceOf: ConfigError });
    t.is(error?.option, 'onBatch');
  }
  t.is(endpoint.onBatch, echo);
  Reflect.set(endpoint, 'onBatch', null);
  t.is(Reflect.get(endpoint, 'onBatch'), undefined);
});

for (const [title, fail] of [
  [
    'throws',
    () => {
      throw new Error('of the application');
    },
  ],
  ['is async and rejects', () => Promise.reject(new Error('of the application'))],
] as const) {
  test.serial(`onBatch that ${title} is counted and breaks nothing`, async (t) => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => void unhandled.push(reason);
    process.on('unhandledRejection', note);
    t.teardown(() => process.off('unhandledRejection', note));
    const errors: unknown[] = [];
    const failing = (batch: EndpointBatch): unknown => {
      echo(batch);
      return fail();
    };
    const endpoint = serve(t, failing);
    endpoint.on('batch', fail);
    endpoint.on('internalerror', (error) => errors.push((error as Error).message));
    const [first, second] = [await dial(t, endpoint), await dial(t, endpoint)];
    t.is(await ask(first, 'one'), 'one');
    t.is(await ask(second, 'two'), 'two');
    await until(() => errors.length === 4);
    t.deepEqual(errors, new Array(4).fill('of the application'));
    t.is(endpoint.stats.internalErrors, 4);
    await new Promise((resolve) => setTimeout(resolve, 10));
    t.deepEqual(unhandled, []);
  });
}

test('an exception about a session that has ended is not a failure of onBatch', async (t) => {
  let calls = 0;
  const endpoint = serve(t, (batch) => {
    calls += 1;
    const { session } = batch;
    session.destroy();
    session.send('late');
  });
  (await dial(t, endpoint)).send('x');
  await until(() => calls === 1);
  t.is(calls, 1);
  t.is(endpoint.stats.internalErrors, 0);
});

test('listen needs onsession or onBatch', (t) => {
  const none = t.throws(() => listen(undefined, base), { instanceOf: ConfigError });
  t.is(none?.option, 'onsession');
  for (const onBatch of [null, 'x', 5]) {
    const error = t.throws(() => listen(undefined, { ...base, onBatch: onBatch as never }), {
      instanceOf: ConfigError,
    });
    t.is(error?.option, 'onBatch');
  }
  t.throws(() => listen(null as never, { ...base, onBatch: echo }), { instanceOf: ConfigError });
});

test('batch.send takes what session.send takes, and refuses what it refuses', async (t) => {
  const refused: unknown[] = [];
  const endpoint = serve(t, (batch) => {
    const size = batch.maxMessageSize;
    refused.push(
      t.throws(() => batch.send(new Uint8Array(size + 1)), { instanceOf: MessageTooLargeError }),
      t.throws(() => batch.sendMany(new Uint8Array(size + 1), Int32Array.of(0), Int32Array.of(size + 1)), {
        instanceOf: MessageTooLargeError,
      }),
      t.throws(() => batch.send(5 as never), { instanceOf: ConfigError }),
      t.throws(() => batch.sendMany(new Uint8Array(1), Int32Array.of(1), Int32Array.of(1)), {
        instanceOf: ConfigError,
      }),
    );
    t.true(batch.send(new Uint8Array(size)));
  });
  const client = await dial(t, endpoint);
  t.true((await ask(client, 'x')).length > 1000);
  t.is(refused.length, 4);
  t.is(endpoint.stats.internalErrors, 0);
});

test.serial('send returns false when too many datagrams wait, and drain follows with the means to send', async (t) => {
  t.timeout(60_000);
  const drained: EndpointBatch[] = [];
  let accepted = 0;
  const [slab, at, length] = [new Uint8Array(1), new Int32Array(20_000), new Int32Array(20_000).fill(1)];
  const { result: endpoint, sockets } = captureSockets(() =>
    serve(t, (batch) => {
      accepted = batch.sendMany(slab, at, length);
      t.false(batch.send('x'));
    }),
  );
  const network = narrow(sockets[0] as (typeof sockets)[number]);
  const answers: boolean[] = [];
  endpoint.ondrain = (batch) => {
    drained.push(batch);
    t.is(batch.count, 0);
    t.is(batch.remote.address, '127.0.0.1');
    answers.push(batch.send('after the drain'));
  };
  let events = 0;
  endpoint.on('drain', () => {
    events += 1;
  });
  const client = await dial(t, endpoint);
  let last = '';
  client.onmessage = (data) => {
    last = Buffer.from(data).toString();
  };
  client.send('many');
  await until(() => answers.length > 0);
  t.deepEqual(answers, [true]);
  t.is(events, 1);
  t.true(accepted > 1000 && accepted < 20_000, `${accepted}`);
  t.throws(() => drained[0]?.send('late'), { code: 'ERR_DTLS_BATCH_ENDED' });
  while (network.taken < network.lengths.length) await new Promise(setImmediate);
  client.onmessage = undefined;
  t.is(typeof last, 'string');
  for (const value of ['x', {}]) {
    t.throws(() => Reflect.set(endpoint, 'ondrain', value), { instanceOf: ConfigError });
  }
  t.is(typeof endpoint.ondrain, 'function');
});

test.serial('a session that is made when send returned false gets drain itself', async (t) => {
  t.timeout(60_000);
  let drains = 0;
  const [slab, at, length] = [new Uint8Array(1), new Int32Array(20_000), new Int32Array(20_000).fill(1)];
  const { result: endpoint, sockets } = captureSockets(() =>
    serve(t, (batch) => {
      t.true(batch.sendMany(slab, at, length) < 20_000);
      batch.session.ondrain = () => {
        drains += 1;
      };
    }),
  );
  narrow(sockets[0] as (typeof sockets)[number]);
  endpoint.ondrain = () => t.fail();
  const client = await dial(t, endpoint);
  client.send('many');
  await until(() => drains > 0);
  t.is(drains, 1);
});

test.serial('a message that the system did not send is reported with its address', async (t) => {
  const { result: endpoint, sockets } = captureSockets(() =>
    serve(t, (batch) => {
      narrow(sockets[0] as (typeof sockets)[number], 500);
      t.true(batch.send('x'.repeat(1000)));
    }),
  );
  const client = await dial(t, endpoint);
  const lost = once(endpoint, 'lost');
  client.send('?');
  const [{ bytes, error }, remote] = await lost;
  t.is(bytes, 1000);
  t.is(error.code, 'EMSGSIZE');
  t.is(remote.address, '127.0.0.1');
});

test('a handshake that fails is an event, and makes no session', async (t) => {
  const endpoint = serve(t, echo);
  const failed = once(endpoint, 'handshakeerror');
  const client = connect('127.0.0.1', endpoint.address().port, {
    initialTimeout: 200,
    ca: (await localhostPair()).ca.pem,
  });
  client.closed.catch(() => {});
  await t.throwsAsync(client.opened);
  const [error, remote] = await failed;
  t.is(error.code, 'ERR_DTLS_ALERT_BAD_CERTIFICATE');
  t.is(remote.address, '127.0.0.1');
  t.like(endpoint.stats, { handshakesFailed: 1, sessionsOpened: 0 });
  t.is(endpoint.sessions, 0);
});

test('idle timeouts and limits end sessions without an object', async (t) => {
  const endpoint = serve(t, echo, { idleTimeout: 300, maxSessions: 1 });
  const first = await dial(t, endpoint);
  await until(() => endpoint.sessions === 1);
  const second = await dial(t, endpoint);
  await t.throwsAsync(
    second.closed.then(() => {
      throw new Error('closed');
    }),
  );
  await first.closed.catch(() => {});
  await until(() => endpoint.sessions === 0);
  t.is(endpoint.sessions, 0);
  t.is(endpoint.stats.sessionsOpened, 2);
  await endpoint.close();
});

test('a certificate of the client makes a session, which the batch gets', async (t) => {
  const device = await issue({ subject: 'CN=device', usages: [x509.ExtendedKeyUsage.clientAuth] }, ca);
  const sessions: DtlsSession[] = [];
  const endpoint = serve(
    t,
    (batch) => {
      sessions.push(batch.session);
      echo(batch);
    },
    { requestCert: true, ca: ca.pem },
  );
  const client = await dial(t, endpoint, { cert: device.pem, key: device.key });
  t.is(await ask(client, 'who am I'), 'who am I');
  const [session] = sessions;
  t.true(session?.authorized);
  t.true(((await session?.opened)?.elapsed ?? -1) >= 0);
  t.is(endpoint.sessions, 1);
  await client.close();
  await until(() => endpoint.sessions === 0);
  t.is(endpoint.sessions, 0);
});

test('a pre-shared key makes a session, which the batch gets', async (t) => {
  const key = new Uint8Array(32).fill(7);
  const identities: string[] = [];
  const endpoint = listen(undefined, {
    host: '127.0.0.1',
    port: 0,
    pskCallback: () => key,
    onBatch: (batch) => {
      identities.push(Buffer.from(batch.session.pskIdentity ?? []).toString());
      echo(batch);
    },
  });
  t.teardown(() => endpoint.destroy());
  const client = await dial(t, endpoint, { psks: [{ identity: Buffer.from('sensor'), key }] });
  t.is(await ask(client, 'x'), 'x');
  t.deepEqual(identities, ['sensor']);
});

test('early data has a session, and what follows goes to the endpoint', async (t) => {
  const early: string[] = [];
  const batches: DtlsSession[] = [];
  let session: DtlsSession | undefined;
  const endpoint = serve(
    t,
    (batch) => {
      batches.push(batch.session);
      echo(batch);
    },
    {
      tickets: 1,
      earlyData: {
        onmessage: (data, of) => {
          early.push(Buffer.from(data).toString());
          session = of;
        },
      },
    },
  );
  const dialing = { servername: 'localhost', sessions: true };
  const first = connect('127.0.0.1', endpoint.address().port, { ca: ca.pem, ...dialing });
  const [ticket] = (await once(first, 'session')) as [Session];
  await first.close();
  const client = await dial(t, endpoint, {
    ...dialing,
    session: ticket,
    earlyData: ['hello'],
    // A second ClientHello would have none.
    initialTimeout: 10_000,
  });
  t.is(await ask(client, 'now'), 'now');
  t.deepEqual(early, ['hello']);
  t.deepEqual(batches, [session]);
  t.true(batches[0]?.isSessionReused());
});

test('key log lines and transitions are reported without a session', async (t) => {
  const [lines, steps]: [string[], unknown[]] = [[], []];
  const endpoint = serve(t, echo, { keylog: (line) => lines.push(line), trace: (step) => steps.push(step.machine) });
  const client = await dial(t, endpoint);
  t.is(await ask(client, 'x'), 'x');
  t.true(lines.some((line) => line.startsWith('SERVER_TRAFFIC_SECRET_0 ')));
  t.true(steps.includes('connection'));
});

test('a session without an object ends when its peer closes, also where it may be half open', async (t) => {
  const endpoint = serve(t, echo, { allowHalfOpen: true });
  const client = await dial(t, endpoint);
  await client.close();
  await until(() => endpoint.sessions === 0);
  t.is(endpoint.sessions, 0);
});

test.serial('equal results of handshakes are kept once, and released with their connections', async (t) => {
  const { add } = HandshakeResults.prototype;
  const tables = new Set<HandshakeResults>();
  HandshakeResults.prototype.add = function (this: HandshakeResults, ...given: Parameters<typeof add>) {
    tables.add(this);
    return add.apply(this, given);
  };
  t.teardown(() => {
    HandshakeResults.prototype.add = add;
  });
  const endpoint = serve(t, (batch) => void batch.send(batch.session.servername ?? ''), { alpn: ['a', 'b'] });
  const clients = await Promise.all(
    ['a', 'b', 'a'].map((alpn) => dial(t, endpoint, { alpn: [alpn], servername: 'localhost' })),
  );
  for (const client of clients) t.is(await ask(client, 'x'), 'localhost');
  const [table] = tables;
  t.is(table?.size, 2);
  await Promise.all(clients.map((client) => client.close()));
  await until(() => endpoint.sessions === 0);
  t.is(endpoint.sessions, 0);
  t.is(table?.size, 0);
});

test.serial('an endpoint refers to a connection in its call, and as long as it has a session', async (t) => {
  const { send } = Driver.prototype;
  let connection: Connection | undefined;
  Driver.prototype.send = function (this: Driver, ...given: Parameters<typeof send>) {
    const [of] = given;
    connection = of;
    return send.apply(this, given);
  };
  t.teardown(() => {
    Driver.prototype.send = send;
  });
  const told: boolean[] = [];
  let takesSession = false;
  const endpoint = serve(t, (batch) => {
    batch.send('answer');
    if (takesSession) t.false(batch.session.destroyed);
    told.push(endpoint[refersTo](connection as Connection));
  });
  const client = await dial(t, endpoint);
  const refers = (): boolean => endpoint[refersTo](connection as Connection);
  client.send('one');
  await until(() => told.length === 1);
  await until(() => !refers());
  t.false(refers());
  takesSession = true;
  client.send('two');
  await until(() => told.length === 2);
  t.true(refers());
  t.deepEqual(told, [true, true]);
});
