import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { programOf, run, temporaryFolder } from './run-cli.ts';

const generator = ['init', 'generate', 'lint', 'import', 'inspect'];
const commands = ['server', 'client', 'cert', 'decode', 'simulate', 'requirements', 'doctor', ...generator];

const programs: readonly (readonly [name: string, file: string, commands: readonly string[]])[] = [
  ['wirechart', programOf('client'), commands],
  ['wirechart-generator', programOf('generate'), generator],
];

for (const [name, file, names] of programs) {
  test(`the help of ${name} names every command, and goes to standard output`, (t) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [file, '--help'], { encoding: 'utf8' });
    t.is(status, 0);
    t.is(stderr, '');
    t.regex(stdout, new RegExp(`^Usage: ${name} `));
    const listed = [...stdout.matchAll(/^ {2}([a-z]+) /gm)].map(([, command = '']) => command);
    t.deepEqual(listed.toSorted(), [...names, 'help'].toSorted());
  });
}

test('a command of the generator names the package to install where the generator is missing', async (t) => {
  const folder = temporaryFolder(t);
  for (const command of generator) {
    const arguments_ = [programOf('client'), command, '--any', 'argument'];
    const { status, stdout, stderr } = spawnSync(process.execPath, arguments_, { cwd: folder, encoding: 'utf8' });
    t.deepEqual([status, stdout], [1, '']);
    t.is(
      stderr,
      `wirechart: ${command} is a command of wirechart-generator: npm install --save-dev wirechart-generator\n`,
    );
  }
});

for (const command of commands) {
  test(`${command} --help shows examples that name it`, async (t) => {
    const { code, stdout } = await run(t, [command, '--help']);
    t.is(code, 0);
    t.regex(stdout, /^Examples:$/m);
    t.regex(stdout, new RegExp(`^ {2}\\$ .*wirechart ${command}`, 'm'));
    t.regex(stdout, /\nExit codes: 0 success, 1 failure, 2 invalid command line\.\n$/);
  });
}

test('without a command the help goes to standard error, as misuse', async (t) => {
  const { code, stdout, stderr } = await run(t, []);
  t.is(code, 2);
  t.is(stdout, '');
  t.regex(stderr, /^Usage: wirechart/);
});

test('the version is that of the package', async (t) => {
  const { code, stdout } = await run(t, ['--version']);
  t.is(code, 0);
  t.regex(stdout, /^\d+\.\d+\.\d+\S*\n$/);
});

