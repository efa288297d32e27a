// The tour that `npm start` runs: regenerates the library, performs handshakes and draws the charts.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pc from 'picocolors';
import { handshakeDiagram } from './ladder.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const cli = join(root, 'dist/cli/wirechart/main.js');
const generator = join(root, 'dist/cli/generator/main.js');
const output = join(root, 'dist/tour');

interface Finished {
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program of this repository to its end. Rejects if it fails. */
function run(args: readonly string[], input = ''): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['pipe', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve({ stdout, stderr });
      else reject(new Error(`${args.join(' ')} exited with ${code}\n${stdout}${stderr}`));
    });
    child.stdin.end(input);
  });
}

/** The events that a running program prints as lines of JSON. */
async function* events(child: ChildProcess): AsyncGenerator<Record<string, unknown>> {
  if (child.stdout === null) return;
  for await (const line of createInterface({ input: child.stdout })) yield JSON.parse(line);
}

function parseEvents({ stdout }: Finished): Record<string, unknown>[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

async function stage(title: string, work: () => Promise<string[]>): Promise<void> {
  const start = performance.now();
  process.stdout.write(`${pc.bold(title)}\n`);
  const lines = await work();
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  for (const line of lines) process.stdout.write(`  ${line}\n`);
  process.stdout.write(pc.dim(`  ${seconds} s\n\n`));
}

async function regenerate(): Promise<string[]> {
  const { stderr } = await run([generator, 'generate']);
  await run([generator, 'generate', '--check']);
  return [`generated from spec/: ${stderr.trim()}`, 'generate --check agrees'];
}

async function compile(): Promise<string[]> {
  await run([join(root, 'build.js')]);
  return ['tsc compiled specs, generated code, runtime and tests without errors'];
}

async function handshakeOverUdp(folder: string): Promise<string[]> {
  await run([cli, 'cert', '--out', folder]);
  const certificate = join(folder, 'cert.pem');
  const server = spawn(
    process.execPath,
    [
      cli,
      'server',
      '--listen',
      '127.0.0.1:0',
      '--cert',
      certificate,
      '--key',
      join(folder, 'key.pem'),
      '--echo',
      '--json',
    ],
    { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  try {
    const { value: listening } = await events(server).next();
    const address = `127.0.0.1:${listening?.['port']}`;
    const input = 'one datagram\nand another\n';
    const flags = ['--ca', certificate, '--servername', 'localhost', '--json'];
    const reported = parseEvents(await run([cli, 'client', address, ...flags], input));
    const secure = reported.find(({ event }) => event === 'secure');
    const echoes = reported.filter(({ event }) => event === 'message');
    if (secure === undefined || echoes.length !== 2) throw new Error('the client did not receive both messages back');
    const texts = echoes.map(({ data }) => Buffer.from(String(data), 'base64').toString());
    return [
      `server on ${address}, client in a separate process`,
      `${secure['version']}, ${secure['cipher']}, ${secure['group']}, handshake in ${Number(secure['milliseconds']).toFixed(1)} ms`,
      `echoed: ${texts.map((text) => `“${text}”`).join(', ')}`,
    ];
  } finally {
    server.kill('SIGINT');
  }
}

/** A server stores no state for a client before it returns the cookie. */
async function retry(): Promise<string[]> {
  const { lines } = handshakeDiagram({ latency: 20 });
  return [...lines, 'the cookie in the second ClientHello contains all that the server needs from the first'];
}

const BAD_NETWORK = { seed: 3, latency: 20, jitter: 40, loss: 0.3, duplication: 0.2 };

async function handshakeWithLoss(): Promise<string[]> {
  const { lines, lost } = handshakeDiagram(BAD_NETWORK);
  return [...lines, `${lost} datagrams were lost, in virtual time; another seed gives another result`];
}

interface Operation {
  readonly module: string;
  readonly operation: string;
  readonly beginPs: number;
  readonly endPs: number;
}

const PS_PER_MS = 1e9;
/** Shorter operations are not visible as a bar. */
const SHORTEST_PS = 0.1 * PS_PER_MS;
const BAR_LENGTH = 36;

async function simulate(): Promise<string[]> {
  const vcd = join(output, 'handshake.vcd');
  const { stdout } = await run([cli, 'simulate', '--json', '--vcd', vcd]);
  const { timeline, endTimePs }: { timeline: Operation[]; endTimePs: number } = JSON.parse(stdout);
  const long = timeline.filter((item) => item.operation !== 'work' && item.endPs - item.beginPs >= SHORTEST_PS);
  const place = (ps: number) => Math.round((ps / endTimePs) * BAR_LENGTH);
  const rows = long.map(({ module, operation, beginPs, endPs }) => {
    const bar = ' '.repeat(place(beginPs)) + '█'.repeat(Math.max(1, place(endPs) - place(beginPs)));
    const took = ((endPs - beginPs) / PS_PER_MS).toFixed(2);
    return `${module.padEnd(14)} ${operation.padEnd(20)} ${pc.cyan(bar.padEnd(BAR_LENGTH + 1))} ${took} ms`;
  });
  const total = `${timeline.length} operations, ${(endTimePs / PS_PER_MS).toFixed(2)} ms of simulated time`;
  return [...rows, `${total}; waveform: ${relative(root, vcd)}`];
}

async function draw(): Promise<string[]> {
  const page = join(output, 'charts.html');
  await run([generator, 'inspect', '--static', page]);
  return [`all charts and a recorded handshake: ${relative(root, page)} (open it in a browser)`];
}

const start = performance.now();
const folder = mkdtempSync(join(tmpdir(), 'wirechart-tour-'));
mkdirSync(output, { recursive: true });
try {
  process.stdout.write(
    `\n${pc.bold('wirechart')}: DTLS 1.3 specs, generated code, sockets, simulated hardware and diagrams\n\n`,
  );
  await stage('1. Regenerate the library from its specs', regenerate);
  await stage('2. Compile what was generated', compile);
  await stage('3. Handshake over UDP between two processes', () => handshakeOverUdp(folder));
  await stage('4. The datagrams of a handshake with a HelloRetryRequest', retry);
  await stage('5. The same with 30 % loss, 20 % duplication and reordering', handshakeWithLoss);
  await stage('6. The same handshake in simulated hardware time', simulate);
  await stage('7. Draw the charts', draw);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  process.stdout.write(`${pc.green('Everything works.')} ${seconds} s in all.\n\n`);
} catch (error) {
  process.stderr.write(`\n${pc.red('The tour stopped:')} ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
