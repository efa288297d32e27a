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