const misuses: readonly [args: string[], expected: RegExp][] = [
  [['frobnicate'], /unknown command 'frobnicate'/],
  [['genrate'], /unknown command 'genrate'.*generate/],
  [['generate', '--chekc'], /unknown option '--chekc'.*--check/],
  [['generate', 'extra'], /too many arguments/],
  [['generate', '--root', 'no-such-folder'], /no-such-folder is not a folder/],
  [['client'], /missing required argument 'host:port'/],
  [['client', 'localhost'], /Write HOST:PORT/],
  [['client', 'localhost:0'], /A port is a whole number from 1 to 65535/],
  [['client', '::1:4433'], /brackets/],
  [['client', 'localhost:70000'], /A port is a whole number from 1 to 65535/],
  [['client', 'localhost:'], /A port is a whole number from 1 to 65535/],
  [['server', '--self-signed', '--listen', '127.0.0.1:65536'], /A port is a whole number from 0 to 65535/],
  [['server', '--self-signed', '--port', '70000'], /A port is a whole number from 0 to 65535/],
  [['server', '--self-signed', '--port', '-1'], /A port is a whole number from 0 to 65535|argument missing/],
  [['server', '--self-signed', '--port', '4433', '--listen', '[::1]:4433'], /--listen and --port exclude each other/],
  [['client', 'localhost:1', '--linger', 'soon'], /Write 500ms, 2s or 1m/],
  [['client', 'localhost:1', '--linger', '3000m'], /The maximum is one day/],
  [['client', 'localhost:1', '--timeout', '0'], /The minimum is 1ms/],
  [['client', 'localhost:1', '--idle-timeout', 'always'], /Write 500ms, 2s or 1m/],
  [['server', '--self-signed', '--idle-timeout', '0'], /The minimum is 1ms/],
  [['client', 'localhost:1', '--initial-timeout', '0'], /The minimum is 1ms/],
  [['client', 'localhost:1', '--initial-timeout', '2000m'], /The maximum is one day/],
  [['client', 'localhost:1', '--insecure', '--initial-timeout', '100m'], /--initial-timeout: must be/],
  [['client', 'localhost:1', '--insecure', '--backoff', '0.5'], /--backoff: must be/],
  [['client', 'localhost:1', '--backoff', 'x'], /Write a number, such as 1.5/],
  [['server', '--self-signed', '--max-timeout', 'never'], /Write 500ms, 2s or 1m/],
  [['server', '--self-signed', '--retransmissions', '-1'], /Write a whole number, at least 0|argument missing/],
  [['server', '--self-signed', '--retransmissions', '1001'], /--retransmissions: must be/],
  [['server', '--self-signed', '--handshake-timeout', '0'], /The minimum is 1ms/],
  [['client', 'localhost:1', '--lookup-timeout', '0'], /The minimum is 1ms/],
  [['client', 'localhost:1', '--close-timeout', '0'], /The minimum is 1ms/],
  [['server', '--self-signed', '--close-timeout', 'never'], /Write 500ms, 2s or 1m/],
  [['client', 'localhost:1', '--refused-timeout', 'never'], /Write 500ms, 2s or 1m/],
  [['client', 'localhost:1', '--crl', 'x', '--insecure'], /--crl and --insecure exclude each other/],
  [['server', '--self-signed', '--crl', 'x'], /--crl needs --client-ca/],
  [['client', 'localhost:1', '--ca', 'x', '--insecure'], /exclude each other/],
  [['client', 'localhost:1', '--client-cert', 'x'], /--client-cert and --client-key must be given together/],
  [['client', 'localhost:1', '--alpn', 'a,,b'], /Write names separated by commas/],
  [['server'], /--cert and --key are required, or --self-signed/],
  [['server', '--cert', 'x'], /--cert and --key are required, or --self-signed/],
  [['server', '--cert', 'x', '--self-signed'], /--self-signed excludes --cert and --key/],
  [['server', '--self-signed', '--client-ca', 'x', '--require-cert'], /exclude each other/],
  [['server', '--cert', 'x', '--key', 'y', '--listen', 'here'], /Write HOST:PORT/],
  [['cert', '--days', '0'], /Write a whole number, at least 1/],
  [['cert', '--days', '99999'], /hundred years/],
  [['cert', 'no spaces'], /not a host name or an IP address/],
  [['cert', '-x.example'], /unknown option/],
  [['client', 'localhost:1', '--cid', '256'], /Write a number of bytes from 0 to 255/],
  [['client', 'localhost:1', '--rekey', '1e3'], /Write records, bytes or a time/],
  [['client', 'localhost:1', '--rekey', '63'], /--rekey: must be an integer from 64/],
  [['client', 'localhost:1', '--rekey', '10m,100,5m'], /Write each kind of limit once/],
  [['client', 'localhost:1', '--groups', 'P-192'], /--groups: unknown name "P-192"; known are X25519/],
  [['client', 'localhost:1', '--key-shares', 'P-192'], /--key-shares: unknown name "P-192"/],
  [['client', 'localhost:1', '--servername', 'a b'], /--servername: must be a host name, not "a b"/],
  [['server', '--self-signed', '--ciphers', 'RC4'], /--ciphers: unknown name "RC4"; known are TLS_/],
  [['decode', '--depth', '-1', '00'], /at least 0/],
  [['simulate', '--loss', '2'], /from 0 to 1/],
  [['simulate', '--profile', 'warp'], /--profile: must be .*"ip-default".*, not the string "warp"/],
  [['simulate', '--messages', 'many'], /Write a whole number, at least 1/],
  [['simulate', '--size', '-1'], /Write a whole number|argument missing/],
  [['inspect'], /required option '--static <file>'/],
];

for (const [args, expected] of misuses) {
  test(`misuse is one line and exit code 2: ${args.join(' ')}`, async (t) => {
    const { code, stdout, stderr } = await run(t, args);
    t.is(code, 2);
    t.is(stdout, '');
    t.regex(stderr, /^wirechart(-generator)?: [^\n]+\n$/);
    t.regex(stderr, expected);
  });
}

