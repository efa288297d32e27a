import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { echoHandler, echoSettings } from '../../cli/wirechart/echo-settings.ts';
import { checkWorkerFlags } from '../../cli/wirechart/worker-flags.ts';
import { addonTest } from '../addon.ts';
import { events, type Running, run, start, temporaryFolder } from './run-cli.ts';

const ADDRESS = ['--self-signed', '--listen', '127.0.0.1:0'];

async function serve(t: ExecutionContext, args: readonly string[] = []) {
  const server = start(t, ['server', ...ADDRESS, '--echo', '--workers', '2', ...args]);
  const [, port = ''] = await server.printed(/(?:"port":|listening on 127\.0\.0\.1:)(\d+)/);
  return { server, to: `127.0.0.1:${port}` };
}

async function interrupt({ child, finished }: Running) {
  child.kill('SIGINT');
  return await finished;
}

/** A client whose input ends when it has its last line back. */
async function echoed(t: ExecutionContext, to: string, text: string, args: readonly string[] = []): Promise<string> {
  const client = start(t, ['client', to, '--insecure', '--linger', '0', ...args]);
  client.child.stdin.write(`${text}\n`);
  await client.printed(new RegExp(`^${text}$`, 'm'));
  client.child.stdin.end();
  const { code, stderr } = await client.finished;
  t.is(code, 0, stderr);
  return stderr;
}

test('threads send data back, and the numbers of all of them are printed at the end', async (t) => {
  const { server, to } = await serve(t);
  await Promise.all(['one', 'two', 'three'].map((text) => echoed(t, to, text)));
  const { code, stdout, stderr } = await interrupt(server);
  t.is(code, 0, stderr);
  t.is(stdout, '');
  t.regex(
    stderr,
    /^self-signed .*\nlistening on \S+\nserved in 2 threads: 3 sessions, \d\d datagrams received, \d\d sent\n$/,
  );
});

test('with --json the numbers are an object, and refused clients are reported by address', async (t) => {
  const keylog = join(temporaryFolder(t), 'keys.txt');
  const { server, to } = await serve(t, ['--json', '--alpn', 'a', '--cid', '8', '--keylog', keylog]);
  await echoed(t, to, 'hello', ['--alpn', 'a']);
  const refused = await run(t, ['client', to, '--insecure', '--alpn', 'b']);
  t.is(refused.code, 1);
  await server.printed(/"refused"/);
  const { code, stdout } = await interrupt(server);
  t.is(code, 0);
  const [listening, refusal, served] = events(stdout);
  t.is(listening?.['event'], 'listening');
  t.like(refusal, { event: 'refused', code: 'ERR_DTLS_PEER_NO_APPLICATION_PROTOCOL' });
  t.regex(String(refusal?.['remote']), /^127\.0\.0\.1:\d+$/);
  t.like(served, { event: 'served', workers: 2, sessionsOpened: 1, hellosRefused: 1, workersLost: 0 });
  t.true((served?.['bytesSent'] as number) > 1000);
  t.is(readFileSync(keylog, 'utf8').match(/^SERVER_TRAFFIC_SECRET_0 /gm)?.length, 1);
});

test('a ticket of one thread resumes at any, and its keys are read again on SIGHUP', async (t) => {
  const folder = temporaryFolder(t);
  const [keys, session] = [join(folder, 'keys.txt'), join(folder, 'session.bin')];
  writeFileSync(keys, `${'11'.repeat(32)}\n`);
  const { server, to } = await serve(t, ['--tickets', '1', '--ticket-keys', keys]);
  const args = ['client', to, '--insecure', '--linger', '500ms', '--session', session];
  await run(t, args);
  t.true(existsSync(session));
  t.regex((await run(t, args)).stderr, / resumed in /);
  writeFileSync(keys, 'nonsense\n');
  server.child.kill('SIGHUP');
  await server.printed(/the previous ticket keys stay in use/);
  t.is((await interrupt(server)).code, 0);
});

addonTest('threads use the native addon', async (t) => {
  const { server, to } = await serve(t, ['--native']);
  await echoed(t, to, 'native');
  const { code, stderr } = await interrupt(server);
  t.is(code, 0, stderr);
  t.regex(stderr, /served in 2 threads: 1 sessions, /);
});

test('flags that do not fit are refused with what to do, and nothing is served', async (t) => {
  for (const [args, message] of [
    [['--workers', '2'], '--workers needs --echo: the threads only send data back'],
    [['--workers', '64', '--echo'], '--workers: must be an integer from 1 to 63, not 64'],
    // Found in a worker.
    [['--workers', '2', '--echo', '--cid', '3'], '--cid: must be an integer from 5 to 33, not 3'],
  ] as const) {
    const { code, stdout, stderr } = await run(t, ['server', ...ADDRESS, ...args]);
    t.deepEqual([code, stdout, stderr], [2, '', `wirechart: ${message}\n`]);
  }
});

const excluded = [
  [{ raw: true }, '--raw cannot be used with --workers: received data is not written; leave it out'],
  [
    { psk: 'me:00' },
    '--psk cannot be used with --workers: keys are not passed to the threads; use --cert and --key, or --self-signed',
  ],
  [
    { earlyData: 100 },
    '--early-data cannot be used with --workers: the threads send back what arrives after the handshake; leave it out',
  ],
  [
    { requestCertAfter: 0 },
    '--request-cert-after cannot be used with --workers: clients are asked in the handshake; leave it out',
  ],
  [
    { addon: 'x.node' },
    '--addon cannot be used with --workers: the threads use the addon of the package; leave it out',
  ],
] as const;

test('flags that have no meaning for threads are refused only with --workers', (t) => {
  for (const [flags, message] of excluded) {
    t.throws(() => checkWorkerFlags({ workers: 2, echo: true, ...flags }), { code: 'ERR_WIRECHART_USAGE', message });
    t.notThrows(() => checkWorkerFlags({ echo: true, ...flags }));
  }
  t.notThrows(() => checkWorkerFlags({ workers: 1, echo: true, raw: false }));
});

test('the settings of the threads pass through the URL of their module', (t) => {
  for (const settings of [
    { native: false, keylog: undefined },
    { native: true, keylog: '/a b/ü&native=?#%.txt' },
  ]) {
    t.deepEqual(echoSettings(echoHandler(settings).href), settings);
  }
});
