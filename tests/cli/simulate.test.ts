import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { run, temporaryFolder } from './run-cli.ts';

test('simulate prints the same timeline every time', async (t) => {
  const [one, two] = await Promise.all([run(t, ['simulate']), run(t, ['simulate'])]);
  t.is(one.code, 0);
  t.regex(one.stdout, /begin \[us\]/);
  t.regex(one.stdout, /client\.crypto/);
  t.regex(one.stderr, /^ip-default: both endpoints secure and closed after \d+\.\d us; \d+ datagrams, 0 lost/);
  t.deepEqual(one, two);
});

test('simulate --json prints the complete result, and --vcd writes waveforms', async (t) => {
  const vcd = join(temporaryFolder(t), 'out.vcd');
  const { code, stdout, stderr } = await run(t, [
    'simulate',
    '--json',
    '--vcd',
    vcd,
    '--profile',
    'x86-node',
    '--size',
    '10',
  ]);
  t.is(code, 0);
  t.is(stderr, '');
  const result = JSON.parse(stdout);
  t.like(result, { completed: true, profile: 'x86-node' });
  t.true(result.endTimePs > 0);
  t.like(result.timeline[0], { module: 'client.crypto' });
  t.true(result.datagrams.length >= 6);
  t.true(Buffer.from(result.datagrams[0].data, 'base64').length > 100);
  t.regex(readFileSync(vcd, 'utf8'), /^\$timescale/m);
});

test('updates of the keys and changes of the address are shown with their simulated times', async (t) => {
  const args = ['simulate', '--messages', '12', '--interval', '1ms', '--key-updates', '2', '--migrations', '1'];
  const [text, again, json] = await Promise.all([run(t, args), run(t, args), run(t, [...args, '--json'])]);
  t.is(text.code, 0);
  t.deepEqual(text, again);
  const moments = text.stderr.split('\n').filter((line) => /^[\d.]+ us {2}(client|server): /.test(line));
  const times = moments.map((line) => Number.parseFloat(line));
  t.deepEqual(
    times,
    times.toSorted((a, b) => a - b),
  );
  const words = moments.map((line) => line.replace(/^[\d.]+ us {2}/, ''));
  for (const role of ['client', 'server']) {
    for (const direction of ['sending', 'receiving']) {
      const keys = words.filter((line) => line.startsWith(`${role}: new keys for ${direction}`));
      t.deepEqual(
        keys,
        [4, 5].map((epoch) => `${role}: new keys for ${direction}, epoch ${epoch}`),
      );
    }
  }
  t.deepEqual(
    words.filter((line) => line.includes('address')),
    [
      'client: sends by address 1 of the client',
      'server: a record from address 1 of the client',
      'server: sends by address 1 of the client',
    ],
  );
  t.regex(text.stdout, /client\.crypto +keyInstallation x2 +32 +client\.handshake/);
  const { events, datagrams, counters } = JSON.parse(json.stdout);
  t.is(counters.client.keyUpdatesSent, 2);
  t.deepEqual([...new Set(datagrams.map(({ path }: { path: number }) => path))], [0, 1]);
  const updates = events.server.filter(({ kind }: { kind: string }) => kind === 'keyUpdate');
  t.like(updates[0], { kind: 'keyUpdate', direction: 'read', epoch: 4 });
  t.true(times.includes(Number((updates[0].atPs / 1e6).toFixed(1))));
});

test('--rekey updates keys by their use', async (t) => {
  const args = ['simulate', '--messages', '150', '--size', '10', '--interval', '1ms', '--loss', '0'];
  const { code, stderr } = await run(t, [...args, '--rekey', '64']);
  t.is(code, 0);
  t.regex(stderr, /client: new keys for sending, epoch 4\n/);
});

const misuses: readonly [args: string[], message: RegExp][] = [
  [['--rekey', '8'], /^wirechart: --rekey: must be an integer from 64 to \d+, not 8\n$/],
  [['--rekey', 'often'], /Write records, bytes or a time/],
  [['--key-updates', '1001'], /^wirechart: --key-updates: must be an integer from 0 to 1000, not 1001\n$/],
  [['--migrations', '1001'], /^wirechart: --migrations: must be an integer from 0 to 1000, not 1001\n$/],
  [['--interval', 'soon'], /Write 500ms, 2s or 1m/],
];

for (const [args, message] of misuses) {
  test(`misuse is one line and exit code 2: simulate ${args.join(' ')}`, async (t) => {
    const { code, stdout, stderr } = await run(t, ['simulate', ...args]);
    t.deepEqual([code, stdout], [2, '']);
    t.regex(stderr, message);
  });
}

test('lost datagrams are retransmitted, and the seed selects the lost ones', async (t) => {
  const args = ['simulate', '--json', '--loss', '0.3', '--seed', '5'];
  const [one, two] = await Promise.all([run(t, args), run(t, args)]);
  t.is(one.stdout, two.stdout);
  const { completed, datagrams } = JSON.parse(one.stdout);
  t.true(datagrams.some(({ arrivedPs }: { arrivedPs: number | null }) => arrivedPs === null));
  t.is(one.code, completed ? 0 : 1);
});

