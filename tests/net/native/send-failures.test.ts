import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { addon } from '../../addon.ts';
import { gcc } from '../../compilers.ts';
import { type TestBody, testThatNeeds } from '../../needed-software.ts';

const { EIO, EINVAL, EMSGSIZE, EOPNOTSUPP, ENOSYS, EPERM, EAGAIN, ENOBUFS, ECONNREFUSED, EHOSTUNREACH, EINTR } =
  constants.errno;
const RUN = [...new Array<number>(50).fill(1200), 1000];
const program = fileURLToPath(new URL('faulty-sender-program.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'wirechart-faults-'));
const library = join(folder, 'send-faults.so');
const compiler = spawnSync(
  'gcc',
  ['-shared', '-fPIC', '-O1', '-o', library, 'tests/net/native/send-faults.c', '-ldl'],
  { encoding: 'utf8' },
);
test.after.always(() => rmSync(folder, { recursive: true, force: true }));

interface Outcome {
  readonly isComplete: boolean;
  readonly returned: readonly number[];
  readonly unsent: readonly (readonly [buffer: number, index: number, code: string])[];
  readonly late: number;
  readonly failures: readonly string[];
  readonly fallbacks: Readonly<Record<string, number>>;
  readonly stats: Readonly<Record<string, number | boolean>>;
  readonly counters: Readonly<Record<string, number>>;
}

async function run(faults: string, options: object = {}, lengths = RUN, most = '', rounds = 1): Promise<Outcome> {
  const more = most === '' ? {} : { SEND_MOST: most };
  return runProgram(program, [options, lengths, rounds], { SEND_FAULTS: faults, ...more });
}

async function runProgram<T>(file: string, given: readonly unknown[], faults: NodeJS.ProcessEnv): Promise<T> {
  const child = spawn(process.execPath, [file, ...given.map((each) => JSON.stringify(each))], {
    env: { ...process.env, LD_PRELOAD: library, ...faults },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(await text(child.stdout));
}

interface Expectation {
  readonly unsent?: Outcome['unsent'];
  readonly failures?: readonly string[];
  readonly fallbacks?: Readonly<Record<string, number>>;
  readonly stats?: Readonly<Record<string, number | boolean>>;
}

function faultTest(title: string, given: Parameters<typeof run>, expected: Expectation): void {
  const body: TestBody = async (t) => {
    t.is(compiler.status, 0, compiler.stderr);
    const outcome = await run(...given);
    t.true(outcome.isComplete, JSON.stringify(outcome));
    const [, , lengths = RUN, , rounds = 1] = given;
    t.deepEqual(outcome.returned, new Array<number[]>(rounds).fill([0, 1, 2]).flat());
    t.deepEqual(outcome.unsent, expected.unsent ?? []);
    t.is(outcome.late, 0);
    t.deepEqual(outcome.failures, expected.failures ?? []);
    t.deepEqual(outcome.fallbacks, expected.fallbacks ?? {});
    t.like(outcome.stats, { singleCalls: 0, ...expected.stats });
    t.is(outcome.counters['datagramsSent'], rounds * 3 * lengths.length - outcome.unsent.length);
  };
  testThatNeeds([addon, gcc], title, body, test.serial);
}

for (const [code, number] of Object.entries({ EIO, EOPNOTSUPP, ENOSYS, EPERM })) {
  // The system refuses segments by both calls.
  const title = `a socket whose system refuses segments with ${code} sends all without them from then on`;
  faultTest(title, [`${number}:gso:1000`], { fallbacks: { [code]: 1 }, stats: { gso: false, segmented: 0 } });
}

for (const [code, number] of Object.entries({ EINVAL, EMSGSIZE })) {
  const title = `segments that ${code} refuses as too long are sent without segmentation, and shorter ones with it`;
  const lengths = [1200, 1200, 600, 600, 600];
  faultTest(title, [`${number}:gso:1`, {}, lengths], { fallbacks: { [code]: 1 }, stats: { gso: true, segmented: 3 } });
}

faultTest('what a socket without segments cannot send is not held against segmentation', [`${EPERM}:any:5`], {
  unsent: Array.from({ length: 1 }, () => [0, 0, 'EPERM'] as const),
  failures: ['EPERM'],
  stats: { gso: true },
});
faultTest('a full send buffer delays datagrams and loses none', [`${EAGAIN}:any:5`], { stats: { waits: 5 } });
faultTest('a system without memory for datagrams delays them and loses none', [`${ENOBUFS}:any:5`], {
  stats: { pauses: 5 },
});
faultTest('an interrupted call is repeated', [`${EINTR}:any:3`], {});
faultTest('a call that takes one message only goes on with the next datagram', ['', {}, RUN, '1'], {});
faultTest('a system that refuses sendmmsg is given one message each call', [`${ENOSYS}:mmsg:1000`], {
  stats: { singleCalls: 1, gso: true },
});
faultTest(
  'a filter that permits sendmsg only lets a datagram pass that is sent alone',
  [`${EPERM}:mmsg:1000`, {}, [1200]],
  {
    stats: { singleCalls: 0, sendCalls: 1 },
  },
);
faultTest(
  'a system without sendmmsg that has no memory for a datagram delays it',
  [`${ENOSYS}:mmsg:1000,${ENOBUFS}:msg:1`, { gso: false }],
  { stats: { singleCalls: 1, pauses: 1 } },
);
const MANY = [new Array<number>(51).fill(20), '', 120] as const;
faultTest(
  'a packet filter that refused segments for a moment is tried again',
  [`${EPERM}:gso:2`, {}, ...MANY] as never,
  {
    fallbacks: { EPERM: 1 },
    stats: { gso: true },
  },
);
faultTest(
  'a packet filter that refused sendmmsg for a moment is tried again',
  [`${EPERM}:mmsg:2`, { gso: false }, ...MANY] as never,
  { stats: { singleCalls: 2 } },
);
faultTest('a filter that permits sendmsg only costs no datagram', [`${EPERM}:mmsg:1000`], {
  stats: { singleCalls: 1, gso: true },
});
for (const [code, number] of Object.entries({ ECONNREFUSED, EHOSTUNREACH })) {
  faultTest(`a pending ${code} is reported, and the datagrams are sent again`, [`${number}:any:1`], {
    failures: [code],
  });
  faultTest(`a datagram that ${code} refuses twice is reported as not sent`, [`${number}:any:2`, { gso: false }], {
    failures: [code],
    unsent: [[0, 0, code]],
  });
}
faultTest('a pending error before a full send buffer costs no datagram', [`${ECONNREFUSED}:any:1,${EAGAIN}:any:1`], {
  failures: ['ECONNREFUSED'],
});
faultTest(
  'a datagram that is too long for the path is reported, and the next ones are sent',
  [`${EMSGSIZE}:any:2`, { gso: false }],
  {
    failures: ['EMSGSIZE'],
    unsent: [[0, 0, 'EMSGSIZE']],
  },
);
faultTest('without any feature all datagrams arrive', ['', { gso: false, gro: false, mmsg: false }], {
  stats: { segmented: 0, sendCalls: 153 },
});
faultTest('without segmentation 64 datagrams leave in one call', ['', { gso: false }], {
  stats: { segmented: 0, sendCalls: 3 },
});
faultTest('without sendmmsg a run is one call', ['', { mmsg: false }], { stats: { segmented: 3, sendCalls: 3 } });

const receiver = fileURLToPath(new URL('faulty-receiver-program.js', import.meta.url));

interface Received {
  readonly arrived: number;
  readonly failures: readonly string[];
}

function receiverTest(title: string, error: number, expected: (t: ExecutionContext, outcome: Received) => void): void {
  const body: TestBody = async (t) => {
    t.is(compiler.status, 0, compiler.stderr);
    expected(t, await runProgram<Received>(receiver, [], { RECEIVE_FAULT: String(error) }));
  };
  testThatNeeds([addon, gcc], title, body, test.serial);
}

for (const [code, number] of Object.entries({ ENOSYS, EPERM })) {
  receiverTest(`a system that refuses recvmmsg with ${code} is asked for one message each call`, number, (t, outcome) =>
    t.deepEqual(outcome, { arrived: 20, failures: [] }),
  );
}

receiverTest(
  'an error of receiving that stays is reported, and does not keep the event loop from other work',
  EIO,
  (t, outcome) => {
    t.is(outcome.arrived, 0);
    t.deepEqual([...new Set(outcome.failures)], ['EIO']);
  },
);
