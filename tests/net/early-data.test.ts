import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import {
  type AcceptancePeriod,
  ConfigError,
  type ConnectOptions,
  connect,
  type DtlsSession,
  type EarlyDataOptions,
  type ListenOptions,
  listen,
  MemoryReplayStore,
  type ReplayStore,
  type Session,
  TimeoutError,
} from '../../runtime/net/index.ts';
import { localhostPair } from '../certificates/authority.ts';

const { ca, server: identity } = await localhostPair();

interface Served {
  readonly port: number;
  readonly endpoint: ReturnType<typeof listen>;
  /** The messages of early data, each with whether its session was open. */
  readonly early: { readonly text: string; readonly isOpen: boolean; readonly session: DtlsSession }[];
  readonly sessions: DtlsSession[];
  readonly failures: Error[];
}

function serve(
  t: ExecutionContext,
  earlyData: Partial<EarlyDataOptions> = {},
  options: Partial<ListenOptions> = {},
): Served {
  const early: Served['early'] = [];
  const sessions: DtlsSession[] = [];
  const failures: Error[] = [];
  const onmessage = (data: Uint8Array, session: DtlsSession) => {
    early.push({ text: Buffer.from(data).toString(), isOpen: session.protocol !== undefined, session });
  };
  const endpoint = listen((session) => sessions.push(session), {
    cert: identity.pem,
    key: identity.key,
    host: '127.0.0.1',
    port: 0,
    tickets: 2,
    earlyData: { onmessage, ...earlyData },
    ...options,
  });
  endpoint.on('earlydataerror', (error) => failures.push(error));
  t.teardown(() => endpoint.destroy());
  return { endpoint, port: endpoint.address().port, early, sessions, failures };
}

function dial(t: ExecutionContext, port: number, options: ConnectOptions = {}): DtlsSession {
  const session = connect('127.0.0.1', port, { ca: ca.pem, servername: 'localhost', initialTimeout: 2000, ...options });
  t.teardown(() => session.destroy());
  return session;
}

async function firstSession(t: ExecutionContext, port: number): Promise<Session> {
  const client = dial(t, port, { sessions: true });
  const [session] = (await once(client, 'session')) as [Session];
  await client.close();
  return session;
}

/** What a client is told about its early data. */
async function sends(
  t: ExecutionContext,
  port: number,
  session: Session | Uint8Array,
  earlyData: ConnectOptions['earlyData'],
) {
  const client = dial(t, port, { session, earlyData });
  const { earlyData: result, helloRetry, resumed } = await client.opened;
  await client.close();
  return { ...result, helloRetry, resumed };
}

test('a server gets early data before the session is open, and the session afterwards', async (t) => {
  const { endpoint, port, early, sessions } = serve(t);
  const session = await firstSession(t, port);
  t.is(session.maxEarlyData, 16_384);
  const result = await sends(t, port, session, ['text', Uint8Array.of(98, 121, 116, 101, 115)]);
  t.deepEqual(result, { accepted: true, messages: 2, helloRetry: false, resumed: true });
  t.deepEqual(
    early.map(({ text, isOpen }) => `${text} ${isOpen}`),
    ['text false', 'bytes false'],
  );
  t.is(early[0]?.session, sessions[1]);
  t.deepEqual((await sessions[1]?.opened)?.earlyData, { accepted: true, messages: 2 });
  t.is((await sessions[0]?.opened)?.earlyData, undefined);
  t.is(endpoint.stats.earlyDataAccepted, 1);
  t.is(endpoint.stats.handshakesFailed, 0);
});

test('a server answers early data before the handshake is complete', async (t) => {
  const sent: [boolean, boolean][] = [];
  const onmessage = (data: Uint8Array, session: DtlsSession) => {
    sent.push([session.send(`answer to ${Buffer.from(data)}`), session.protocol === undefined]);
    t.throws(() => session.exportKeyingMaterial(32, 'EXPORTER-x'), { code: 'ERR_DTLS_NOT_OPEN' });
    t.is(session.mtu, 0);
  };
  const { port, sessions } = serve(t, { onmessage });
  const session = await firstSession(t, port);
  const client = dial(t, port, { session, earlyData: ['one', 'two'] });
  const received: string[] = [];
  for await (const message of client) {
    received.push(Buffer.from(message).toString());
    if (received.length === 2) break;
  }
  t.deepEqual(received, ['answer to one', 'answer to two']);
  t.deepEqual(sent, [
    [true, true],
    [true, true],
  ]);
  await client.close();
  t.is(sessions[1]?.stats.messagesSent, 2);
});

