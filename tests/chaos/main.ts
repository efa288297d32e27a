// `npm run chaos -- [--sessions n] [--seed n]`: chaos sessions over real UDP; exit code 1 for any error.
// It runs without V8's optimizing compilers: their output counts as heap, and grows by almost a megabyte.
import { parseArgs } from 'node:util';
import '../net/host-under-test.ts';
import { type Checkpoint, runChaos } from './chaos.ts';

/** How much larger the heap may be at the last checkpoint than at the first. */
const HEAP_GROWTH = 1.05;
/** Sessions after which the engine has finished compiling: before that its own data grows. */
const WARM = 1000;

const { values } = parseArgs({ options: { sessions: { type: 'string' }, seed: { type: 'string' } } });
const sessions = Number(values.sessions ?? 20_000);
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
process.stdout.write(`${sessions} chaos sessions, seed ${seed}\n`);
const started = performance.now();
const report = await runChaos({
  seed,
  sessions,
  concurrency: 64,
  checkpoints: [Math.ceil(sessions / 4)],
  onprogress: (done) => {
    if (done % 1000 === 0) process.stdout.write(`  ${done} after ${seconds()} s\n`);
  },
});
for (const [name, count] of Object.entries(report.ran)) process.stdout.write(`${String(count).padStart(7)}  ${name}\n`);
for (const checkpoint of report.checkpoints) process.stdout.write(`${lineOf(checkpoint)}\n`);
const { sessionsOpened, handshakesFailed, datagramsDropped, rawDatagrams } = report;
process.stdout.write(
  `server: ${sessionsOpened} sessions opened, ${handshakesFailed} handshakes failed, ${datagramsDropped} datagrams without a buffer\n` +
    `datagrams with a forged source: ${rawDatagrams ?? 'none, raw sockets are not permitted here'}\n`,
);
const complaints = [...report.complaints, ...heapGrowth(report.checkpoints)];
for (const complaint of complaints) process.stdout.write(`WRONG  ${complaint}\n`);
process.stdout.write(`${complaints.length} complaints, ${seconds()} s\n`);
process.exit(complaints.length === 0 ? 0 : 1);

function seconds(): string {
  return ((performance.now() - started) / 1000).toFixed(0);
}

function lineOf({ sessions: at, heap, timers, sockets, openSessions, pendingPromises }: Checkpoint): string {
  const megabytes = heap === undefined ? 'not measured' : `${(heap / 2 ** 20).toFixed(2)} MiB`;
  return `after ${at}: heap ${megabytes}, ${timers} timers left, ${sockets} sockets, ${openSessions} open sessions, ${pendingPromises} unsettled promises`;
}

function* heapGrowth(checkpoints: readonly Checkpoint[]): Generator<string> {
  const [first, last] = [checkpoints.find(({ sessions: at }) => at >= WARM)?.heap, checkpoints.at(-1)?.heap];
  if (first === undefined || last === undefined || last <= first * HEAP_GROWTH) return;
  yield `the heap grew from ${first} to ${last} bytes: ${((last / first - 1) * 100).toFixed(1)} %`;
}
