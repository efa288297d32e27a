import { spawnSync } from 'node:child_process';
import dgram, { type Socket } from 'node:dgram';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import {
  type ConnectOptions,
  connect,
  type DtlsEndpoint,
  type DtlsSession,
  type ListenOptions,
  listen,
} from '../../runtime/net/index.ts';
import { localhostPair } from '../certificates/authority.ts';
import { captureSocket, captureSockets } from './dgram-capture.ts';

const { ca, server: identity } = await localhostPair();
const connectionIds = { length: 8 };

interface Sessions {
  readonly client: DtlsSession;
  readonly server: DtlsSession;
  readonly endpoint: DtlsEndpoint;
  /** The first socket of the client. */
  readonly socket: Socket;
}

/** A client at 127.0.0.1 and the session of its server, both open. */
async function both(
  t: ExecutionContext,
  dialing: Partial<ConnectOptions> = {},
  listening: Partial<ListenOptions> = {},
): Promise<Sessions> {
  const endpoint = listen(() => {}, {
    cert: identity.pem,
    key: identity.key,
    host: '127.0.0.1',
    port: 0,
    connectionIds,
    ...listening,
  });
  await endpoint.listening;
  const accepted = once(endpoint, 'session');
  const { result: client, socket } = await captureSocket(() =>
    connect('127.0.0.1', endpoint.address().port, { ca: ca.pem, bindHost: '127.0.0.1', connectionIds, ...dialing }),
  );
  t.teardown(() => {
    client.destroy();
    endpoint.destroy();
  });
  await client.opened;
  const [server] = (await accepted) as [DtlsSession];
  return { client, server, endpoint, socket };
}

async function ask(from: DtlsSession, to: DtlsSession, text: string): Promise<string> {
  const received = to.messages().next();
  from.send(text);
  return Buffer.from((await received).value ?? []).toString();
}

async function bothTalk(t: ExecutionContext, { client, server }: Sessions): Promise<void> {
  t.is(await ask(client, server, 'question'), 'question');
  t.is(await ask(server, client, 'answer'), 'answer');
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

function isClosed(socket: Socket): boolean {
  try {
    socket.address();
    return false;
  } catch {
    return true;
  }
}

/** Starts a migration and returns the socket that it opened. */
function migrating(
  client: DtlsSession,
  options?: Parameters<DtlsSession['migrate']>[0],
): { readonly moved: ReturnType<DtlsSession['migrate']>; readonly socket: Socket } {
  const { result: moved, sockets } = captureSockets(() => client.migrate(options));
  moved.catch(() => {});
  const [socket] = sockets;
  if (socket === undefined) throw new Error('no socket was opened');
  return { moved, socket };
}

/** Datagrams leave the socket and arrive nowhere. */
function silence(socket: Socket): void {
  socket.send = ((...parts: unknown[]) => {
    const callback = parts.at(-1) as (error: null, bytes: number) => void;
    process.nextTick(callback, null, 0);
  }) as typeof socket.send;
}

test.serial('a client moves to another address, and its server follows', async (t) => {
  const sessions = await both(t);
  const { client, server } = sessions;
  await bothTalk(t, sessions);
  // Both have spare ids for a new path.
  while (client.stats.connectionIdsIssued < 2 || server.stats.connectionIdsIssued < 2) await pause(10);
  await pause(50);
  const changed = once(server, 'addressChange');
  const local = await client.migrate({ bindHost: '127.0.0.2' });
  t.like(local, { address: '127.0.0.2', family: 'IPv4' });
  const [remote] = await changed;
  t.deepEqual(remote, local);
  t.deepEqual(server.remoteAddress, local);
  await bothTalk(t, sessions);
  t.like(client.stats, { pathChanges: 1, pathsValidated: 1, pathsRejected: 0, connectionIdChanges: 1 });
  t.like(server.stats, { pathChanges: 1, pathsValidated: 1, pathsRejected: 0, connectionIdChanges: 1 });
  t.like(sessions.endpoint.stats, { pathChanges: 1, pathsRejected: 0 });
  t.true(server.stats.connectionIdsIssued >= 2);
  await client.close();
  await server.closed;
});

test.serial('without options a client moves to another port, as often as it wants, with few sockets', async (t) => {
  const sessions = await both(t, { connectionIds: { length: 0 } });
  const { client, server } = sessions;
  const ports = new Set<number>();
  const sockets = [sessions.socket];
  for (let round = 0; round < 12; round++) {
    const changed = once(server, 'addressChange');
    const { moved, socket } = migrating(client);
    sockets.push(socket);
    ports.add((await moved).port);
    await changed;
    await bothTalk(t, sessions);
  }
  t.is(ports.size, 12);
  t.is(sockets.filter((socket) => !isClosed(socket)).length, 5, 'that in use, and four that were left');
  client.destroy();
  t.true(sockets.every(isClosed));
});

test.serial('the socket that a client left is closed after five seconds', async (t) => {
  const { client, socket } = await both(t);
  await client.migrate();
  await pause(4500);
  t.false(isClosed(socket));
  await pause(1000);
  t.true(isClosed(socket));
});

test.serial('a client whose network fails moves, and its session goes on', async (t) => {
  const sessions = await both(t);
  const { client, socket } = sessions;
  const lost = once(client, 'lost');
  socket.send = ((...parts: unknown[]) => {
    const callback = parts.at(-1) as (error: Error) => void;
    process.nextTick(callback, Object.assign(new Error('send ENETUNREACH'), { code: 'ENETUNREACH' }));
  }) as typeof socket.send;
  client.send('lost');
  t.like((await lost)[0], { bytes: 4, error: { code: 'ENETUNREACH' } });
  await client.migrate({ bindHost: '127.0.0.3' });
  await bothTalk(t, sessions);
});

test.serial('an address from which no response returns leaves the session where it is', async (t) => {
  const sessions = await both(t);
  const { client, server } = sessions;
  const { moved, socket } = migrating(client, { bindHost: '127.0.0.2' });
  silence(socket);
  socket.emit('error', Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }));
  const error = await t.throwsAsync(moved, {
    code: 'ERR_DTLS_TIMEOUT',
    message: /^the new address: no answer for \d+ ms$/,
  });
  t.like(error, { cause: { code: 'ECONNREFUSED' } });
  t.true(isClosed(socket));
  t.is(server.remoteAddress?.address, '127.0.0.1');
  await bothTalk(t, sessions);
  t.like(client.stats, { pathChanges: 0, pathsValidated: 0, pathsRejected: 1, connectionIdChanges: 0 });
  await client.migrate({ bindHost: '127.0.0.2' });
  await bothTalk(t, sessions);
});