const failures: readonly [title: string, args: (folder: string) => string[], expected: RegExp][] = [
  [
    'a certificate that does not exist',
    () => ['server', '--cert', 'no.pem', '--key', 'no.pem'],
    /no\.pem: it does not exist/,
  ],
  ['a folder in the place of a file', (folder) => ['client', 'localhost:1', '--ca', folder], /it is a folder/],
  ['a path through a file', (folder) => ['client', 'localhost:1', '--ca', `${folder}/junk/x`], /not a folder/],
  [
    'a file that contains no certificate',
    (folder) => ['client', 'localhost:1', '--ca', `${folder}/junk`],
    /--ca: contains no cert/,
  ],
  [
    'a file that contains no certificate, for a server',
    (folder) => ['server', '--cert', `${folder}/junk`, '--key', `${folder}/junk`],
    /--cert: contains no cert/,
  ],
  ['a project below a file', (folder) => ['init', `${folder}/junk`], /junk.* not a folder/],
  [
    'a key log that cannot be written',
    (folder) => ['client', 'localhost:1', '--keylog', `${folder}/no/log`],
    /cannot write/,
  ],
  ['a folder without specs', (folder) => ['generate', '--root', folder], /has no folder named spec/],
  ['no specs at or above', () => ['lint'], /no folder named spec in the current folder or above/],
  ['no folder for a certificate', (folder) => ['cert', '--out', `${folder}/no`], /is not a folder/],
  ['a page that cannot be written', (folder) => ['inspect', '--static', `${folder}/no/x.html`], /cannot write/],
];

for (const [title, args, expected] of failures) {
  test(`failure is one line and exit code 1: ${title}`, async (t) => {
    const folder = temporaryFolder(t);
    writeFileSync(join(folder, 'junk'), 'junk');
    const { code, stdout, stderr } = await run(t, args(folder), { cwd: folder });
    t.is(code, 1);
    t.is(stdout, '');
    t.regex(stderr, /^wirechart(-generator)?: [^\n]+\n$/);
    t.regex(stderr, expected);
  });
}

test('WIRECHART_DEBUG adds the stack', async (t) => {
  const { stderr } = await run(t, ['cert', '--out', '/no/such'], { env: { WIRECHART_DEBUG: '1' } });
  t.regex(stderr, /\n {4}at /);
});

test('output that is not a terminal has no colours', async (t) => {
  const { stdout, stderr } = await run(t, ['simulate'], { env: { CI: 'true' } });
  t.false(`${stdout}${stderr}`.includes('\u001b'));
});

test('a pipe whose reader closes early is no failure', async (t) => {
  const child = spawn(process.execPath, [programOf('client'), 'simulate', '--messages', '200', '--json']);
  const closed = new Promise<number | null>((resolve) => child.on('close', resolve));
  let errorOutput = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errorOutput += chunk;
  });
  child.stdout.once('data', () => child.stdout.destroy());
  t.is(await closed, 0);
  t.is(errorOutput, '');
});

test('a pipe whose reader closes early does not hide a failure', async (t) => {
  const commands = [
    ['decode', '--type', 'alert', '02'],
    ['simulate', '--loss', '1'],
    ['client', '127.0.0.1:1', '--insecure', '--json', '--timeout', '100ms'],
  ];
  for (const args of commands) {
    const child = spawn(process.execPath, [programOf('client'), ...args]);
    child.stdout.destroy();
    child.stderr.destroy();
    t.is(await new Promise<number | null>((resolve) => child.on('close', resolve)), 1, args.join(' '));
  }
});

(existsSync('/dev/full') ? test : test.skip)('an output on a full disk is one line and exit code 1', async (t) => {
  const full = openSync('/dev/full', 'w');
  t.teardown(() => closeSync(full));
  const child = spawn(process.execPath, [programOf('client'), 'decode', '--type', 'alert', '0228'], {
    stdio: ['ignore', full, 'pipe'],
  });
  let errorOutput = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    errorOutput += chunk;
  });
  t.is(await new Promise<number | null>((resolve) => child.on('close', resolve)), 1);
  t.regex(errorOutput, /^wirechart: cannot write standard output: ENOSPC[^\n]*\n$/);
});
