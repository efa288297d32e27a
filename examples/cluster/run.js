// Two server processes behind a UDP balancer, and Redis: node examples/cluster/run.js
// It needs redis-server and, beside wirechart, the package `redis`.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freeTcpPort, freeUdpPort, makeCertificate, startProgram, startRedis, stopAll } from './processes.js';

const folder = mkdtempSync(join(tmpdir(), 'wirechart-cluster-'));
let interrupted = false;
process.once('SIGINT', interrupt);
process.once('SIGTERM', interrupt);

try {
  await demonstrate();
  console.log('\nEverything works.');
} catch (error) {
  if (!interrupted) console.error(`\nThe demonstration stopped: ${explain(error)}`);
  process.exitCode = 1;
} finally {
  await stopAll();
  rmSync(folder, { recursive: true, force: true });
}
process.exit(interrupted ? 130 : process.exitCode);

function interrupt() {
  interrupted = true;
  stopAll().then(() => {
    rmSync(folder, { recursive: true, force: true });
    process.exit(130);
  });
}

function explain(error) {
  if (error.code === 'ERR_MODULE_NOT_FOUND') return `${error.message}\nnpm install redis`;
  if (error.code === 'ENOENT' && error.path === 'redis-server') {
    return 'redis-server is not installed: apt-get install redis-server, or brew install redis';
  }
  return error.stack;
}

function expect(condition, what) {
  if (!condition) throw new Error(`not as expected: ${what}`);
}

async function demonstrate() {
  const { createClient } = await import('redis');
  const { RedisReplayStore } = await import('wirechart/dtls13');
  const { ask, open, portFor, record, replay, ticketOf } = await import('./client.js');

  console.log('Starting Redis, two servers and a balancer');
  const redisPort = await freeTcpPort();
  const redis = await startRedis(redisPort, folder);
  const url = `redis://127.0.0.1:${redisPort}`;
  // A store does not know about tickets from before its first use, and rejects early data for 70 seconds. This Redis and
  // these tickets are new, so its memory may begin earlier. Do not do this with a Redis server that was restarted.
  const admin = createClient({ url });
  admin.on('error', () => {});
  await admin.connect();
  const past = Date.now() - 600_000;
  await new RedisReplayStore(admin).record(randomBytes(32), { received: past, notBefore: past, expires: past });
  admin.destroy();

  const { cert, key } = makeCertificate(folder);
  const ca = readFileSync(cert);
  const options = {
    environment: { CLUSTER_SECRET: randomBytes(32).toString('hex') },
    print: (line) => console.log(`   ${line}`),
  };
  const ports = [await freeUdpPort(), await freeUdpPort()];
  const servers = ports.map((port, number) =>
    startProgram('server.js', { number, port, redis: url, cert, key }, options),
  );
  await Promise.all(servers.map((server) => server.printed('listens on')));
  const port = await freeUdpPort();
  await startProgram('balancer.js', { port, servers: ports.join() }, options).printed('listens on');
  const at = async (server, more = {}) => open({ port, ca, from: await portFor(server), ...more });

  console.log('\n1. A session survives a new address of its client');
  const moving = await at(0);
  console.log(`   ${await ask(moving, 'hello')}`);
  // From this port a new client would go to the other server.
  const local = await moving.migrate({ bindHost: '127.0.0.1', bindPort: await portFor(1) });
  console.log(`   the client moved to ${local.address}:${local.port}`);
  await servers[0].printed('session moved to');
  console.log(`   ${await ask(moving, 'hello again')}`);
  const tickets = [await ticketOf(moving), await ticketOf(moving), await ticketOf(moving), await ticketOf(moving)];
  await moving.close();

  console.log('\n2. A ticket of server 0 resumes at server 1');
  const resumed = await at(1, { session: tickets.shift() });
  expect(resumed.isSessionReused(), 'the session is resumed');
  console.log(`   ${await ask(resumed, 'me again')}`);
  await resumed.close();

  console.log('\n3. Early data is accepted once in all');
  const recorder = await record({ to: port, from: await portFor(0) });
  const early = await open({ port: recorder.port, ca, session: tickets.shift(), earlyData: ['light on'] });
  expect(early.result.earlyData.accepted, 'the early data is accepted');
  await servers[0].printed('early data: light on');
  await early.close();
  recorder.close();
  console.log(`   an attacker sends the ${recorder.flight.length} datagrams of this client to server 1`);
  await replay(recorder.flight, ports[1]);
  // Lines of a server are in order, so the replay is over when this session is printed.
  const lines = servers[1].lines.length;
  const marker = await at(1);
  await servers[1].printed('full handshake', lines);
  await marker.close();
  expect(!servers[1].lines.some((line) => line.includes('early data')), 'the replay is refused');
  console.log('   server 1 did not accept it');

  console.log('\n4. Redis stops, and is started again without its data');
  const start = servers.map((server) => server.lines.length);
  await redis.stop();
  await Promise.all(servers.map((server, index) => server.printed('continues with its keys', start[index])));
  const without = await at(0, { session: tickets.shift(), earlyData: ['light off'] });
  expect(without.isSessionReused() && !without.result.earlyData.accepted, 'resumed, early data is rejected');
  console.log('   without Redis: resumed with the keys that the servers have, early data is rejected');
  await without.close();
  await startRedis(redisPort, folder);
  await Promise.all(servers.map((server, index) => server.printed('uses keys from Redis', start[index])));
  const full = await at(1, { session: tickets.shift() });
  expect(!full.isSessionReused(), 'a full handshake');
  console.log(`   ${await ask(full, 'an old ticket')}`);
  const next = await at(0, { session: await ticketOf(full) });
  expect(next.isSessionReused(), 'the session is resumed');
  await full.close();
  await next.close();
}