test.serial('an address that the system refuses leaves the session where it is', async (t) => {
  const sessions = await both(t);
  const { client } = sessions;
  const taken = dgram.createSocket('udp4').bind(0, '127.0.0.1');
  await once(taken, 'listening');
  t.teardown(() => taken.close());
  const inUse = { bindHost: '127.0.0.1', bindPort: taken.address().port };
  await t.throwsAsync(client.migrate(inUse), { code: 'EADDRINUSE', message: /^bind EADDRINUSE/ });
  await t.throwsAsync(client.migrate({ bindHost: '192.0.2.1' }), { code: 'EADDRNOTAVAIL' });
  const { createSocket } = dgram;
  for (const code of ['EACCES', 'EMFILE']) {
    dgram.createSocket = (() => {
      throw Object.assign(new Error(code), { code });
    }) as typeof createSocket;
    await t.throwsAsync(client.migrate(), { code });
    dgram.createSocket = createSocket;
  }
  await bothTalk(t, sessions);
  t.is(client.stats.pathsRejected, 0);
  t.truthy(await client.migrate());
  await bothTalk(t, sessions);
});

test.serial('a peer that the new socket cannot reach leaves the session where it is, and no socket open', async (t) => {
  const sessions = await both(t);
  const { createSocket } = dgram;
  let opened: Socket | undefined;
  dgram.createSocket = ((options: dgram.SocketOptions) => {
    opened = createSocket(options);
    opened.connect = ((...parts: unknown[]) => {
      const done = parts.at(-1) as (error: Error) => void;
      process.nextTick(done, Object.assign(new Error('connect ENETUNREACH'), { code: 'ENETUNREACH' }));
    }) as typeof opened.connect;
    return opened;
  }) as typeof createSocket;
  const moved = sessions.client.migrate();
  dgram.createSocket = createSocket;
  await t.throwsAsync(moved, { code: 'ENETUNREACH' });
  t.true(opened !== undefined && isClosed(opened));
  await bothTalk(t, sessions);
});

test.serial('a second call while a client moves is refused, and the first one succeeds', async (t) => {
  const sessions = await both(t);
  const first = sessions.client.migrate();
  await t.throwsAsync(sessions.client.migrate(), { code: 'ERR_DTLS_MIGRATING' });
  t.truthy(await first);
  t.truthy(await sessions.client.migrate());
  await bothTalk(t, sessions);
});

