import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import { createNativeSockets } from 'wirechart/net/native';
import {
  type ConnectOptions,
  connect,
  type DtlsSession,
  type Session,
  type WorkerListenOptions,
} from '../../../runtime/net/index.ts';
import { addonTest } from '../../addon.ts';
import { ask, dial, inTurn, serve, until } from './served-workers.ts';

/** Forwards datagrams between one client and a server. `move` gives the client another address. */
class Relay {
  readonly #inside = createSocket('udp4');
  readonly #server: number;
  #outside: Socket | undefined;
  #client = 0;
  /** Datagrams of the client. */
  readonly sent: Buffer[] = [];

  constructor(t: ExecutionContext, server: number) {
    this.#server = server;
    this.#inside.on('message', (bytes, { port }) => {
      this.#client = port;
      this.sent.push(bytes);
      this.#outside?.send(bytes, server, '127.0.0.1');
    });
    t.teardown(() => {
      this.#inside.close();
      this.#outside?.close();
    });
  }

  /** Returns the port for the client. */
  async open(): Promise<number> {
    this.#inside.bind(0, '127.0.0.1');
    await once(this.#inside, 'listening');
    await this.move();
    return this.#inside.address().port;
  }

  async move(): Promise<void> {
    this.#outside?.close();
    const outside = createSocket('udp4');
    outside.on('message', (bytes) => this.#inside.send(bytes, this.#client, '127.0.0.1'));
    outside.bind(0, '127.0.0.1');
    await once(outside, 'listening');
    this.#outside = outside;
  }

  /** Sends a datagram from another address, and waits for an answer. */
  async replay(datagram: Buffer): Promise<void> {
    const socket = createSocket('udp4');
    socket.send(datagram, this.#server, '127.0.0.1');
    await once(socket, 'message');
    socket.close();
  }
}

/** A session of a ticket. */
async function ticket(t: ExecutionContext, port: number): Promise<Session> {
  const client = dial(t, port, { sessions: true });
  const [session] = (await once(client, 'session')) as [Session];
  await client.close();
  return session;
}

async function clients(t: ExecutionContext, port: number, count: number, options: ConnectOptions = {}) {
  const sessions = Array.from({ length: count }, () => dial(t, port, options));
  await Promise.all(sessions.map(({ opened }) => opened));
  return sessions;
}

/** The worker of a session. */
async function workerOf(session: DtlsSession): Promise<string | undefined> {
  return (await ask(session, 'which?')).split(':')[0];
}

test.serial('two workers serve the clients of one socket, and statistics and close() are those of both', async (t) => {
  const endpoint = serve(t, 'echo', { balancing: 'least-loaded' });
  const ready: number[] = [];
  endpoint.on('workerready', (worker) => ready.push(worker));
  t.is(endpoint.workers, 2);
  t.is(endpoint.maxSessions, 100_000);
  const { port, address } = endpoint.address();
  t.is(address, '127.0.0.1');
  // Datagrams wait for a worker that is not ready yet.
  const sessions = await clients(t, port, 4);
  const answers = await Promise.all(sessions.map((session) => ask(session, 'grüße')));
  t.deepEqual(answers.toSorted(), ['0:grüße', '0:grüße', '1:grüße', '1:grüße']);
  await endpoint.listening;
  t.deepEqual(ready.toSorted(), [0, 1]);
  await until(() => endpoint.sessions === 4);
  t.false(endpoint.atCapacity);
  t.like(endpoint.stats, {
    sessionsOpened: 4,
    workersReady: 2,
    workersLost: 0,
    handshakesFailed: 0,
    networkFailures: 0,
  });
  t.true(endpoint.stats.datagramsReceived >= 12);
  t.true(endpoint.stats.bytesSent > endpoint.stats.datagramsSent);
  const ended = Promise.all(sessions.map(({ closed }) => closed));
  const closed = endpoint.close();
  t.is(endpoint.close(), closed);
  await closed;
  await ended;
  t.true(endpoint.destroyed);
  t.is(endpoint.sessions, 0);
  t.like(endpoint.stats, { sessionsOpened: 4, workersReady: 0, datagramsOverflowed: 0, datagramsDropped: 0 });
  t.true(endpoint.stats.destroyedAt !== undefined);
  t.throws(() => endpoint.address(), { code: 'ERR_DTLS_NOT_LISTENING' });
});

test.serial('the hash keeps each client at its worker, over IPv6 too', async (t) => {
  const endpoint = serve(t, 'echo', { host: '::1' });
  await endpoint.listening;
  const { port } = endpoint.address();
  const sessions = Array.from({ length: 8 }, () => connect('::1', port, { rejectUnauthorized: false }));
  t.teardown(() => {
    for (const session of sessions) session.destroy();
  });
  const first = await Promise.all(sessions.map(workerOf));
  t.deepEqual(await Promise.all(sessions.map(workerOf)), first);
  await until(() => endpoint.stats.sessionsOpened === 8);
});

test.serial('a ticket of one worker resumes the session at the other, also after the keys were replaced', async (t) => {
  const endpoint = serve(t, 'echo', { balancing: inTurn(), tickets: 1 });
  await endpoint.listening;
  const { port } = endpoint.address();
  const resumed = dial(t, port, { session: await ticket(t, port) });
  t.true((await resumed.opened).resumed);
  t.is(await workerOf(resumed), '1');
  const forgotten = await ticket(t, port);
  endpoint.setTicketKeys([new Uint8Array(32).fill(1)]);
  endpoint.setCookieKeys([new Uint8Array(32).fill(2)]);
  // The workers get them in their next turns. A handshake meanwhile might begin with one cookie key and end with the other.
  await setTimeout(1000);
  // Of the third and fourth address in turn.
  const refused = dial(t, port, { session: forgotten });
  t.false((await refused.opened).resumed);
  const again = dial(t, port, { session: await ticket(t, port) });
  t.true((await again.opened).resumed);
  t.throws(() => endpoint.setTicketKeys([new Uint8Array(31)]), { code: 'ERR_WIRECHART_CONFIG' });
  t.throws(() => endpoint.setCookieKeys([]), { code: 'ERR_WIRECHART_CONFIG' });
});

for (const module of ['early-data', 'early-data?own']) {
  const isShared = module === 'early-data';
  const result = isShared ? 'is refused' : 'is accepted where the module has a store that refuses nothing';
  test.serial(`early data that is replayed to the other worker ${result}`, async (t) => {
    const endpoint = serve(t, module, { balancing: inTurn(), tickets: 1, earlyData: { maxSize: 1000 } });
    await endpoint.listening;
    const { port } = endpoint.address();
    const session = await ticket(t, port);
    t.is(session.maxEarlyData, 1000);
    const relay = new Relay(t, port);
    const client = dial(t, await relay.open(), { session, earlyData: ['once'] });
    t.deepEqual((await client.opened).earlyData, { accepted: true, messages: 1 });
    // The Finished takes a way that is longer by the relay than that of the replays.
    await until(() => endpoint.stats.earlyDataAccepted === 1);
    // From addresses that get one worker each.
    await relay.replay(relay.sent[0] as Buffer);
    await relay.replay(relay.sent[0] as Buffer);
    if (isShared) await until(() => endpoint.stats.helloRetryRequests >= 2);
    else await until(() => endpoint.stats.earlyDataAccepted === 3);
    if (isShared) t.is(endpoint.stats.earlyDataAccepted, 1);
  });
}

async function moves(t: ExecutionContext, options: Partial<WorkerListenOptions>): Promise<number> {
  const ids = { connectionIds: { length: 9 } };
  const endpoint = serve(t, 'echo', { ...ids, ...options });
  await endpoint.listening;
  const { port } = endpoint.address();
  const relay = new Relay(t, port);
  const client = dial(t, await relay.open(), ids);
  await client.opened;
  const worker = await workerOf(client);
  for (let move = 0; move < 8; move++) {
    await relay.move();
    // Lost on the way to an address that is gone, until the server has checked the new one.
    let answer: string | undefined;
    client.onmessage = (data) => {
      answer = Buffer.from(data).toString();
    };
    const again = setInterval(() => client.send('moved'), 50);
    await until(() => answer !== undefined);
    clearInterval(again);
    client.onmessage = undefined;
    t.is(answer?.split(':')[0], worker);
  }
  await until(() => endpoint.stats.pathChanges > 0);
  t.is(endpoint.stats.sessionsOpened, 1);
  return endpoint.stats.datagramsForwarded;
}

test.serial(
  'a session with connection ids stays at its worker when the client moves to an address of the other',
  async (t) => {
    t.is(await moves(t, { balancing: inTurn() }), 0);
  },
);

addonTest('workers with sockets pass datagrams of sessions that moved to each other', async (t) => {
  t.true((await moves(t, { sockets: createNativeSockets() })) > 0);
});

addonTest('workers with sockets of the addon are replaced, and their sockets go to the successor', async (t) => {
  const endpoint = serve(t, 'echo', { sockets: createNativeSockets() });
  await endpoint.listening;
  const { port } = endpoint.address();
  const byWorker = new Map<string | undefined, DtlsSession>();
  while (byWorker.size < 2) {
    const session = dial(t, port);
    await session.opened;
    byWorker.set(await workerOf(session), session);
  }
  const lost: string[] = [];
  endpoint.on('connectionlost', (error) => lost.push((error as NodeJS.ErrnoException).code ?? ''));
  byWorker.get('0')?.send('exit');
  await once(endpoint, 'workerready');
  t.true(lost.length > 0 && lost.every((code) => code === 'ERR_DTLS_WORKER_LOST'));
  t.is(await workerOf(byWorker.get('1') as DtlsSession), '1');
  const found = new Set<string | undefined>();
  while (found.size < 2) {
    const session = dial(t, port);
    await session.opened;
    found.add(await workerOf(session));
  }
  t.pass();
});

test.serial('a module without a function for sessions serves their messages in batches', async (t) => {
  const endpoint = serve(t, 'batches', { workers: 1, maxSessions: 1 });
  const client = dial(t, endpoint.address().port);
  t.is(await ask(client, 'x'), 'batch');
  await until(() => endpoint.atCapacity);
  t.is(endpoint.sessions, 1);
});

test.serial('a client of a worker that cannot serve it is reported with its address', async (t) => {
  const endpoint = serve(t, 'echo', { alpn: ['a'] });
  await endpoint.listening;
  const refused = once(endpoint, 'hellorefused');
  const client = dial(t, endpoint.address().port, { alpn: ['b'] });
  await t.throwsAsync(client.opened);
  const [error, remote] = await refused;
  t.is(error.code, 'ERR_DTLS_PEER_NO_APPLICATION_PROTOCOL');
  t.is(remote.address, '127.0.0.1');
  await until(() => endpoint.stats.hellosRefused === 1);
});

test.serial(
  'a balancing function that throws or returns no worker is reported, and the client is served',
  async (t) => {
    const results = [
      () => 7,
      () => {
        throw new Error('asked to');
      },
    ];
    let calls = 0;
    const endpoint = serve(t, 'echo', { balancing: () => (results[calls++ % 2] as () => number)() });
    const messages: string[] = [];
    endpoint.on('internalerror', (error) => messages.push((error as Error).message));
    const { port } = endpoint.address();
    for (let client = 0; client < 2; client++) t.regex(await ask(dial(t, port), 'x'), /^[01]:x$/);
    t.deepEqual(messages, ['balancing: must return the number of a worker', 'asked to']);
    t.is(endpoint.stats.internalErrors, 2);
  },
);

test.serial('bulk data of a worker waits for the main thread, and all of it arrives', async (t) => {
  const endpoint = serve(t, 'flood', { workers: 1 });
  const client = dial(t, endpoint.address().port);
  await client.opened;
  let messages = 0;
  client.onmessage = () => {
    messages++;
  };
  client.send('1');
  await client.closed;
  t.true(messages > 100);
});
