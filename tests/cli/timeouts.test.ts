import { setTimeout as pause } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import { run, start } from './run-cli.ts';

/** Longer than any default and any test. */
const LONG = '20m';
/** Milliseconds between the starts of two processes: the first one waits before the second. */
const HEAD_START = 300;

async function serve(t: ExecutionContext, args: readonly string[]) {
  const server = start(t, ['server', '--listen', '127.0.0.1:0', ...args]);
  const [, port = ''] = await server.printed(/listening on 127\.0\.0\.1:(\d+)/);
  return { server, to: `127.0.0.1:${port}` };
}

async function connect(t: ExecutionContext, to: string, args: readonly string[] = []) {
  const client = start(t, ['client', to, '--insecure', '--linger', '0ms', ...args]);
  await client.printed(/^secure /);
  return client;
}

test('--close-timeout limits the wait of a client for the close_notify of a server', async (t) => {
  const { server, to } = await serve(t, ['--self-signed']);
  const waiting = await connect(t, to, ['--close-timeout', LONG]);
  const timedOut = await connect(t, to, ['--close-timeout', '100ms']);
  server.child.kill('SIGSTOP');
  waiting.child.stdin.end();
  await pause(HEAD_START);
  timedOut.child.stdin.end();
  t.is((await timedOut.finished).code, 0);
  t.is(waiting.child.exitCode, null, 'still waits');
});

test('--close-timeout limits the wait of a server for the close_notify of its clients', async (t) => {
  const [waiting, timedOut] = [LONG, '100ms'].map((time) => serve(t, ['--self-signed', '--close-timeout', time]));
  const servers = [];
  for (const each of [waiting, timedOut]) {
    if (each === undefined) continue;
    const { server, to } = await each;
    const client = await connect(t, to);
    await server.printed(/^secure /m);
    client.child.kill('SIGSTOP');
    servers.push(server);
  }
  servers[0]?.child.kill('SIGINT');
  await pause(HEAD_START);
  servers[1]?.child.kill('SIGINT');
  t.is((await servers[1]?.finished)?.code, 0);
  t.is(servers[0]?.child.exitCode, null, 'still waits');
});

test('--refused-timeout limits the time a client retries at a port without a server', async (t) => {
  // The discard port: no server listens on it.
  const to = '127.0.0.1:9';
  const waiting = start(t, ['client', to, '--insecure', '--refused-timeout', LONG]);
  // Twice, so that a client with the default timeout would end before the second one.
  for (const time of ['0', '100ms']) {
    const { code, stderr } = await run(t, ['client', to, '--insecure', '--refused-timeout', time]);
    t.is(code, 1);
    t.regex(stderr, /^failed connect ECONNREFUSED 127\.0\.0\.1:9/);
    await pause(HEAD_START);
  }
  t.is(waiting.child.exitCode, null, 'still waits');
});