test.serial('a move that the application does not await cannot end the process', async (t) => {
  const { client } = await both(t);
  const unhandled: unknown[] = [];
  const report = (reason: unknown) => unhandled.push(reason);
  process.on('unhandledRejection', report);
  t.teardown(() => process.off('unhandledRejection', report));
  void client.migrate();
  client.destroy(new Error('the peer is gone'));
  await pause(10);
  t.deepEqual(unhandled, []);
});

test.serial('a session that ends while it moves settles the promise and closes both sockets', async (t) => {
  const reason = new Error('enough');
  const ends: readonly (readonly [(sessions: Sessions) => unknown, RegExp])[] = [
    [({ client }) => client.destroy(), /session has ended/],
    [({ client }) => client.destroy(reason), /enough/],
    [({ client }) => client.close(), /ended|closed/],
    [({ server }) => server.close(), /ended|closed/],
  ];
  for (const [end, message] of ends) {
    for (const isConnected of [false, true]) {
      const sessions = await both(t);
      sessions.client.closed.catch(() => {});
      const { moved, socket } = migrating(sessions.client);
      silence(socket);
      if (isConnected) await pause(50);
      end(sessions);
      await t.throwsAsync(moved, { message });
      await sessions.client.closed.catch(() => {});
      t.true(isClosed(sessions.socket));
      t.true(isClosed(socket));
    }
  }
});

test.serial('close while a session moves ends with close_notify, which the server receives', async (t) => {
  const { client, server } = await both(t);
  const moved = client.migrate();
  moved.catch(() => {});
  await client.close();
  await server.closed;
  await t.throwsAsync(moved, { code: 'ERR_DTLS_CLOSED' });
});

test.serial('only an open client session with connection ids and path validation can move', async (t) => {
  const { client, server, endpoint } = await both(t);
  await t.throwsAsync(server.migrate(), { code: 'ERR_DTLS_SHARED_SOCKET' });
  const early = connect('127.0.0.1', endpoint.address().port, { ca: ca.pem, connectionIds });
  await t.throwsAsync(early.migrate(), { code: 'ERR_DTLS_NOT_OPEN' });
  early.destroy();
  const closing = client.close();
  await t.throwsAsync(client.migrate(), { code: 'ERR_DTLS_NOT_OPEN' });
  await closing;
  await t.throwsAsync(client.migrate(), { code: 'ERR_DTLS_NOT_OPEN' });
  const unable = [
    ['ERR_DTLS_NO_CONNECTION_IDS', { connectionIds: undefined }, {}],
    ['ERR_DTLS_NO_CONNECTION_IDS', {}, { connectionIds: { length: 0 } }],
    ['ERR_DTLS_NO_PATH_VALIDATION', {}, { pathValidation: 'none' }],
  ] as const;
  for (const [code, dialing, listening] of unable) {
    const sessions = await both(t, dialing, listening);
    const { result, sockets } = captureSockets(() => sessions.client.migrate());
    await t.throwsAsync(result, { code });
    t.is(sockets.length, 0);
    await bothTalk(t, sessions);
  }
});

test.serial('options of migrate are checked before a socket is opened', async (t) => {
  const { client } = await both(t);
  const wrong = [
    { bindHost: 'localhost' },
    { bindHost: '::1' },
    { bindPort: -1 },
    { bindPort: 65_536 },
    { port: 1 },
    null,
    'x',
  ] as unknown as Parameters<typeof client.migrate>[0][];
  for (const options of wrong) {
    const { result, sockets } = captureSockets(() => client.migrate(options));
    await t.throwsAsync(result, { code: 'ERR_WIRECHART_CONFIG' }, JSON.stringify(options));
    t.is(sockets.length, 0);
  }
});

test.serial('a client whose address is removed from the system moves to another one', (t) => {
  const program = fileURLToPath(new URL('lost-address-program.js', import.meta.url));
  const { status, stdout, stderr, error } = spawnSync(
    'unshare',
    ['--net', '--map-root-user', 'sh', '-c', 'ip link set lo up && exec "$0" "$1"', process.execPath, program],
    { encoding: 'utf8', timeout: 60_000 },
  );
  if (error !== undefined || /unshare|ip: |not found/.test(stderr)) {
    t.log('not tried: a network of its own takes unshare and ip, and the right to use them');
    t.pass();
    return;
  }
  t.is(status, 0, stderr);
  const { lost, refused, moved, received, answer } = JSON.parse(stdout);
  // Linux has no route from an address that is gone; other reasons are possible.
  t.regex(lost, /^E(?:NETUNREACH|INVAL|ADDRNOTAVAIL|HOSTUNREACH)$/);
  t.is(refused, 'EADDRNOTAVAIL');
  t.is(moved, '10.90.0.2');
  t.deepEqual(received, ['before', 'after']);
  t.is(answer, 'answer');
});