test('messages that exceed a record, and too many messages, are refused with the name of the option', async (t) => {
  const [large, many] = await Promise.all([
    run(t, ['simulate', '--size', '99999']),
    run(t, ['simulate', '--messages', '100001']),
  ]);
  t.deepEqual([large.code, large.stdout], [2, '']);
  t.regex(large.stderr, /^wirechart: --size: 99999 bytes do not fit into one record; the limit is \d+ bytes\n$/);
  t.deepEqual([many.code, many.stdout], [2, '']);
  t.is(many.stderr, 'wirechart: --messages: the maximum is 100000\n');
});

test('an incomplete simulation is reported with the reason for each endpoint', async (t) => {
  const reasonOf = async (...args: string[]): Promise<string> => {
    const [text, json] = await Promise.all([run(t, ['simulate', ...args]), run(t, ['simulate', '--json', ...args])]);
    t.deepEqual([text.code, json.code], [1, 1]);
    const { completed, reason } = JSON.parse(json.stdout);
    t.false(completed);
    t.true(text.stderr.includes(`NOT completed (${reason}) after `), text.stderr);
    return reason;
  };
  t.is(
    await reasonOf('--loss', '1'),
    'the client failed: handshake: no answer for 60000 ms; the server did not become secure',
  );
  const seed = await firstSeedFor(t, /^the server failed after the handshake: idle: no answer for 300000 ms$/);
  t.true(seed !== undefined);
  const { reason } = JSON.parse((await run(t, ['simulate', '--json'])).stdout);
  t.is(reason, null);
});

async function firstSeedFor(t: ExecutionContext, expected: RegExp): Promise<number | undefined> {
  for (let seed = 1; seed <= 20; seed++) {
    const { stdout } = await run(t, ['simulate', '--json', '--loss', '0.6', '--seed', String(seed)]);
    if (expected.test(String(JSON.parse(stdout).reason))) return seed;
  }
  return undefined;
}

test('--psk and --resume authenticate without certificates, in less time', async (t) => {
  const cases = [[], ['--resume'], ['--psk'], ['--psk', 'psk_ke']];
  const runs = await Promise.all(cases.map((flags) => run(t, ['simulate', ...flags])));
  const times = runs.map(({ stderr }) => Number(/at the client, ([\d.]+) us at the server/.exec(stderr)?.[1]));
  t.is(Math.max(...times), times[0] as number);
  t.true((times[3] as number) < (times[2] as number));
  const refused = await run(t, ['simulate', '--resume', '--psk']);
  t.is(refused.code, 2);
  t.regex(refused.stderr, /--resume: excludes psk/);
  t.is((await run(t, ['simulate', '--psk', 'psk'])).code, 2);
});

test('--early-data shows the data before the handshake is complete, with its simulated time', async (t) => {
  const args = ['simulate', '--resume', '--early-data', '2', '--size', '10', '--loss', '0'];
  const [text, json] = await Promise.all([run(t, args), run(t, [...args, '--json'])]);
  t.is(text.code, 0);
  const lines = text.stderr.split('\n').map((line) => line.replace(/^[\d.]+ us {2}/, ''));
  t.deepEqual(lines.slice(0, 4).toSorted(), [
    'client: secure, early data accepted',
    'server: early data, 10 bytes',
    'server: early data, 10 bytes',
    'server: secure, early data accepted',
  ]);
  const { events } = JSON.parse(json.stdout);
  const kinds = events.server.map(({ kind }: { kind: string }) => kind);
  t.deepEqual(kinds.slice(0, 2), ['earlyMessage', 'earlyMessage']);
  t.like(events.server[2], { kind: 'secure', resumed: true, earlyData: { accepted: true, messages: 2 } });
  const [alone, many, long] = await Promise.all([
    run(t, ['simulate', '--early-data', '1']),
    run(t, ['simulate', '--resume', '--early-data', '100001']),
    run(t, ['simulate', '--resume', '--early-data', '1', '--messages', '1', '--size', '99999']),
  ]);
  t.deepEqual([alone.code, alone.stderr], [2, 'wirechart: --early-data: needs --resume\n']);
  t.deepEqual([many.code, many.stderr], [2, 'wirechart: --early-data: the maximum is 100000\n']);
  t.deepEqual([long.code, long.stdout], [2, '']);
  t.regex(long.stderr, /^wirechart: --size: 99999 bytes do not fit/);
});

test('--client-authentication shows the certificate of the client, in the handshake or after it', async (t) => {
  const args = ['simulate', '--loss', '0', '--client-authentication'];
  const [later, during, json] = await Promise.all([
    run(t, args),
    run(t, [...args, 'handshake']),
    run(t, [...args, 'handshake', '--json']),
  ]);
  t.deepEqual([later.code, during.code], [0, 0]);
  t.regex(later.stderr, /^[\d.]+ us {2}server: the client is authenticated: ecdsa_secp256r1_sha256\n/);
  t.regex(later.stdout, /client\.crypto +ecdsaP256Sign/);
  t.notRegex(during.stderr, /authenticated/);
  t.regex(during.stdout, /client\.crypto +ecdsaP256Sign/);
  const { events } = JSON.parse(json.stdout);
  t.like(events.server[0], { kind: 'secure', peerSignatureScheme: 'ecdsa_secp256r1_sha256' });
  const refused = await run(t, [...args, '--psk']);
  t.deepEqual([refused.code, refused.stderr], [2, 'wirechart: --client-authentication: excludes --psk\n']);
  t.is((await run(t, [...args, 'now'])).code, 2);
});
