// A process with the timers of one contender. It prints the share of one core that it takes, in percent.
import process from 'node:process';
import { HOST_KEYS, type HostKey, IDLE_CASES, type IdleCase, IdleHost } from '../idle-host.ts';

const [key, idleCase, seconds] = process.argv.slice(2);
if (!HOST_KEYS.includes(key as HostKey) || !IDLE_CASES.includes(idleCase as IdleCase) || !(Number(seconds) > 0)) {
  throw new Error(`usage: idle.js ${HOST_KEYS.join('|')} ${IDLE_CASES.join('|')} SECONDS`);
}
const host = new IdleHost(key as HostKey, idleCase as IdleCase);
// Until then the engine is busy with what the construction left.
await host.run(Math.min(1, Number(seconds)));
const before = process.cpuUsage();
const begin = performance.now();
await host.run(Number(seconds));
const { user, system } = process.cpuUsage(before);
process.stdout.write(`${JSON.stringify((user + system) / 10 / (performance.now() - begin))}\n`);
