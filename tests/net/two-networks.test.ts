import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import test from 'ava';

test.serial('a client and a server in two networks connect in every way over a path that loses and reorders', (t) => {
  const program = fileURLToPath(new URL('two-networks-relay-program.js', import.meta.url));
  const { status, stdout, stderr, error } = spawnSync(
    'unshare',
    ['--net', '--map-root-user', 'sh', '-c', 'ip link set lo up && exec "$0" "$1"', process.execPath, program],
    { encoding: 'utf8', timeout: 170_000 },
  );
  if (error !== undefined || /unshare|ip: |not found|not supported|not permitted/.test(stderr)) {
    t.log(
      'not tried: networks of their own take unshare, ip and veth, and the right to use them',
      stderr.slice(0, 200),
    );
    t.pass();
    return;
  }
  t.is(status, 0, stderr);
  const { results, relayed, paths, attempts } = JSON.parse(stdout);
  const rounds = [0, 1, 2].flatMap((round) => [
    `certificate: certificate ${round}`,
    'CN=device',
    `resumed: resumed ${round}`,
    `early data: early ${round}`,
    `external: external ${round}`,
  ]);
  t.deepEqual(results, [...rounds, 'certificate: moved from 10.91.1.3']);
  t.true(relayed.lost >= 10 && relayed.repeated >= 3 && relayed.overtaken >= 3, JSON.stringify(relayed));
  // One for each connection, and each attempt of the last one to use a new address.
  t.is(paths, 13 + attempts);
});
