import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { type AcceptancePeriod, connect, listen, RedisReplayStore, type Session } from '../../runtime/net/index.ts';
import { localhostPair } from '../certificates/authority.ts';
import { peerTest } from '../peers.ts';
import { RedisServer } from './redis-server.ts';

const { ca, server: identity } = await localhostPair();

const key = (byte: number) => new Uint8Array(32).fill(byte);
const at = (received: number, ago = 0): AcceptancePeriod => ({
  received,
  notBefore: received - ago,
  expires: received + 1000,
});

peerTest('redis', 'a store in Redis records a key once, for all its clients, until it expires', async (t) => {
  const server = await RedisServer.start(t);
  const first = new RedisReplayStore(await server.connect(t));
  const second = new RedisReplayStore(await server.connect(t));
  const now = Date.now();
  t.true(await first.record(key(1), at(now)));
  t.false(await first.record(key(1), at(now)));
  t.false(await second.record(key(1), at(now)));
  t.true(await second.record(key(2), at(now)));
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) => (index % 2 ? first : second).record(key(3), at(now))),
  );
  t.is(answers.filter((answer) => answer).length, 1);
  await delay(1100);
  t.true(await second.record(key(1), at(now + 1100)));
  const other = new RedisReplayStore(await server.connect(t), 'another:');
  t.true(await other.record(key(1), at(now + 1100)));
});

peerTest('redis', 'a store in Redis accepts nothing from before its memory: first use, flush, restart', async (t) => {
  const server = await RedisServer.start(t);
  const client = await server.connect(t);
  const store = new RedisReplayStore(client);
  const now = Date.now();
  t.false(await store.record(key(1), at(now, 10)), 'first use');
  t.true(await store.record(key(1), at(now)));
  t.true(await store.record(key(2), at(now + 20, 10)));
  await client.flushAll();
  t.false(await store.record(key(2), at(now + 30, 10)), 'flush');
  t.true(await store.record(key(3), at(now + 50, 10)));
  await server.stop();
  await server.run();
  await client.ping();
  // The data is still there, but the last records may be missing.
  t.true((await client.keys('*')).length >= 2);
  t.false(await store.record(key(4), at(now + 60, 10)), 'restart');
  t.true(await store.record(key(4), at(now + 80, 10)));
});

peerTest(
  'redis',
  'two servers with a store in Redis accept a ticket once in all, and none while Redis is gone',
  async (t) => {
    const redis = await RedisServer.start(t);
    const client = await redis.connect(t);
    const store = new RedisReplayStore(client);
    // The memory is older than the tickets, whose dates have a tolerance of a minute.
    await store.record(key(0), at(Date.now() - 600_000));
    const early: string[] = [];
    const serve = (name: string) => {
      const onmessage = (data: Uint8Array) => void early.push(`${name} ${Buffer.from(data)}`);
      const endpoint = listen(() => {}, {
        cert: identity.pem,
        key: identity.key,
        host: '127.0.0.1',
        port: 0,
        tickets: 2,
        ticketKeys: [key(9)],
        initialTimeout: 600,
        earlyData: { onmessage, store },
      });
      t.teardown(() => endpoint.destroy());
      return endpoint.address().port;
    };
    const [first, second] = [serve('first'), serve('second')];
    const dial = async (port: number, session?: Session | Uint8Array) => {
      const earlyData = session === undefined ? undefined : ['x'];
      const options = { ca: ca.pem, servername: 'localhost', sessions: true, session, earlyData };
      const peer = connect('127.0.0.1', port, options);
      t.teardown(() => peer.destroy());
      const [next] = (await once(peer, 'session')) as [Session];
      const { earlyData: result } = await peer.opened;
      await peer.close();
      return { accepted: result?.accepted, session: next.export() as Uint8Array };
    };
    const { session } = await dial(first);
    t.true((await dial(second, session)).accepted);
    t.false((await dial(first, session)).accepted);
    t.false((await dial(second, session)).accepted);
    t.deepEqual(early, ['second x']);
    const unused = (await dial(first)).session;
    await redis.stop();
    t.false((await dial(first, unused)).accepted);
    t.deepEqual(early, ['second x']);
  },
);

peerTest(
  'redis',
  'early data is rejected while Redis hangs, is killed, refuses commands or has a full memory, and no handshake fails',
  async (t) => {
    const redis = await RedisServer.start(t);
    const client = await redis.connect(t);
    const admin = await redis.connect(t);
    const store = new RedisReplayStore(client);
    await store.record(key(0), at(Date.now() - 600_000));
    const early: Uint8Array[] = [];
    const failures: Error[] = [];
    const endpoint = listen(() => {}, {
      cert: identity.pem,
      key: identity.key,
      host: '127.0.0.1',
      port: 0,
      tickets: 8,
      initialTimeout: 400,
      earlyData: { onmessage: (data) => void early.push(data), store },
    });
    t.teardown(() => endpoint.destroy());
    endpoint.on('earlydataerror', (error) => failures.push(error));
    const options = { ca: ca.pem, servername: 'localhost', sessions: true };
    const first = connect('127.0.0.1', endpoint.address().port, options);
    t.teardown(() => first.destroy());
    const sessions: Session[] = [];
    first.onsession = (session) => sessions.push(session);
    await first.opened;
    while (sessions.length < 8) await delay(5);
    const accepted = async () => {
      const peer = connect('127.0.0.1', endpoint.address().port, {
        ...options,
        session: sessions.shift(),
        earlyData: ['x'],
      });
      t.teardown(() => peer.destroy());
      const { earlyData, resumed } = await peer.opened;
      t.true(resumed);
      return earlyData?.accepted;
    };
    const failedWith = (pattern: RegExp) => t.regex(failures.splice(0).join(), pattern);
    t.true(await accepted());
    t.deepEqual(failures, []);
    redis.signal('SIGSTOP');
    t.false(await accepted(), 'it hangs');
    failedWith(/earlyData\.store/);
    redis.signal('SIGCONT');
    await client.ping();
    t.true(await accepted(), 'it goes on');
    await admin.sendCommand(['CONFIG', 'SET', 'maxmemory', '1']);
    t.false(await accepted(), 'its memory is full');
    failedWith(/OOM/);
    await admin.sendCommand(['CONFIG', 'SET', 'maxmemory', '0']);
    await admin.sendCommand(['ACL', 'SETUSER', 'default', '-eval']);
    t.false(await accepted(), 'it refuses the command');
    failedWith(/NOPERM/);
    await admin.sendCommand(['ACL', 'SETUSER', 'default', '+eval']);
    t.true(await accepted());
    redis.signal('SIGKILL');
    t.false(await accepted(), 'it was killed');
    t.is(early.length, 3);
    t.is(endpoint.stats.internalErrors, 0);
  },
);
