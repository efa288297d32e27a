import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import test, { type ExecutionContext } from 'ava';
import {
  type ConnectOptions,
  connect,
  type DtlsEndpoint,
  type DtlsSession,
  listen,
  type SocketAddress,
} from '../../runtime/net/index.ts';
import { PathTable } from '../../runtime/net/path-table.ts';
import { localhostPair } from '../certificates/authority.ts';
import { captureSocket } from './dgram-capture.ts';

const { ca, server: identity } = await localhostPair();
const connectionIds = { length: 8 };

interface Served {
  readonly endpoint: DtlsEndpoint;
  /** Whether the path of an address has a session or is checked for one. */
  isHeld(address: SocketAddress | undefined): boolean;
}

/** An endpoint whose table of paths can be observed. */
function serve(t: ExecutionContext): Served {
  const tables = new Set<PathTable>();
  const { open } = PathTable.prototype;
  PathTable.prototype.open = function (this: PathTable, ...address: Parameters<typeof open>) {
    tables.add(this);
    return open.apply(this, address);
  };
  const options = { cert: identity.pem, key: identity.key, host: '127.0.0.1', port: 0, connectionIds };
  const endpoint = listen((session) => {
    session.onmessage = (data) => void session.send(data);
  }, options);
  t.teardown(() => {
    PathTable.prototype.open = open;
    endpoint.destroy();
  });
  const isHeld = (address: SocketAddress | undefined) =>
    address !== undefined && [...tables].some((table) => table.isHeld(address.address, address.port));
  return { endpoint, isHeld };
}

interface Dialed {
  readonly client: DtlsSession;
  readonly server: DtlsSession;
  readonly socket: Socket;
  readonly local: SocketAddress;
}

async function dial(t: ExecutionContext, endpoint: DtlsEndpoint, options: ConnectOptions = {}): Promise<Dialed> {
  const accepted = once(endpoint, 'session');
  const { result: client, socket } = await captureSocket(() =>
    connect('127.0.0.1', endpoint.address().port, { ca: ca.pem, bindHost: '127.0.0.1', connectionIds, ...options }),
  );
  t.teardown(() => client.destroy());
  await client.opened;
  const [server] = (await accepted) as [DtlsSession];
  t.is(await ask(client, 'ids'), 'ids');
  return { client, server, socket, local: server.remoteAddress as SocketAddress };
}

async function ask(session: DtlsSession, text: string): Promise<string> {
  const answer = session.messages().next();
  session.send(text);
  return Buffer.from((await answer).value ?? []).toString();
}

async function move({ client, server }: Dialed, to: ConnectOptions = {}): Promise<SocketAddress> {
  const changed = once(server, 'addressChange');
  const local = await client.migrate(to);
  await changed;
  return local;
}

async function until(done: () => boolean): Promise<void> {
  for (let tries = 0; tries < 500 && !done(); tries++) await new Promise((resolve) => setTimeout(resolve, 10));
}

test.serial('a session that moved holds its new path and no other, until it ends', async (t) => {
  const { endpoint, isHeld } = serve(t);
  const other = await dial(t, endpoint);
  const moving = await dial(t, endpoint);
  const addresses = [moving.local];
  for (let round = 0; round < 4; round++) {
    addresses.push(await move(moving));
    t.deepEqual(
      addresses.map((address) => isHeld(address)),
      addresses.map((_, index) => index === round + 1),
    );
  }
  t.true(isHeld(other.local));
  await moving.client.close();
  await moving.server.closed.catch(() => {});
  t.false(addresses.some(isHeld));
  t.true(isHeld(other.local));
  t.is(await ask(other.client, 'still here'), 'still here');
  t.like(endpoint.stats, { pathChanges: 4, pathsRejected: 0 });
});

test.serial('a path is held while it is checked, and released when the session stays at its own', async (t) => {
  const { endpoint, isHeld } = serve(t);
  const { client, server, socket, local } = await dial(t, endpoint);
  const attacker = createSocket('udp4');
  attacker.bind(0, '127.0.0.1');
  await once(attacker, 'listening');
  t.teardown(() => attacker.close());
  const { port } = endpoint.address();
  // The client's datagrams arrive from another address, and its answers to a check do not arrive in time.
  const send = socket.send.bind(socket);
  socket.send = ((bytes: Uint8Array, ...rest: unknown[]) => {
    attacker.send(bytes, port, '127.0.0.1', rest.at(-1) as () => void);
  }) as typeof socket.send;
  client.send('copied');
  const from = { address: '127.0.0.1', family: 'IPv4', port: attacker.address().port } as const;
  await until(() => isHeld(from));
  t.true(isHeld(from));
  socket.send = send as typeof socket.send;
  await until(() => !isHeld(from));
  t.false(isHeld(from));
  t.true(isHeld(local));
  t.deepEqual(server.remoteAddress, local);
  t.is(endpoint.stats.pathsRejected, 1);
});

test.serial('a session that ends while a new path is checked releases both', async (t) => {
  const { endpoint, isHeld } = serve(t);
  const { client, server, socket, local } = await dial(t, endpoint);
  const attacker = createSocket('udp4');
  attacker.bind(0, '127.0.0.1');
  await once(attacker, 'listening');
  t.teardown(() => attacker.close());
  const { port } = endpoint.address();
  socket.send = ((bytes: Uint8Array, ...rest: unknown[]) => {
    attacker.send(bytes, port, '127.0.0.1', rest.at(-1) as () => void);
  }) as typeof socket.send;
  client.send('copied');
  const from = { address: '127.0.0.1', family: 'IPv4', port: attacker.address().port } as const;
  await until(() => isHeld(from));
  server.destroy();
  t.false(isHeld(from));
  t.false(isHeld(local));
});

test.serial('a new client at the address that a session left gets a session of its own', async (t) => {
  const { endpoint, isHeld } = serve(t);
  const first = await dial(t, endpoint);
  await move(first, { bindHost: '127.0.0.2' });
  first.socket.close();
  await once(first.socket, 'close');
  const second = await dial(t, endpoint, { bindPort: first.local.port });
  t.deepEqual(second.local, first.local);
  t.is(await ask(first.client, 'first'), 'first');
  t.is(await ask(second.client, 'second'), 'second');
  t.is(endpoint.sessions, 2);
  await first.client.close();
  await first.server.closed.catch(() => {});
  t.true(isHeld(second.local));
  t.is(await ask(second.client, 'again'), 'again');
});

test.serial(
  'a session that moves to the address of another one, whose client is gone, is not disturbed by it',
  async (t) => {
    const { endpoint, isHeld } = serve(t);
    const gone = await dial(t, endpoint);
    const moving = await dial(t, endpoint);
    gone.socket.close();
    await once(gone.socket, 'close');
    const local = await move(moving, { bindHost: '127.0.0.1', bindPort: gone.local.port });
    t.deepEqual(local, gone.local);
    t.deepEqual(moving.server.remoteAddress, gone.server.remoteAddress);
    t.is(await ask(moving.client, 'first'), 'first');
    gone.server.send('for a client that is gone');
    t.is(await ask(moving.client, 'second'), 'second');
    t.is(moving.client.stats.messagesReceived, 3);
    gone.server.destroy();
    t.true(isHeld(local), 'the other session has the path');
    t.is(await ask(moving.client, 'third'), 'third');
    await moving.client.close();
    await moving.server.closed.catch(() => {});
    t.false(isHeld(local));
  },
);
