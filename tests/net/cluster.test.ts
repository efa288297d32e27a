import { createHash } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import test from 'ava';
import {
  type ConnectOptions,
  connect,
  type DtlsSession,
  RedisReplayStore,
  type Session,
} from '../../runtime/net/index.ts';
import { localhostPair } from '../certificates/authority.ts';
import { type RunningScript, runScript, type Teardown } from '../package/running-script.ts';
import { peerTest } from '../peers.ts';
import { RedisServer } from './redis-server.ts';

const { ca, server: identity } = await localhostPair();

async function bound(t: Teardown): Promise<Socket> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  let isClosed = false;
  socket.once('close', () => {
    isClosed = true;
  });
  t.teardown(() => {
    if (!isClosed) socket.close();
  });
  return socket;
}

/** The number behind a text in the output of a program. */
function numberAfter(program: RunningScript, text: string): number {
  return Number(program.output().split(text)[1]?.split('\n')[0]);
}

/** The processes of `examples/cluster`: two servers, a balancer, and Redis. */
class Cluster {
  readonly redis: RedisServer;
  readonly servers: readonly RunningScript[];
  readonly ports: readonly number[];
  readonly #t: Teardown;
  readonly #balancer: RunningScript;

  private constructor(t: Teardown, redis: RedisServer, servers: readonly RunningScript[], balancer: RunningScript) {
    this.#t = t;
    this.redis = redis;
    this.servers = servers;
    this.ports = servers.map((each) => numberAfter(each, 'listens on '));
    this.#balancer = balancer;
  }

  static async start(t: Teardown): Promise<Cluster> {
    const folder = await mkdtemp(join(tmpdir(), 'wirechart-cluster-'));
    t.teardown(() => rm(folder, { recursive: true }));
    const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
    await Promise.all([writeFile(cert, identity.pem), writeFile(key, identity.key)]);
    const redis = await RedisServer.start(t);
    // The memory is older than the tickets, whose dates have a tolerance of a minute.
    const past = Date.now() - 600_000;
    const store = new RedisReplayStore(await redis.connect(t));
    await store.record(new Uint8Array(32), { received: past, notBefore: past, expires: past });
    process.env['CLUSTER_SECRET'] = '5a'.repeat(32);
    const run = (name: string, flags: readonly string[]) =>
      runScript(t, '.', [`examples/cluster/${name}.js`, ...flags]);
    const files = ['--cert', cert, '--key', key, '--redis', `redis://127.0.0.1:${redis.port}`];
    const servers = ['0', '1'].map((number) => run('server', ['--number', number, '--port', '0', ...files]));
    await Promise.all(servers.map((each) => each.printed('listens on ')));
    const ports = servers.map((each) => numberAfter(each, 'listens on '));
    const balancer = run('balancer', ['--port', '0', '--servers', ports.join()]);
    await balancer.printed('listens on ');
    return new Cluster(t, redis, servers, balancer);
  }

