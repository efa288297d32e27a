import { chmodSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { run, start, temporaryFolder } from './run-cli.ts';

const KEY = '0123456789abcdef'.repeat(4);
const LISTENING = /listening on 127\.0\.0\.1:(\d+)/;

test('--session resumes the session of an earlier run, whose file only its owner can read', async (t) => {
  const folder = temporaryFolder(t);
  await run(t, ['cert', '--out', folder]);
  const [cert, key, file] = ['cert.pem', 'key.pem', 'session'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const server = start(t, [
    'server',
    '--listen',
    '127.0.0.1:0',
    '--cert',
    cert,
    '--key',
    key,
    '--tickets',
    '1',
    '--echo',
  ]);
  const [, port] = await server.printed(LISTENING);
  const client = ['client', `127.0.0.1:${port}`, '--ca', cert, '--linger', '300ms', '--session', file];
  const first = await run(t, client, { input: 'one\n' });
  t.is(first.code, 0, first.stderr);
  t.notRegex(first.stderr, /resumed/);
  t.is(statSync(file).mode & 0o777, 0o600);
  const ticket = readFileSync(file);
  const second = await run(t, client, { input: 'two\n' });
  t.is(second.stdout, 'two\n');
  t.regex(second.stderr, /^secure DTLSv1\.3 .* resumed in /);
  t.notDeepEqual(readFileSync(file), ticket);
  const nowhere = await run(t, [...client.slice(0, -1), join(folder, 'missing', 'session')]);
  t.regex(nowhere.stderr, /--session: the folder .*missing does not exist/);
  writeFileSync(file, 'no session');
  const third = await run(t, client);
  t.is(third.code, 1);
  t.regex(third.stderr, /--session: is not an exported session/);
});

// Alone: a ticket that was used may be used again after the 10 s in which its first ClientHello could be replayed.
test.serial('--early-data sends a message with the first flight, once for each ticket', async (t) => {
  const folder = temporaryFolder(t);
  await run(t, ['cert', '--out', folder]);
  const [cert, key, file] = ['cert.pem', 'key.pem', 'session'].map((name) => join(folder, name)) as string[];
  const keys = ['--cert', cert as string, '--key', key as string];
  const limits = ['--tickets', '1', '--early-data', '100'];
  const server = start(t, ['server', '--listen', '127.0.0.1:0', ...keys, ...limits, '--echo', '--json']);
  const [, port] = await server.printed(/"port":(\d+)/);
  const base = ['client', `127.0.0.1:${port}`, '--ca', cert as string, '--linger', '300ms'];
  const client = [...base, '--session', file as string, '--early-data', 'hello'];
  const first = await run(t, client);
  t.regex(first.stderr, /early data not sent: the session does not permit it/);
  const ticket = readFileSync(file as string);
  const second = await run(t, client);
  t.is(second.stdout, 'hello\n', second.stderr);
  t.regex(second.stderr, /early data accepted: 1 message/);
  await server.printed(/"event":"message",[^\n]*"early":true,"data":"aGVsbG8="/);
  writeFileSync(file as string, ticket);
  const third = await run(t, client);
  t.is(third.stdout, '');
  t.regex(third.stderr, /early data rejected: 1 message, not sent again/);
  t.is((await run(t, [...base, '--early-data', 'x'])).code, 2);
  t.is((await run(t, ['server', ...keys, '--early-data', '100'])).code, 2);
});

test('--psk authenticates both sides without a certificate, and no output has the key', async (t) => {
  const file = join(temporaryFolder(t), 'psk');
  writeFileSync(file, `${KEY}\n`);
  const server = start(t, ['server', '--listen', '127.0.0.1:0', '--psk', `urn:sensor:@${file}`, '--echo']);
  const [, port] = await server.printed(LISTENING);
  const client = (psk: string) => ['client', `127.0.0.1:${port}`, '--linger', '300ms', '--psk', psk];
  const good = await run(t, client(`urn:sensor:${KEY}`), { input: 'one\n' });
  t.is(good.code, 0, good.stderr);
  t.is(good.stdout, 'one\n');
  t.regex(good.stderr, / with a pre-shared key in /);
  t.notRegex(good.stderr, new RegExp(KEY));
  const unknown = await run(t, client(`other:${KEY}`));
  t.is(unknown.code, 1);
  t.regex(unknown.stderr, /unknown_psk_identity/);
  for (const wrong of ['sensor:0123', `sensor:${KEY}x`, KEY, `:${KEY}`, 'sensor:@']) {
    const refused = await run(t, client(wrong));
    t.not(refused.code, 0);
    t.notRegex(refused.stderr, /0123456789/);
    t.regex(refused.stderr, /--psk: |cannot read/);
  }
});

test('--ticket-keys shares tickets between servers, and SIGHUP reads the file again', async (t) => {
  const folder = temporaryFolder(t);
  await run(t, ['cert', '--out', folder]);
  const [cert, key, file, keys] = ['cert.pem', 'key.pem', 'session', 'keys'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
    string,
  ];
  writeFileSync(keys, `# newest first\n\n${KEY}\n`);
  const base = ['--listen', '127.0.0.1:0', '--cert', cert, '--key', key, '--echo'];
  const serve = async () => {
    const server = start(t, ['server', ...base, '--tickets', '1', '--ticket-keys', keys]);
    const [, port] = await server.printed(LISTENING);
    return { server, port };
  };
  const dial = (port: string | undefined) =>
    run(t, ['client', `127.0.0.1:${port}`, '--ca', cert, '--linger', '300ms', '--session', file], { input: 'one\n' });
  const [one, two] = await Promise.all([serve(), serve()]);
  t.notRegex((await dial(one.port)).stderr, /resumed/);
  t.regex((await dial(two.port)).stderr, /resumed/);
  // The next key is added first, so that the tickets of the other server remain valid.
  writeFileSync(keys, `${'ab'.repeat(32)}\n${KEY}\n`);
  two.server.child.kill('SIGHUP');
  t.regex((await dial(two.port)).stderr, /resumed/);
  // This ticket has the new key, which the first server does not know.
  t.notRegex((await dial(one.port)).stderr, /resumed/);
  writeFileSync(keys, 'ab'.repeat(31));
  two.server.child.kill('SIGHUP');
  await two.server.printed(/failed --ticket-keys: line 1 has not at least 64 hexadecimal digits/);
  t.regex((await dial(two.port)).stderr, /resumed/);
  const refused = await run(t, ['server', ...base, '--tickets', '1', '--ticket-keys', keys]);
  t.regex(refused.stderr, /--ticket-keys: line 1 has not/);
  t.notRegex(refused.stderr, /abab/);
  writeFileSync(keys, '');
  const none = await run(t, ['server', ...base, '--tickets', '1', '--ticket-keys', keys]);
  t.regex(none.stderr, /--ticket-keys: must be 1 to 16 keys/);
  t.regex((await run(t, ['server', ...base, '--ticket-keys', keys])).stderr, /--ticket-keys needs --tickets/);
});

test('on SIGHUP, ticket keys that cannot be read leave the previous ones in use', async (t) => {
  const folder = temporaryFolder(t);
  await run(t, ['cert', '--out', folder]);
  const [cert, key, file, keys] = ['cert.pem', 'key.pem', 'session', 'keys'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
    string,
  ];
  writeFileSync(keys, KEY);
  const base = ['--listen', '127.0.0.1:0', '--cert', cert, '--key', key, '--echo'];
  const server = start(t, ['server', ...base, '--tickets', '1', '--ticket-keys', keys]);
  const [, port] = await server.printed(LISTENING);
  const dial = () =>
    run(t, ['client', `127.0.0.1:${port}`, '--ca', cert, '--linger', '300ms', '--session', file], { input: 'one\n' });
  t.notRegex((await dial()).stderr, /resumed/);
  const cases: (readonly [problem: RegExp, make: () => void])[] = [
    [/cannot read .*: it does not exist/, () => {}],
    [/cannot read .*: it is a folder/, () => mkdirSync(keys)],
    [/--ticket-keys: must be 1 to 16 keys/, () => writeFileSync(keys, '# no key\n')],
    [/--ticket-keys: must be 1 to 16 keys/, () => writeFileSync(keys, `${KEY}\n`.repeat(17))],
    [/--ticket-keys: line 1 has not at least 64/, () => writeFileSync(keys, new Uint8Array(100).fill(0xff))],
    [/cannot read .*: .*symbolic links/, () => symlinkSync(keys, keys)],
  ];
  const unreadable = () => {
    writeFileSync(keys, KEY);
    chmodSync(keys, 0);
  };
  // The superuser can read every file.
  if (process.getuid?.() !== 0) cases.push([/cannot read .*: permission denied/, unreadable]);
  for (const [index, [problem, make]] of cases.entries()) {
    rmSync(keys, { recursive: true, force: true });
    make();
    server.child.kill('SIGHUP');
    const earlier = `(?:failed .*\n){${index}}`;
    await server.printed(new RegExp(`${earlier}failed ${problem.source}.*; the previous ticket keys stay in use\n`));
  }
  t.regex((await dial()).stderr, /resumed/);
  rmSync(keys, { force: true });
  server.child.kill('SIGTERM');
  const { stderr } = await server.finished;
  t.is(stderr.match(/failed/g)?.length, cases.length, stderr);
});
