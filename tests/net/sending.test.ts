import { spawnSync } from 'node:child_process';
import type { Socket } from 'node:dgram';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import {
  type ConnectOptions,
  connect,
  type DtlsEndpoint,
  type DtlsSession,
  type ListenOptions,
  type LostMessage,
  listen,
} from '../../runtime/net/index.ts';
import { localhostPair } from '../certificates/authority.ts';
import { captureSocket, captureSockets } from './dgram-capture.ts';
import { narrow } from './narrow-network.ts';

const { ca, server: identity } = await localhostPair();

interface Both {
  readonly endpoint: DtlsEndpoint;
  readonly serverSocket: Socket;
  readonly client: DtlsSession;
  readonly clientSocket: Socket;
  /** The server's side, once its handshake is over. */
  readonly server: Promise<DtlsSession>;
}

/** A server and a client that is about to connect to it; what their sockets do can still be changed. */
async function both(
  t: ExecutionContext,
  options: Partial<ListenOptions> = {},
  dialing: ConnectOptions = {},
): Promise<Both> {
  const { result: endpoint, sockets } = captureSockets(() =>
    listen(() => {}, { cert: identity.pem, key: identity.key, host: '127.0.0.1', port: 0, ...options }),
  );
  const server = once(endpoint, 'session').then(([session]) => session as DtlsSession);
  t.teardown(() => endpoint.destroy());
  const { port } = endpoint.address();
  const { result: client, socket: clientSocket } = await captureSocket(() =>
    connect('127.0.0.1', port, { ca: ca.pem, initialTimeout: 200, ...dialing }),
  );
  t.teardown(() => client.destroy());
  return { endpoint, serverSocket: sockets[0] as Socket, client, clientSocket, server };
}

test.serial(
  'a hundred thousand messages sent in a loop that waits for drain are all handed to the system',
  async (t) => {
    t.timeout(135_000);
    const { client, clientSocket } = await both(t);
    await client.opened;
    const network = narrow(clientSocket);
    let drains = 0;
    client.ondrain = () => drains++;
    for (let sent = 0; sent < 100_000; ) {
      if (client.send('x')) sent++;
      else await once(client, 'drain');
    }
    t.true(drains > 1);
    t.is(client.stats.messagesSent, 100_000);
    while (network.taken < network.lengths.length) await new Promise(setImmediate);
    // One byte of data makes the shortest datagrams: a Finished that is sent again is longer.
    const shortest = Math.min(...network.lengths.slice(0, 1000));
    t.is(network.lengths.filter((length) => length === shortest).length, 100_000);
    t.is(client.stats.messagesLost, 0);
  },
);

test.serial('a loop that sends as fast as drain allows does not delay timers or incoming datagrams', async (t) => {
  const { client, server } = await both(t);
  await client.opened;
  const session = await server;
  const turns = { timers: 0, messages: 0 };
  const timer = setInterval(() => turns.timers++, 1);
  t.teardown(() => clearInterval(timer));
  client.onmessage = () => turns.messages++;
  // From the second drain on: the loop has sent from inside of an event then.
  const after: { timers: number; messages: number }[] = [];
  while (after.length < 6) {
    if (client.send('x')) continue;
    await once(client, 'drain');
    after.push({ ...turns });
    session.send('y');
  }
  t.true((after[5]?.timers ?? 0) > (after[1]?.timers ?? 0));
  t.true((after[5]?.messages ?? 0) > (after[1]?.messages ?? 0));
});

test.serial('sessions of one endpoint take turns when too many datagrams are in flight', async (t) => {
  const { endpoint, client, server, serverSocket } = await both(t);
  await client.opened;
  const first = await server;
  const other = connect('127.0.0.1', endpoint.address().port, { ca: ca.pem, initialTimeout: 200 });
  t.teardown(() => other.destroy());
  const [second] = (await once(endpoint, 'session')) as [DtlsSession];
  await other.opened;
  // Both want to send more than there is room for; neither leaves the other nothing.
  const sent = { first: 0, second: 0 };
  let secondWhenFirstIsDone = 0;
  first.ondrain = () => {
    while (sent.first < 35_000 && first.send('x')) sent.first++;
    if (sent.first === 35_000) secondWhenFirstIsDone = sent.second;
  };
  second.ondrain = () => {
    while (sent.second < 35_000 && second.send('x')) sent.second++;
  };
  const network = narrow(serverSocket);
  first.ondrain();
  second.ondrain();
  t.timeout(135_000);
  while (network.taken < 70_000) await new Promise(setImmediate);
  t.true(secondWhenFirstIsDone > 5_000);
  t.is(endpoint.stats.datagramsDropped, 0);
});

test.serial('a handshake completes through a network with short datagrams only', async (t) => {
  const { client, clientSocket, server, serverSocket, endpoint } = await both(t, { mtu: 1400 }, { mtu: 1400 });
  const sent = [narrow(clientSocket, 300), narrow(serverSocket, 300)] as const;
  const begun = performance.now();
  await client.opened;
  t.true(performance.now() - begun < 60_000);
  const session = await server;
  t.true(sent[1].lengths.some((length) => length > 300));
  t.true(sent[1].lengths.at(-1) !== undefined && (sent[1].lengths.at(-1) ?? 0) <= 300);
  t.true(endpoint.stats.datagramsTooLong > 0);
  t.true(session.maxMessageSize < 300);
});