  get port(): number {
    return numberAfter(this.#balancer, 'listens on ');
  }

  /** A session through the balancer, or with another port. */
  async connect(options: ConnectOptions = {}, port = this.port): Promise<Client> {
    const session = connect('127.0.0.1', port, {
      ca: ca.pem,
      servername: 'localhost',
      bindHost: '127.0.0.1',
      connectionIds: { length: 0 },
      sessions: true,
      ...options,
    });
    this.#t.teardown(() => session.destroy());
    const client = new Client(session);
    await session.opened;
    return client;
  }

  /** A session for which the balancer selects this server. */
  async connectTo(server: number, options: ConnectOptions = {}): Promise<Client> {
    return this.connect({ bindPort: await portFor(this.#t, server), ...options });
  }

  /** The output of a server when it has printed what it had to say about all that it got before. */
  async outputOf(server: number): Promise<string> {
    const program = this.servers[server] as RunningScript;
    const before = program.output().length;
    const client = await this.connect({}, this.ports[server]);
    // Its output is in order.
    while (!program.output().slice(before).includes('session with')) await delay(10);
    await client.session.close();
    return program.output();
  }

  /** Until the servers have printed a text again. */
  async printedAgain(text: string, before: readonly string[]): Promise<void> {
    const isMissing = () =>
      this.servers.some((each, index) => !each.output().slice(before[index]?.length).includes(text));
    while (isMissing()) await delay(10);
  }
}

/** One for all tests: each process takes a second to start. */
let shared: Promise<Cluster> | undefined;
const teardowns: (() => unknown)[] = [];

function theCluster(): Promise<Cluster> {
  shared ??= Cluster.start({ teardown: (end) => void teardowns.unshift(end) });
  return shared;
}

test.after.always(async () => {
  for (const end of teardowns) await end();
});

/** A free port for whose clients the balancer selects this server; see `examples/cluster/routing.js`. */
async function portFor(t: Teardown, server: number): Promise<number> {
  for (;;) {
    const socket = await bound(t);
    const { port } = socket.address();
    socket.close();
    await once(socket, 'close');
    if (createHash('sha256').update(`127.0.0.1 ${port}`).digest().readUInt32BE() % 2 === server) return port;
  }
}

/** Records what a client sends before the first answer. `to`: undefined: it gets none. */
async function recorder(t: Teardown, to: number | undefined) {
  const [near, far] = [await bound(t), await bound(t)];
  const flight: Uint8Array[] = [];
  let client = 0;
  let isAnswered = false;
  near.on('message', (datagram, { port }) => {
    client = port;
    if (!isAnswered) flight.push(datagram);
    if (to !== undefined) far.send(datagram, to, '127.0.0.1');
  });
  far.on('message', (datagram) => {
    isAnswered = true;
    near.send(datagram, client, '127.0.0.1');
  });
  return { port: near.address().port, flight };
}

/** Sends recorded datagrams from another address, and resolves when they are answered. */
async function replay(t: Teardown, flight: readonly Uint8Array[], port: number): Promise<void> {
  const socket = await bound(t);
  for (const datagram of flight) socket.send(datagram, port, '127.0.0.1');
  await once(socket, 'message');
}

class Client {
  readonly session: DtlsSession;
  readonly #tickets: Session[] = [];

  constructor(session: DtlsSession) {
    this.session = session;
    session.onsession = (ticket) => this.#tickets.push(ticket);
  }

  async ask(text: string): Promise<string> {
    this.session.send(text);
    for await (const data of this.session) {
      const answer = Buffer.from(data).toString();
      if (answer.endsWith(text)) return answer;
    }
    throw new Error('the session ended');
  }

  async ticket(): Promise<Session> {
    // They arrive after the handshake.
    while (this.#tickets.length === 0) await delay(5);
    return this.#tickets.shift() as Session;
  }
}

peerTest('redis', 'a session survives a new address of its client behind the balancer', async (t) => {
  const cluster = await theCluster();
  const client = await cluster.connectTo(0);
  const { session } = client;
  t.is(await client.ask('one'), 'server 0 got one');
  for (const word of ['two', 'three']) {
    // From there a new client would go to the other server.
    await session.migrate({ bindHost: '127.0.0.1', bindPort: await portFor(t, 1) });
    t.is(await client.ask(word), `server 0 got ${word}`);
  }
  while (session.stats.pathChanges < 2) await delay(10);
  await cluster.servers[0]?.printed('session moved to');
  await session.close();
  t.false((await cluster.outputOf(1)).includes('moved'));
});

peerTest('redis', 'a ticket of one process resumes at the other', async (t) => {
  const cluster = await theCluster();
  const first = await cluster.connectTo(0);
  t.is(await first.ask('one'), 'server 0 got one');
  t.false(first.session.isSessionReused());
  const session = await first.ticket();
  const second = await cluster.connectTo(1, { session });
  t.true(second.session.isSessionReused());
  t.is(await second.ask('two'), 'server 1 got two');
  const third = await cluster.connectTo(0, { session: await second.ticket() });
  t.true(third.session.isSessionReused());
  t.is(await third.ask('three'), 'server 0 got three');
});

peerTest('redis', 'a first flight with early data that is sent again to the other server is refused', async (t) => {
  const cluster = await theCluster();
  const [port0, port1] = cluster.ports as [number, number];
  const client = await cluster.connectTo(0);
  // One datagram for the ClientHello, one for the message.
  const early = (session: Session, message: string) => ({ session, earlyData: [message], ecdhCurve: 'X25519' });
  const relay = await recorder(t, port0);
  const accepted = await cluster.connect(early(await client.ticket(), 'delivered'), relay.port);
  t.true((await accepted.session.opened).earlyData?.accepted);
  t.is(relay.flight.length, 2);
  await replay(t, relay.flight, port1);
  t.true((await cluster.outputOf(0)).includes('early data: delivered'));
  t.false((await cluster.outputOf(1)).includes('early data'));
  // The same with a flight that no server got: the first one accepts it, so a recorded flight can be accepted.
  const held = await recorder(t, undefined);
  const waiting = cluster.connect({ ...early(await client.ticket(), 'held'), initialTimeout: 30_000 }, held.port);
  waiting.catch(() => {});
  while (held.flight.length < 2) await delay(5);
  await replay(t, held.flight, port1);
  t.true((await cluster.outputOf(1)).includes('early data: held'));
  for (const port of [port0, port1]) await replay(t, held.flight, port);
  t.false((await cluster.outputOf(0)).includes('held'));
  t.is((await cluster.outputOf(1)).split('early data').length, 2);
});

peerTest(
  'redis',
  'without Redis and after its restart without data there are full handshakes and no errors',
  async (t) => {
    const cluster = await theCluster();
    const outputs = () => cluster.servers.map((each) => each.output());
    const client = await cluster.connectTo(0);
    const tickets = [await client.ticket(), await client.ticket(), await client.ticket()] as const;
    const start = outputs();
    let before = start;
    cluster.redis.signal('SIGKILL');
    await cluster.redis.stop();
    await cluster.printedAgain('continues with its keys', before);
    t.is(await (await cluster.connectTo(1)).ask('new'), 'server 1 got new');
    const away = await cluster.connectTo(1, { session: tickets[0], earlyData: ['early'] });
    t.true(away.session.isSessionReused(), 'with the keys that the servers have');
    t.false((await away.session.opened).earlyData?.accepted);
    t.is(await away.ask('later'), 'server 1 got later');
    before = outputs();
    await cluster.redis.deleteData();
    await cluster.redis.run();
    await cluster.printedAgain('uses keys from Redis', before);
    const full = await cluster.connectTo(1, { session: tickets[1], earlyData: ['early'] });
    t.false(full.session.isSessionReused());
    t.false((await full.session.opened).earlyData?.accepted);
    t.is(await full.ask('full'), 'server 1 got full');
    const again = await cluster.connectTo(0, { session: await full.ticket(), earlyData: ['early'] });
    t.true(again.session.isSessionReused());
    t.false((await again.session.opened).earlyData?.accepted, 'the memory for replays is younger than the ticket');
    t.is(await client.ask('still here'), 'server 0 got still here');
    for (const [server, { length }] of start.entries()) {
      t.notRegex((await cluster.outputOf(server)).slice(length), /handshake failed|session failed|: early data: /);
    }
  },
);

peerTest('redis', 'the example runs to its end, and ends all its processes', async (t) => {
  const run = runScript(t, '.', ['examples/cluster/run.js']);
  t.is(await run.ended, 0, run.output());
  t.regex(
    run.output(),
    /server 0: session moved to[\s\S]*server 1: session with \S+ resumed[\s\S]*server 1 did not accept it/,
  );
  t.regex(run.output(), /full handshake\n[\s\S]*Everything works\.\n$/);
});

peerTest('redis', 'ctrl-C ends all processes of the example', async (t) => {
  const run = runScript(t, '.', ['examples/cluster/run.js']);
  await run.printed('listens on');
  run.child.kill('SIGINT');
  // The output of all of them is closed then.
  t.is(await run.ended, 130, run.output());
  t.false(run.output().includes('stopped:'));
});

peerTest('redis', 'the example says what to install where there is no Redis, and fails', async (t) => {
  const run = runScript(t, '.', ['examples/cluster/run.js'], '', { PATH: '/nowhere' });
  t.is(await run.ended, 1, run.output());
  t.true(run.output().includes('redis-server is not installed: apt-get install redis-server'));
});