test('an answer beyond three times the early data waits for the drain of the complete handshake', async (t) => {
  const outcome: (boolean | string)[] = [];
  const onmessage = (_: Uint8Array, session: DtlsSession) => {
    const answer = new Uint8Array(1000);
    while (session.send(answer) && outcome.length < 100) outcome.push(true);
    outcome.push(false);
    session.on('handshake', () => outcome.push('handshake'));
    session.on('drain', () => outcome.push('drain', session.send(answer)));
  };
  const { port } = serve(t, { onmessage });
  const session = await firstSession(t, port);
  const client = dial(t, port, { session, earlyData: [new Uint8Array(600)] });
  let received = 0;
  for await (const message of client) {
    t.is(message.length, 1000);
    received += 1;
    if (received === outcome.filter((step) => step === true).length && outcome.includes('drain')) break;
  }
  const before = outcome.indexOf(false);
  t.true(before >= 1 && before <= 3, `${before} messages of 1000 bytes for a client that sent about 1000`);
  t.deepEqual(outcome.slice(before), [false, 'handshake', 'drain', true]);
  await client.close();
});

test('an answer to early data whose handshake has just ended returns false, and does not throw', async (t) => {
  const sent: unknown[] = [];
  const onmessage = (_: Uint8Array, session: DtlsSession) => {
    sent.push(session.send('answer'));
    // Its connections end, and their sessions do not know it yet.
    if (sent.length === 1) void endpoint.close();
    sent.push(session.maxMessageSize, session.send('too late'), session.send(new Uint8Array(5000)));
    session.on('drain', () => sent.push('drain'));
  };
  const { endpoint, port } = serve(t, { onmessage });
  const client = dial(t, port, { session: await firstSession(t, port), earlyData: ['early'] });
  const received: string[] = [];
  client.onmessage = (data) => received.push(Buffer.from(data).toString());
  await client.closed;
  await endpoint.closed;
  t.deepEqual(sent, [true, 0, false, false, 'drain']);
  t.deepEqual(received, ['answer']);
});

test('a session that is closed while it answers early data sends what it has accepted', async (t) => {
  const failed: string[] = [];
  const sent: unknown[] = [];
  const onmessage = (_: Uint8Array, session: DtlsSession) => {
    sent.push(session.send('answer'));
    session.close();
    sent.push(session.send('too late'));
    session.on('drain', () => sent.push('drain'));
    t.throws(() => session.exportKeyingMaterial(32, 'EXPORTER-x'), { code: 'ERR_DTLS_NOT_OPEN' });
  };
  const { endpoint, port, sessions } = serve(t, { onmessage });
  endpoint.on('handshakeerror', (error) => failed.push(error.message));
  const client = dial(t, port, { session: await firstSession(t, port), earlyData: ['early', 'more'] });
  const received: string[] = [];
  for await (const message of client) received.push(Buffer.from(message).toString());
  t.deepEqual(received, ['answer']);
  t.deepEqual(sent, [true, false, 'drain']);
  t.deepEqual(failed, ['the session was closed before its handshake was complete']);
  t.is(sessions.length, 1, 'the application gets no session that it has closed');
});

test('a session that is destroyed by early data gets no more of it, and sends nothing later', async (t) => {
  const calls: DtlsSession[] = [];
  const onmessage = (_: Uint8Array, session: DtlsSession) => {
    calls.push(session);
    session.destroy();
    t.throws(() => session.send('too late'), { code: 'ERR_DTLS_CLOSED' });
  };
  const { endpoint, port, sessions } = serve(t, { onmessage });
  const client = dial(t, port, { session: await firstSession(t, port), earlyData: ['early', 'more'] });
  await client.opened;
  await calls[0]?.closed;
  t.is(calls.length, 1);
  t.is(sessions.length, 1);
  t.is(endpoint.sessions, 0);
  t.is(calls[0]?.stats.messagesSent, 0);
});