test.serial(
  'a message that is too long for the network is told as lost, and the next may only be shorter',
  async (t) => {
    const { client, clientSocket, server } = await both(t, { mtu: 4000 }, { mtu: 4000 });
    await client.opened;
    const session = await server;
    narrow(clientSocket, 1300);
    const before = client.maxMessageSize;
    const losses: LostMessage[] = [];
    client.onlost = (loss) => losses.push(loss);
    const lost = once(client, 'lost');
    t.true(client.send(new Uint8Array(3000)));
    const [loss] = (await lost) as [LostMessage];
    t.like(loss, { bytes: 3000, error: { code: 'EMSGSIZE' } });
    t.deepEqual(losses, [loss]);
    t.is(client.stats.messagesLost, 1);
    t.true(client.maxMessageSize < before);
    t.throws(() => client.send(new Uint8Array(3000)), { code: 'ERR_DTLS_MESSAGE_TOO_LARGE' });
    // An application that always sends as much as it may gets through after a few losses.
    const arrived = once(session, 'message');
    for (let tries = 0; tries < 5; tries++) {
      client.send(new Uint8Array(client.maxMessageSize));
      await new Promise(setImmediate);
    }
    const [data] = (await arrived) as [Uint8Array];
    t.true(data.length > 900 && data.length < 1300);
  },
);

test.serial('a datagram that is too long is reported to its session and counted', async (t) => {
  const { client, server, serverSocket, endpoint } = await both(t, { mtu: 4000 }, { mtu: 4000 });
  await client.opened;
  const session = await server;
  narrow(serverSocket, 2000);
  const lost = once(session, 'lost');
  t.true(session.send(new Uint8Array(2500)));
  const [loss] = (await lost) as [LostMessage];
  t.like(loss, { bytes: 2500, error: { code: 'EMSGSIZE' } });
  t.like(endpoint.stats, { datagramsTooLong: 1, networkFailures: 1 });
  t.true(session.maxMessageSize < 2500);
});

test.serial('sending after the end throws, and a session that waits for drain gets it', async (t) => {
  const { client, server } = await both(t);
  await client.opened;
  const session = await server;
  const closing = client.close();
  t.false(client.send('closing'));
  const woken = once(client, 'drain');
  await closing;
  await woken;
  t.throws(() => client.send('over'), { code: 'ERR_DTLS_CLOSED' });
  await session.closed;
  t.throws(() => session.send('over'), { code: 'ERR_DTLS_CLOSED' });
});

test.serial('an answer to a closed session does not end the process of a server', async (t) => {
  const { client, server } = await both(t);
  await client.opened;
  const session = await server;
  const told: string[] = [];
  session.onmessage = (data) => {
    told.push(Buffer.from(data).toString());
    session.destroy();
    session.send(data);
  };
  session.ondrain = () => void session.send('after the end');
  client.send('one');
  await session.closed;
  await new Promise(setImmediate);
  t.deepEqual(told, ['one']);
});

test.serial('a link with a small MTU shortens handshake and messages until they fit', (t) => {
  // In a network of its own, whose loopback carries 700 bytes; the sockets must not cut datagrams up (IP_MTU_DISCOVER).
  const program = fileURLToPath(new URL('small-mtu-program.js', import.meta.url));
  const { status, stdout, stderr, error } = spawnSync(
    'unshare',
    ['--net', '--map-root-user', 'sh', '-c', 'ip link set lo mtu 700 up && exec "$0" "$1"', process.execPath, program],
    { encoding: 'utf8', timeout: 60_000 },
  );
  if (error !== undefined || /unshare|ip: |not found|Python/.test(stderr)) {
    t.log('not tried: a network of its own takes unshare, ip and Python, and the right to use them');
    t.pass();
    return;
  }
  t.is(status, 0, stderr);
  const { messagesLost, retransmissions, longest, arrived } = JSON.parse(stdout);
  t.true(retransmissions > 0, 'the first datagram did not fit');
  t.is(messagesLost, 0);
  t.true(longest < 700 && longest > 400);
  t.is(arrived, longest);
});

test('sendMany of a padding function borrows its arrays for the call, and takes no drain from the outer call', async (t) => {
  let again: (() => void) | undefined;
  const padding = (): number => {
    const call = again;
    again = undefined;
    call?.();
    return 0;
  };
  const { client, server } = await both(t, {}, { padding, mtu: 65_507 });
  await client.opened;
  const arrived: number[] = [];
  (await server).onmessage = (data) => arrived.push(data[0] ?? -1);
  again = () => {
    const slab = new Uint8Array(60).fill(2);
    const at = Int32Array.from({ length: 60 }, (_, index) => index);
    t.is(client.sendMany(slab, at, new Int32Array(60).fill(1)), 60);
    slab.fill(9);
  };
  const large = new Uint8Array(8 * 16_000).fill(1);
  const outer = 100;
  const at = Int32Array.from({ length: outer }, (_, index) => (index % 8) * 16_000);
  t.is(client.sendMany(large, at, new Int32Array(outer).fill(16_000)), outer);
  t.is(client.stats.messagesSent, outer + 60);
  // The receiver of the system may have no room for all; what arrives is right.
  while (!arrived.includes(2)) await new Promise(setImmediate);
  t.deepEqual([...new Set(arrived)].toSorted(), [1, 2]);
});
