import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import test from 'ava';
import { DirectPair, EventSchedule, Server } from '../multi-peer-host.ts';
import { Flood, runFragmentFlood } from './flood.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function memory(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Milliseconds of CPU since `before`. */
function cpu(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return Math.round((user + system) / 1000);
}

test.serial('a million forged fragments allocate no memory', (t) => {
  const server = new Server(() => t.fail('a fragment is not answered'));
  const flood = new Flood(server);
  const schedule = new EventSchedule();
  for (; flood.sent < 50_000; schedule.run(schedule.now + 0.1)) flood.burst(schedule.now);
  const before = memory();
  const startedAt = process.cpuUsage();
  for (; flood.sent < 1_050_000; schedule.run(schedule.now + 0.1)) flood.burst(schedule.now);
  const spent = cpu(startedAt);
  const grown = memory() - before;
  t.log(`${grown} bytes more, ${spent} ms of CPU`);
  t.true(grown < 500_000, `${grown}`);
  t.is(server.endpoint.size, 0);
  t.is(server.endpoint.nextDeadline(), Number.POSITIVE_INFINITY);
  const { discarded } = server.endpoint.statistics;
  t.is(discarded.partialHello, 1_050_000 - 1024);
});

test.serial('a hundred thousand complete ClientHellos from forged addresses allocate no memory', (t) => {
  const directPair = new DirectPair();
  directPair.client(1);
  const [clientHello] = directPair.toServer.splice(0);
  const ask = (from: number, to: number) => {
    let answers = 0;
    for (let path = from; path < to; path++) {
      directPair.server.handle(path, clientHello as Uint8Array, directPair.now);
      answers += directPair.toClient.splice(0).length;
    }
    return answers;
  };
  ask(2, 10_002);
  const before = memory();
  const startedAt = process.cpuUsage();
  t.is(ask(20_000, 120_000), 100_000);
  const spent = cpu(startedAt);
  const grown = memory() - before;
  t.log(`${grown} bytes more, ${spent} ms of CPU`);
  t.true(grown < 500_000, `${grown}`);
  t.is(directPair.server.endpoint.size, 0);
  t.is(directPair.server.endpoint.nextDeadline(), Number.POSITIVE_INFINITY);
});

test.serial(
  'under 100000 forged fragments a second legitimate clients with ClientHellos in two datagrams connect',
  (t) => {
    const startedAt = process.cpuUsage();
    const { server, secure, prompt } = runFragmentFlood({ clients: 300, jitter: 3, beginning: 2_500, rest: 500 });
    t.log(`${secure} of 300 clients secure, ${prompt} of them at once, ${cpu(startedAt)} ms of CPU`);
    t.true(prompt >= 297);
    t.is(server.endpoint.size, secure, 'no state is retained for other addresses');
  },
);

test.serial(
  'under 20,000 fragments a second from each of 64 addresses of attackers legitimate clients connect',
  (t) => {
    const startedAt = process.cpuUsage();
    const floodOptions = { clients: 50, jitter: 30, beginning: 100, rest: 250, attackers: 64 };
    const { server, sent, secure, prompt } = runFragmentFlood(floodOptions);
    t.log(`${sent} fragments: ${secure} of 50 clients secure, ${prompt} of them at once, ${cpu(startedAt)} ms of CPU`);
    t.is(prompt, 50, 'even where the halves of a ClientHello are 30 ms apart');
    t.is(server.endpoint.size, 50, 'no state is retained for other addresses');
  },
);