test('a client with early data sends no other message before the handshake is complete', async (t) => {
  const { port } = serve(t);
  const client = dial(t, port, { session: await firstSession(t, port), earlyData: ['early'], keylog: () => tooSoon() });
  const tooSoon = () => t.throws(() => client.send('too soon'), { code: 'ERR_DTLS_NOT_OPEN' });
  tooSoon();
  t.is(client.maxMessageSize, 0);
  await client.opened;
  t.true(client.send('in time'));
});

test('a replayed ticket is a handshake with a cookie, and no failure', async (t) => {
  const { endpoint, port, early, sessions } = serve(t);
  const bytes = (await firstSession(t, port)).export() as Uint8Array;
  t.true((await sends(t, port, bytes, ['once'])).accepted);
  const again = await sends(t, port, bytes, ['twice']);
  t.deepEqual(again, { accepted: false, messages: 1, helloRetry: true, resumed: true });
  t.deepEqual(
    early.map(({ text }) => text),
    ['once'],
  );
  t.is(endpoint.stats.handshakesFailed, 0);
  t.is(endpoint.stats.sessionsOpened, 3);
  t.is(sessions.length, 3);
  await endpoint.close();
});

test('a client is told how many messages were sent', async (t) => {
  const { port, early } = serve(t, { maxSize: 10 });
  const session = await firstSession(t, port);
  t.is(session.maxEarlyData, 10);
  const result = await sends(t, port, session, ['123456', '1234', '5']);
  t.deepEqual([result.accepted, result.messages], [true, 2]);
  t.is(early.length, 2);
  const none = await sends(t, port, session, ['used before']);
  t.deepEqual([none.accepted, none.messages], [false, 0]);
  const plain = dial(t, port, { sessions: true });
  t.is((await plain.opened).earlyData, undefined);
});

const stores: Readonly<Record<string, ReplayStore>> = {
  throws: {
    record: () => {
      throw new Error('down');
    },
  },
  rejects: { record: () => Promise.reject(new Error('down')) },
  'returns no boolean': { record: () => 1 as unknown as boolean },
  'returns a promise whose own then throws': {
    record: () =>
      Object.assign(Promise.resolve(true), {
        // biome-ignore lint/suspicious/noThenProperty: a promise that an application changed
        then() {
          throw new Error('broken');
        },
      }),
  },
  'returns a promise whose constructor throws': {
    record: () =>
      Object.defineProperty(Promise.resolve(true), 'constructor', {
        get() {
          throw new Error('broken');
        },
      }),
  },
  'resolves with no boolean': { record: async () => 'OK' as unknown as boolean },
};

for (const [name, store] of Object.entries(stores)) {
  test(`a store that ${name} means that early data is rejected, and the endpoint reports it`, async (t) => {
    const { port, early, failures } = serve(t, { store });
    const result = await sends(t, port, await firstSession(t, port), ['x']);
    t.deepEqual([result.accepted, result.messages, result.helloRetry], [false, 1, true]);
    t.deepEqual(early, []);
    // On a busy machine the client sends its first flight again.
    t.true(failures.length > 0);
    t.true(failures[0] instanceof ConfigError);
    t.regex(failures[0]?.message ?? '', /^earlyData\.store: failed: /);
  });
}

test('a store that answers no or never means that early data is rejected; a late answer has no effect', async (t) => {
  let late = (_: boolean) => {};
  const store: ReplayStore = {
    record: () =>
      new Promise((resolve) => {
        late = resolve;
      }),
  };
  const { port, early, failures } = serve(t, { store }, { initialTimeout: 100 });
  const result = await sends(t, port, await firstSession(t, port), ['x']);
  t.deepEqual([result.accepted, result.helloRetry], [false, true]);
  t.true(failures.every((error) => error instanceof TimeoutError));
  late(true);
  await delay(20);
  t.deepEqual(early, []);
  const denying = serve(t, { store: { record: () => false } });
  const denied = await sends(t, denying.port, await firstSession(t, denying.port), ['x']);
  t.false(denied.accepted);
  t.deepEqual(denying.failures, []);
});

test('a promise of true accepts early data, and the key belongs to the store', async (t) => {
  const keys: string[] = [];
  const store: ReplayStore = {
    async record(key) {
      keys.push(Buffer.from(key).toString('hex'));
      key.fill(0);
      await delay(30);
      return true;
    },
  };
  const { port, early } = serve(t, { store });
  const result = await sends(t, port, await firstSession(t, port), ['x']);
  t.true(result.accepted);
  t.is(early.length, 1);
  t.is(keys.length, 1);
  t.is(keys[0]?.length, 64);
});

