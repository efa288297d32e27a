import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import { raw } from '../certificates/raw-authority.ts';
import { pem, rawList } from '../certificates/raw-list.ts';
import { run, start, temporaryFolder } from './run-cli.ts';

/** Longer than any default, and than any test. */
const LONG = '20m';
/** Between two processes, so that the first one begins to wait first. */
const HEAD_START = 300;

async function serve(t: ExecutionContext, args: readonly string[]) {
  const server = start(t, ['server', '--listen', '127.0.0.1:0', ...args]);
  const [, port = ''] = await server.printed(/listening on 127\.0\.0\.1:(\d+)/);
  return { server, to: `127.0.0.1:${port}` };
}

async function enter(t: ExecutionContext, to: string, args: readonly string[] = []) {
  const client = start(t, ['client', to, '--insecure', '--linger', '0ms', ...args]);
  await client.printed(/^secure /);
  return client;
}

test('--close-timeout says how long a client waits for a server that does not answer its goodbye', async (t) => {
  const { server, to } = await serve(t, ['--self-signed']);
  const patient = await enter(t, to, ['--close-timeout', LONG]);
  const hasty = await enter(t, to, ['--close-timeout', '100ms']);
  server.child.kill('SIGSTOP');
  patient.child.stdin.end();
  await pause(HEAD_START);
  hasty.child.stdin.end();
  t.is((await hasty.finished).code, 0);
  t.is(patient.child.exitCode, null, 'waits');
});

test('--close-timeout says how long a server waits for clients that do not answer its goodbye', async (t) => {
  const [patient, hasty] = [LONG, '100ms'].map((time) => serve(t, ['--self-signed', '--close-timeout', time]));
  const servers = [];
  for (const each of [patient, hasty]) {
    if (each === undefined) continue;
    const { server, to } = await each;
    const client = await enter(t, to);
    await server.printed(/^secure /m);
    client.child.kill('SIGSTOP');
    servers.push(server);
  }
  servers[0]?.child.kill('SIGINT');
  await pause(HEAD_START);
  servers[1]?.child.kill('SIGINT');
  t.is((await servers[1]?.finished)?.code, 0);
  t.is(servers[0]?.child.exitCode, null, 'waits');
});

test('--refused-timeout says how long a client goes on where nobody listens', async (t) => {
  // Nobody is offered this port.
  const to = '127.0.0.1:9';
  const patient = start(t, ['client', to, '--insecure', '--refused-timeout', LONG]);
  // Twice, so that a client with the default would have ended before the second one.
  for (const time of ['0', '100ms']) {
    const { code, stderr } = await run(t, ['client', to, '--insecure', '--refused-timeout', time]);
    t.is(code, 1);
    t.regex(stderr, /^failed connect ECONNREFUSED 127\.0\.0\.1:9/);
    await pause(HEAD_START);
  }
  t.is(patient.child.exitCode, null, 'waits');
});

test('--crl lets nobody in who is on a list, on either side', async (t) => {
  const folder = temporaryFolder(t);
  const ca = raw({ subject: 'Test Root', ca: true, serial: 1 });
  const file = (name: string, content: string | Uint8Array): string => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  const root = file('root.der', ca.der);
  const identity = (name: string, serial: number): readonly [string, string] => {
    const { der, keys } = raw({ subject: name, hosts: [name], serial }, ca);
    const key = keys.privateKey.export({ type: 'pkcs8', format: 'pem' });
    return [file(`${name}.der`, der), file(`${name}-key.pem`, String(key))];
  };
  const [cert, key] = identity('localhost', 2);
  const [mine, myKey] = identity('device', 3);
  const list = (serial: number) => file(`list-${serial}.pem`, pem(rawList(ca, { revoked: [serial] })));
  const { to } = await serve(t, ['--cert', cert, '--key', key, '--client-ca', root, '--crl', list(3)]);
  const client = (...args: string[]) =>
    run(t, [
      'client',
      to,
      '--servername',
      'localhost',
      '--ca',
      root,
      '--client-cert',
      mine,
      '--client-key',
      myKey,
      ...args,
    ]);
  const refused = await client('--crl', list(2));
  t.is(refused.code, 1);
  t.regex(refused.stderr, /^failed .*revoked/i);
  const unwelcome = await client('--crl', list(7));
  t.is(unwelcome.code, 1);
  t.regex(unwelcome.stderr, /certificate_revoked/);
});
