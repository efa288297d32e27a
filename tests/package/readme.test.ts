import { execFileSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { installWirechart } from './installed-package.ts';
import { type RunningScript, runScript } from './running-script.ts';

const { folder, root, addGenerator, remove } = await installWirechart();
test.after.always(remove);
addGenerator();

const MAIN = 'node_modules/wirechart/dist/cli/wirechart/main.js';
const readme = readFileSync(join(root, 'README.md'), 'utf8');

/** Runs a command of the package; its output when it ended well. */
async function wirechart(t: ExecutionContext, args: readonly string[], input = ''): Promise<string> {
  const command = runScript(t, folder, [MAIN, ...args], input);
  t.is(await command.ended, 0, command.output());
  return command.output();
}

async function freePort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  return port;
}

/** A program of the documents, on another port, so that tests can run side by side. */
function start(t: ExecutionContext, name: string, text: string, port: number): RunningScript {
  const file = `${port}-${name}`;
  writeFileSync(join(folder, file), text.replaceAll('4433', String(port)));
  return runScript(t, folder, [file]);
}

function program(name: string): string {
  const [, text] = new RegExp(`^\`\`\`js\\n(// ${name}\\n[\\s\\S]*?)^\`\`\``, 'm').exec(readme) ?? [];
  if (text === undefined) throw new Error(`the README has no program ${name}`);
  return text;
}

const example = (name: string): string => readFileSync(join(root, 'examples', name), 'utf8');

// What README and examples tell a reader to do first.
execFileSync(process.execPath, [MAIN, 'cert'], { cwd: folder });

const pairs: readonly [title: string, server: string, client: string][] = [
  ['the programs of the README', program('server.js'), program('client.js')],
  ['the examples', example('echo-server.js'), example('echo-client.js')],
];

for (const [title, serverText, clientText] of pairs) {
  test(`${title} talk to each other from an installed tarball, and end by themselves`, async (t) => {
    const port = await freePort();
    const server = start(t, 'server.js', serverText, port);
    await server.printed(`listening on ${port}`);
    const client = start(t, 'client.js', clientText, port);
    t.is(await client.ended, 0, client.output());
    t.is(client.output(), 'secure with TLS_AES_128_GCM_SHA256\nhello\n');
    server.child.kill('SIGINT');
    t.is(await server.ended, 0, server.output());
    t.is(server.output(), `listening on ${port}\nclosed\n`);
  });
}

test('a client that pings notices a server that was killed', async (t) => {
  const port = await freePort();
  const quick = example('ping-client.js').replace('PING_EVERY = 5000', 'PING_EVERY = 200');
  const server = start(t, 'echo.js', example('echo-server.js'), port);
  await server.printed('listening');
  const client = start(t, 'ping.js', quick, port);
  await client.printed('ping\nping');
  server.child.kill('SIGKILL');
  t.is(await client.ended, 1, client.output());
  t.regex(client.output(), /^(ping\n)+the session ended: [^\n]+\n$/);
});

test('a client that pings closes its session on ctrl-C', async (t) => {
  const port = await freePort();
  const server = start(t, 'echo.js', example('echo-server.js'), port);
  await server.printed('listening');
  const client = start(t, 'ping.js', example('ping-client.js'), port);
  await client.printed('ping\n');
  client.child.kill('SIGINT');
  t.is(await client.ended, 0, client.output());
  t.is(client.output(), 'ping\nclosed\n');
});

/** Lines of the README that call a command. */
const commands = [...readme.matchAll(/^(?:echo hello \| )?npx wirechart ([^#\n]+)/gm)].map(([, args = '']) =>
  args.trim(),
);

test('the commands of the README run as they are written', async (t) => {
  t.true(commands.length >= 8);
  const ran = new Set<string>();
  for (const line of commands) {
    const [command = '', ...args] = line.split(' ');
    // Run above, or they need a partner, a capture or specs: tests/cli runs those.
    if (['cert', 'server', 'client', 'decode', 'generate'].includes(command)) continue;
    await wirechart(t, [command, ...args]);
    ran.add(command);
  }
  t.deepEqual([...ran].toSorted(), ['doctor', 'init', 'inspect', 'requirements', 'simulate']);
  for (const file of ['handshake.vcd', 'charts.html', 'my-protocol/spec/my-protocol/wire/packet.ksy']) {
    t.true(existsSync(join(folder, file)), file);
  }
});

test('the schema in docs/schemas.md generates, and its bytes decode as the document says', async (t) => {
  const text = readFileSync(join(root, 'docs/schemas.md'), 'utf8');
  const [, schema = ''] = /^```ksy\n([\s\S]*?)^```/m.exec(text) ?? [];
  const [, bytes = ''] = /wirechart decode --type reading ([0-9a-f ]+)`/.exec(text) ?? [];
  await wirechart(t, ['init', 'sensors']);
  writeFileSync(join(folder, 'sensors/spec/sensors/wire/reading.ksy'), schema);
  await wirechart(t, ['generate', '--root', 'sensors']);
  const shown = await wirechart(t, ['decode', '--root', 'sensors', '--type', 'reading', ...bytes.split(' ')]);
  t.regex(shown, /magic +"SNSR"[\s\S]*channel +7[\s\S]*value +42[\s\S]*name +"abcdefgh"/);
});

test('every option in the commands of the documents is one', async (t) => {
  const texts = documents().map((path) => readFileSync(join(root, path), 'utf8'));
  const lines = texts.flatMap((text) => [...text.matchAll(/^.*?(?:npx |\$ )wirechart ([^#\n`]+)/gm)]);
  const helps = new Map<string, string>();
  for (const [, line = ''] of lines) {
    const [command = '', ...words] = line.trim().split(/\s+/);
    if (!helps.has(command)) helps.set(command, await wirechart(t, [command, '--help']));
    for (const word of words.filter((each) => each.startsWith('--'))) {
      t.true(helps.get(command)?.includes(`${word} `), `${command} ${word}`);
    }
  }
  t.true(helps.size >= 7);
});

function documents(): readonly string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.md'));
}

// It names the sources of each section, which are in the repository only.
const SOURCE_TABLE = 'docs/design/where.md';

/** The README links each feature to its tests, which are in the repository only. */
const isTest = (path: string): boolean => path.startsWith('tests/') && existsSync(path);

for (const document of documents().filter((path) => path !== SOURCE_TABLE)) {
  test(`the links of ${document} lead to files of the package, or to tests`, (t) => {
    const links = [...readFileSync(join(root, document), 'utf8').matchAll(/\]\((?![a-z]+:|#)([^)\s#]+)/g)];
    const broken = links
      .map(([, link = '']) => posix.join(dirname(document), link))
      .filter((path) => !existsSync(join(root, path)) && !isTest(path));
    t.deepEqual(broken, []);
  });
}

test('the package brings the documents, and no source of ours in TypeScript', (t) => {
  t.true(documents().includes('README.md') && documents().includes('CONTRIBUTING.md'));
  t.true(documents().includes('docs/node-dtls.md'));
  t.false(existsSync(join(root, 'runtime')) || existsSync(join(root, 'tests')));
});
