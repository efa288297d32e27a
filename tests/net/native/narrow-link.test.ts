import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ExecutionContext } from 'ava';
import type { NativeSocketStats, NativeSocketsOptions } from 'wirechart/net/native';
import { addonSerialTest } from '../../addon.ts';

interface Outcome {
  readonly isComplete: boolean;
  readonly arrived: number;
  readonly returned: number;
  readonly refusals: readonly (readonly (readonly [index: number, code: string])[])[];
  readonly stats: NativeSocketStats;
}

const program = fileURLToPath(new URL('narrow-link-program.js', import.meta.url));

/** Runs the program in a network of its own, which `commands` configure. Undefined: that is not possible here. */
function run(
  t: ExecutionContext,
  commands: string,
  options: NativeSocketsOptions,
  lengths: number[],
  buffers: number,
): Outcome | undefined {
  const { status, stdout, stderr, error } = spawnSync(
    'unshare',
    [
      '--net',
      '--map-root-user',
      'sh',
      '-c',
      `${commands} && exec "$0" "$@"`,
      process.execPath,
      program,
      JSON.stringify(options),
      JSON.stringify(lengths),
      String(buffers),
    ],
    { encoding: 'utf8', timeout: 60_000 },
  );
  if (error !== undefined || /unshare|ip: |not found|RTNETLINK|Unknown|qdisc/.test(stderr)) {
    t.log('not tried: a network of its own takes unshare, ip and tc, and the right to use them');
    t.pass();
    return undefined;
  }
  t.is(status, 0, stderr);
  return JSON.parse(stdout);
}

// Runs of datagrams that fit in the MTU, of those that do not, and again of those that do.
const LENGTHS = [1100, 1100, 1400, 1400, 1400, 900, 900];
const MTU = 'ip link set lo mtu 1280 up';

addonSerialTest('segments above the MTU of the device are sent without segmentation, and others with it', (t) => {
  const outcome = run(t, MTU, {}, LENGTHS, 2);
  if (outcome === undefined) return;
  const { isComplete, arrived, returned, refusals, stats } = outcome;
  t.deepEqual(
    { isComplete, arrived, returned, refusals },
    { isComplete: true, arrived: 14, returned: 2, refusals: [[], []] },
  );
  if (!stats.gso) return;
  // Linux before 6.13 says EINVAL.
  t.is(stats.fallbacks.EMSGSIZE + stats.fallbacks.EINVAL, 1);
  t.true(stats.segmented >= 3);
});

for (const gso of [true, false]) {
  addonSerialTest(
    `datagrams above the MTU that must not be fragmented are reported one by one, with gso: ${gso}`,
    (t) => {
      const outcome = run(t, MTU, { dontFragment: true, gso }, LENGTHS, 2);
      if (outcome === undefined) return;
      const { isComplete, arrived, returned, refusals, stats } = outcome;
      const refused = [2, 3, 4].map((index) => [index, 'EMSGSIZE'] as const);
      t.deepEqual(
        { isComplete, arrived, returned, refusals },
        { isComplete: true, arrived: 8, returned: 2, refusals: [refused, refused] },
      );
      t.deepEqual(Object.values(stats.fallbacks), [0, 0, 0, 0, 0, 0], 'it is not the segmentation');
    },
  );

  addonSerialTest(
    `a link that is slower than its sender fills the send buffer, and no datagram is lost, with gso: ${gso}`,
    (t) => {
      const slow = 'ip link set lo up && tc qdisc add dev lo root tbf rate 20mbit burst 10kb latency 5s';
      const outcome = run(t, slow, { gso }, [500, 500, 500], 100);
      if (outcome === undefined) return;
      const { isComplete, arrived, returned, refusals, stats } = outcome;
      t.deepEqual({ isComplete, arrived, returned }, { isComplete: true, arrived: 300, returned: 100 });
      t.deepEqual(refusals.flat(), []);
      t.true(stats.waits > 0);
    },
  );
}
