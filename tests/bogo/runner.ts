import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { errorMap } from './error-map.ts';
import type { Reason } from './reasons.ts';
import { PROVIDER_VARIABLE, type ProviderName } from './shim-provider.ts';

export type Outcome = 'passed' | 'failed' | 'unimplemented';

/** The result of one test. */
export interface TestResult {
  readonly name: string;
  readonly outcome: Outcome;
  /** Of `unimplemented`; undefined: the shim has no reason. */
  readonly reason?: Reason | undefined;
  /** What was expected and what happened, or what is not implemented. */
  readonly detail: string;
}

const OUTCOMES: Readonly<Record<string, Outcome>> = {
  PASSED: 'passed',
  FAILED: 'failed',
  UNIMPLEMENTED: 'unimplemented',
};
const RESULT = /^(PASSED|FAILED|UNIMPLEMENTED) \((.*)\)$/;
const PANIC = /^Test '(.*)' panicked\.$/;
/** Records that our ACKs name at most. */
const MAX_ACK_RECORDS = 128;
/** Below the limit of one command line argument in Linux. */
const MAX_PATTERN_LENGTH = 100_000;

/** BoringSSL's runner, compiled into `folder`. */
export class Runner {
  readonly #program: string;
  readonly #sources: string;
  readonly #folder: string;

  /** `source`: the root of BoringSSL's source. Throws Error where the runner does not compile. */
  constructor(source: string, folder: string) {
    this.#sources = join(source, 'ssl/test/runner');
    this.#folder = folder;
    this.#program = join(folder, 'runner');
    const build = spawnSync('go', ['test', '-c', '-o', this.#program, '.'], { cwd: this.#sources, encoding: 'utf8' });
    if (build.error !== undefined) throw build.error;
    if (build.status !== 0) throw new Error(`the runner does not compile:\n${build.stderr}`);
  }

  /** The names of all DTLS tests of the suite. */
  async names(): Promise<string[]> {
    const shim = this.#script('list.sh', 'for flag; do case $flag in -is-h*) echo No;; -dtls) exit 89;; esac; done');
    const names: string[] = [];
    await this.#run(shim, [], (name, outcome) => {
      if (outcome === 'unimplemented') names.push(name);
    });
    return names;
  }

  /** Runs the tests with the bundled shim over the provider, and calls `report` with each result. */
  async run(
    shim: string,
    provider: ProviderName,
    names: readonly string[],
    report: (result: TestResult) => void,
  ): Promise<void> {
    const environment = `export NODE_NO_WARNINGS=1 ${PROVIDER_VARIABLE}=${provider}`;
    const launcher = this.#script('shim.sh', `${environment}\nexec '${process.execPath}' '${shim}' "$@"`);
    writeFileSync(this.#reasonsFile, '');
    const pending = new Set(names);
    while (pending.size > 0) {
      const chunk = firstPatterns([...pending]);
      const panicked = await this.#run(launcher, ['-test', chunk.join(';')], (name, outcome, detail) => {
        pending.delete(name);
        report({ name, outcome, detail, ...(outcome === 'unimplemented' ? this.#reasonOf(name) : {}) });
      });
      // A panic ends the whole runner: its test has failed, and the others run again without it.
      if (panicked !== undefined && pending.delete(panicked.name)) report({ ...panicked, outcome: 'failed' });
      else if (chunk.some((name) => pending.has(name))) throw new Error(`the runner did not run ${chunk.join(' ')}`);
    }
  }

  get #reasonsFile(): string {
    return join(this.#folder, 'reasons');
  }

  #reasonOf(name: string): { reason: Reason | undefined; detail: string } {
    const lines = readFileSync(this.#reasonsFile, 'utf8').split('\n');
    const [, reason, detail = ''] = lines.find((line) => line.startsWith(`${name}\t`))?.split('\t') ?? [];
    return { reason: reason === 'unexplained' ? undefined : (reason as Reason | undefined), detail };
  }

  #script(name: string, body: string): string {
    const path = join(this.#folder, name);
    writeFileSync(path, `#!/bin/sh\n${body}\n`, { mode: 0o755 });
    return path;
  }

  /** Runs the runner and calls `report` with each result. Returns the test that panicked. */
  async #run(
    shim: string,
    selection: readonly string[],
    report: (name: string, outcome: Outcome, detail: string) => void,
  ): Promise<{ name: string; detail: string } | undefined> {
    const config = join(this.#folder, 'config.json');
    const transcripts = join(this.#folder, 'transcripts');
    mkdirSync(transcripts, { recursive: true });
    writeFileSync(config, JSON.stringify({ ErrorMap: errorMap, MaxACKBuffer: MAX_ACK_RECORDS }));
    writeFileSync(this.#reasonsFile, '', { flag: 'a' });
    const options = ['-shim-path', shim, '-shim-config', config, '-allow-unimplemented', '-pipe'];
    // The transcripts' paths tell the shim the name of its test.
    const child = spawn(this.#program, [...options, '-transcript-dir', transcripts, ...selection], {
      cwd: this.#sources,
      env: { ...process.env, WIRECHART_BOGO_REASONS: this.#reasonsFile, TMPDIR: this.#folder },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let panicked: { name: string; detail: string } | undefined;
    createInterface(child.stderr).on('line', (line) => {
      const name = PANIC.exec(line)?.[1];
      if (name !== undefined) panicked = { name, detail: '' };
      else if (panicked?.detail === '') panicked.detail = line;
    });
    let current: { name: string; outcome: Outcome; detail: string } | undefined;
    const finish = (): void => {
      if (current !== undefined) report(current.name, current.outcome, current.detail.trim());
      current = undefined;
    };
    for await (const line of createInterface(child.stdout)) {
      const [, word = '', name = ''] = RESULT.exec(line) ?? [];
      if (name !== '') {
        finish();
        current = { name, outcome: OUTCOMES[word] as Outcome, detail: '' };
        if (current.outcome !== 'failed') finish();
      } else if (current !== undefined) {
        current.detail += `${line}\n`;
      }
    }
    finish();
    return panicked;
  }
}

/** As many names as one argument holds, without the characters that are special in patterns. */
function firstPatterns(names: readonly string[]): string[] {
  const chunk: string[] = [];
  let length = 0;
  for (const name of names) {
    length += name.length + 1;
    if (length > MAX_PATTERN_LENGTH) break;
    chunk.push(name);
  }
  return chunk;
}
