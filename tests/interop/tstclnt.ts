import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nssLibraries } from '../peer-programs.ts';
import { keyLogLines } from './key-log.ts';

/** Time limit of tstclnt in every test, in milliseconds. */
const LIFETIME = 60_000;

/** NSS's test client, which is also its DTLS server, with the NSS of Firefox. */
export interface Tstclnt {
  /** Sends one datagram. */
  send(text: string): void;
  /** Resolves when standard output holds the text; rejects, with both outputs, when the process ends before. */
  receivedText(text: string): Promise<void>;
  /** Resolves with all of standard output when the process has ended, as it does by itself with `-Q`. */
  ended(): Promise<string>;
}

/** The scope of a database and a process: a test, or a tool that cleans up itself. */
export interface Scope {
  teardown(undo: () => void): void;
}

/** The kind of key that NSS has a certificate for; a client sends the certificate it has, selected by name or not. */
export type NssKey = 'ec' | 'P-384' | 'P-521' | 'rsa' | 'none';

const CURVES = { ec: 'nistp256', 'P-384': 'nistp384', 'P-521': 'nistp521' } as const;

/** A folder with a certificate database and at most one identity in it, removed when the scope ends. */
export function makeDatabase(t: Scope, key: NssKey = 'ec'): string {
  const folder = mkdtempSync(join(tmpdir(), 'wirechart-nss-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const noise = join(folder, 'noise');
  writeFileSync(noise, crypto.getRandomValues(new Uint8Array(64)));
  const db = `sql:${folder}`;
  execFileSync('certutil', ['-N', '-d', db, '--empty-password']);
  if (key === 'none') return folder;
  const kind = key === 'rsa' ? ['-k', 'rsa', '-g', '2048'] : ['-k', 'ec', '-q', CURVES[key]];
  const subject = ['-s', 'CN=localhost', '-x', '-t', 'CT,C,C', ...kind, '-v', '12'];
  const names = ['--extSAN', 'dns:localhost,ip:127.0.0.1'];
  execFileSync('certutil', ['-S', '-d', db, '-n', 'srv', '-z', noise, ...subject, ...names], { stdio: 'ignore' });
  return folder;
}

/** The certificate that tstclnt sends as a server, PEM. */
export function certificateOf(folder: string): string {
  return execFileSync('certutil', ['-L', '-d', `sql:${folder}`, '-n', 'srv', '-a'], { encoding: 'utf8' });
}

/** The lines of the key log of NSS, sorted. */
export function keyLogOf(folder: string): string[] {
  return keyLogLines(join(folder, 'keys'));
}

/** Starts tstclnt for DTLS 1.3; killed when the test ends. */
export function startTstclnt(
  t: Scope,
  folder: string,
  role: 'client' | 'server',
  port: number,
  more: readonly string[] = [],
): Tstclnt {
  const base = ['-P', role, '-h', '127.0.0.1', '-p', String(port), '-V', 'tls1.3:tls1.3', '-d', `sql:${folder}`];
  // `-o`: any certificate; a database of a test has no roots.
  const own = role === 'client' ? ['-o'] : ['-n', 'srv'];
  const child = spawn('tstclnt', [...base, ...own, ...more], {
    stdio: 'pipe',
    // Only here: certutil and all other programs run with the libraries of the system.
    env: { ...process.env, LD_LIBRARY_PATH: nssLibraries(), SSLKEYLOGFILE: join(folder, 'keys') },
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), LIFETIME);
  t.teardown(() => {
    clearTimeout(timer);
    child.kill('SIGKILL');
  });
  child.stdin.on('error', () => {});
  return { send: (text) => void child.stdin.write(text), ...listenTo(child) };
}

function listenTo(child: ChildProcess): Pick<Tstclnt, 'receivedText' | 'ended'> {
  let output = '';
  let errorOutput = '';
  let ended = false;
  const checks = new Set<() => void>();
  const changed = (): void => {
    for (const check of [...checks]) check();
  };
  child.stdout?.on('data', (chunk: Buffer) => {
    output += chunk;
    changed();
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    errorOutput += chunk;
  });
  child.on('close', () => {
    ended = true;
    changed();
  });
  /** Resolves when `ready`; rejects when the process ends and it is not. */
  const wait = (what: string, ready: () => boolean): Promise<void> =>
    new Promise((resolve, reject) => {
      const check = (): void => {
        if (!ready() && !ended) return;
        checks.delete(check);
        if (ready()) resolve();
        else reject(new Error(`tstclnt ended without ${what}: ${output}\n${errorOutput}`));
      };
      checks.add(check);
      check();
    });
  return {
    receivedText: (text) => wait(`printing ${JSON.stringify(text)}`, () => output.includes(text)),
    ended: () => wait('ending', () => ended).then(() => output),
  };
}