test('servers that share a store accept a ticket once in all', async (t) => {
  const ticketKeys = [new Uint8Array(32).fill(7)];
  // A minute of tolerance between the dates of the servers: the store must be older.
  const memory = new Set<string>();
  const store: ReplayStore = { record: (key) => memory.size < memory.add(Buffer.from(key).toString('hex')).size };
  const first = serve(t, { store }, { ticketKeys });
  const second = serve(t, { store }, { ticketKeys });
  const bytes = (await firstSession(t, first.port)).export() as Uint8Array;
  t.true((await sends(t, second.port, bytes, ['x'])).accepted);
  t.false((await sends(t, first.port, bytes, ['x'])).accepted);
  t.deepEqual([first.early.length, second.early.length], [0, 1]);
});

test('a memory that began later than the ticket rejects early data', async (t) => {
  const ticketKeys = [new Uint8Array(32).fill(7)];
  const { port, early } = serve(t, {}, { ticketKeys });
  const result = await sends(t, port, await firstSession(t, port), ['x']);
  t.false(result.accepted);
  t.deepEqual(early, []);
});

test('cookies: always, given by the application, forbids early data', async (t) => {
  const { port, early } = serve(t, {}, { cookies: 'always' });
  const session = await firstSession(t, port);
  t.is(session.maxEarlyData, 0);
  t.deepEqual(await sends(t, port, session, ['x']), { accepted: false, messages: 0, helloRetry: true, resumed: true });
  t.deepEqual(early, []);
});

test('invalid options are refused', (t) => {
  const onmessage = () => {};
  const invalid: [string, Partial<ListenOptions>, Partial<EarlyDataOptions>][] = [
    ['earlyData', {}, true as unknown as EarlyDataOptions],
    ['earlyData.onmessage', {}, { onmessage: undefined as unknown as () => void }],
    ['earlyData.onmessage', {}, { onmessage: 1 as unknown as () => void }],
    ['earlyData.maxSize', {}, { onmessage, maxSize: 0 }],
    ['earlyData.maxSize', {}, { onmessage, maxSize: 2 ** 20 + 1 }],
    ['earlyData.window', {}, { onmessage, window: 99 }],
    ['earlyData.store', {}, { onmessage, store: {} as ReplayStore }],
    ['earlyData', { tickets: 0 }, { onmessage }],
  ];
  for (const [option, options, earlyData] of invalid) {
    const error = t.throws(
      () =>
        listen(() => {}, {
          cert: identity.pem,
          key: identity.key,
          port: 0,
          tickets: 1,
          ...options,
          earlyData: earlyData as EarlyDataOptions,
        }),
      { instanceOf: ConfigError },
      option,
    );
    t.is(error?.option, option);
  }
  for (const earlyData of ['text', [1], [null]]) {
    const options = { earlyData: earlyData as unknown as string[] };
    t.is(t.throws(() => connect('127.0.0.1', 1, options), { instanceOf: ConfigError })?.option, 'earlyData');
  }
});

const key = (byte: number) => new Uint8Array(32).fill(byte);
const at = (received: number): AcceptancePeriod => ({ received, notBefore: received - 10, expires: received + 1000 });

test('the store in memory records a key once until it expires', (t) => {
  const store = new MemoryReplayStore();
  const now = Date.now() + 60_000;
  t.true(store.record(key(1), at(now)));
  t.false(store.record(key(1), at(now)));
  t.true(store.record(key(2), at(now + 1)));
  t.false(store.record(key(1), at(now + 1000)));
  t.is(store.size, 2);
  t.true(store.record(key(1), at(now + 1001)));
  t.is(store.size, 2, 'the expired record of the key was forgotten');
});

test('the store in memory accepts nothing from before its creation, and nothing when it is full', (t) => {
  const store = new MemoryReplayStore(2);
  const now = Date.now() + 60_000;
  t.false(store.record(key(1), { ...at(now), notBefore: now - 120_000 }));
  t.is(store.size, 0);
  t.true(store.record(key(1), at(now)));
  t.true(store.record(key(2), at(now)));
  t.false(store.record(key(3), at(now + 1)));
  t.true(store.record(key(3), at(now + 1001)));
});
