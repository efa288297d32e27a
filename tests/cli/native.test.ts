import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { diagnose } from 'wirechart/native';
import { addonTest } from '../addon.ts';
import { run, start, temporaryFolder } from './run-cli.ts';

for (const [title, serverFlags, clientFlags] of [
  ['server and client talk over the native addon', ['--native'], ['--native']],
  ['a server on the native addon talks to a client without it', ['--native'], []],
  ['a client on the native addon talks to a server without it', [], ['--native']],
] as const) {
  addonTest(title, async (t) => {
    const server = start(t, ['server', '--self-signed', '--listen', '127.0.0.1:0', '--echo', ...serverFlags]);
    const [, port = ''] = await server.printed(/listening on 127\.0\.0\.1:(\d+)/);
    const client = start(t, ['client', `127.0.0.1:${port}`, '--insecure', '--linger', '0', ...clientFlags]);
    client.child.stdin.write('one\ntwo\n');
    await client.printed(/one\ntwo\n/);
    client.child.stdin.end();
    const { code, stderr } = await client.finished;
    t.is(code, 0, stderr);
    t.regex(
      stderr,
      /^secure DTLSv1\.3 TLS_AES_128_GCM_SHA256 X25519MLKEM768 .*\nclosed: 2 messages sent, 2 received\n$/,
    );
    server.child.kill('SIGINT');
    t.is((await server.finished).code, 0);
  });
}

addonTest('--addon names the file that --native uses', async (t) => {
  const { addon } = diagnose();
  const server = start(t, ['server', '--self-signed', '--listen', '127.0.0.1:0', '--native', '--addon', addon.path]);
  await server.printed(/listening on/);
  server.child.kill('SIGINT');
  t.is((await server.finished).code, 0);
});

test('an addon that cannot be used ends the command with its reason', async (t) => {
  const path = join(temporaryFolder(t), 'text.node');
  writeFileSync(path, 'text');
  for (const command of [
    ['server', '--self-signed', '--listen', '127.0.0.1:0'],
    ['client', '127.0.0.1:9', '--insecure'],
  ]) {
    const { code, stderr } = await run(t, [...command, '--native', '--addon', path]);
    t.is(code, 1);
    t.regex(stderr, /^wirechart: --native: .*text\.node cannot be loaded: it is no 64-bit ELF file\. Build it with/m);
  }
});

test('--addon without --native is a wrong command line', async (t) => {
  for (const command of [
    ['server', '--self-signed'],
    ['client', '127.0.0.1:9'],
  ]) {
    const { code, stderr } = await run(t, [...command, '--addon', 'x.node']);
    t.is(code, 2);
    t.is(stderr, 'wirechart: --addon needs --native\n');
  }
});
