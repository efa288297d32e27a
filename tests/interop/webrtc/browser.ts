import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How to start a browser. */
export interface Launcher {
  readonly name: string;
  /** Puts what the browser needs into a fresh profile folder; returns the command line that opens `url`. */
  prepare(profile: string, url: string): { readonly command: readonly string[]; readonly env?: NodeJS.ProcessEnv };
}

/** The operating system kills a browser after this many seconds, for any result of the tests. */
const LIFETIME = 150;
/** Time limit of one action in the page, including the start of the browser; in milliseconds. */
const WAIT_TIMEOUT = 30_000;

interface Work {
  readonly id: number;
  readonly script: string;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

/** The page requests work, does it and reports, without end. Its state is on `window`. */
const page = `<!doctype html><title>wirechart</title><link rel="icon" href="data:,"><script>
(async () => {
  for (;;) {
    const { id, script } = await (await fetch('/next')).json();
    let outcome;
    try {
      outcome = { id, value: await (0, eval)(script) };
    } catch (error) {
      outcome = { id, error: String(error && error.stack || error) };
    }
    await fetch('/done', { method: 'POST', body: JSON.stringify(outcome) });
  }
})();
</script>`;

/**
 * A browser whose only page runs functions of tests. No automation protocol is involved, so the same code drives every
 * browser.
 */
export class Browser {
  readonly #server: Server;
  readonly #process: ChildProcess;
  /** The profile folder; removed by `close`. */
  readonly profile: string;
  #errorOutput = '';
  #lastId = 0;
  #queue: Work[] = [];
  readonly #running = new Map<number, Work>();
  #idle: ServerResponse | undefined;

  private constructor(server: Server, launcher: Launcher) {
    this.#server = server;
    server.on('request', (request, response) => void this.#serve(request, response));
    this.profile = mkdtempSync(join(tmpdir(), `wirechart-${launcher.name}-`));
    const { port } = server.address() as AddressInfo;
    // `localhost` counts as a secure context, an address does not.
    const { command, env } = launcher.prepare(this.profile, `http://localhost:${port}/`);
    // Detached: a group of its own, so that all of the browser's processes can be killed at once.
    this.#process = spawn('timeout', ['--signal=KILL', String(LIFETIME), ...command], {
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, HOME: this.profile, ...env },
    });
    this.#process.stderr?.on('data', (chunk: Buffer) => {
      this.#errorOutput = (this.#errorOutput + chunk).slice(-4000);
    });
    this.#process.on('exit', () => this.#failAll('ended'));
    this.#process.on('error', (error) => this.#failAll(`does not start: ${error.message}`));
  }

  /** Starts a browser; work may be queued before it is running. */
  static async launch(launcher: Launcher): Promise<Browser> {
    const server = createServer({ keepAliveTimeout: 120_000 });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Browser(server, launcher);
  }

  /** Runs a function in the page with a JSON argument; resolves with its JSON result. */
  run<Argument, Result>(action: (argument: Argument) => Result, argument: Argument): Promise<Awaited<Result>>;
  run<Result>(action: () => Result): Promise<Awaited<Result>>;
  run(action: (argument: never) => unknown, argument?: unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const id = ++this.#lastId;
      const script = `(${action})(${JSON.stringify(argument)})`;
      const timer = setTimeout(() => this.#fail(id, 'does not answer'), WAIT_TIMEOUT);
      const work = { id, script, resolve, reject, timer };
      this.#running.set(id, work);
      this.#queue.push(work);
      this.#hand();
    });
  }

  /** Kills all of its processes and removes its profile. */
  async close(): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null && this.#process.pid !== undefined) {
      const gone = once(this.#process, 'exit');
      process.kill(-this.#process.pid, 'SIGKILL');
      await gone;
    }
    this.#server.closeAllConnections();
    this.#server.close();
    // The last of the killed processes may still be writing.
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url === '/next') {
      this.#idle = response;
      this.#hand();
    } else if (request.url === '/done') {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      response.end();
      const { id, value, error } = JSON.parse(Buffer.concat(chunks).toString());
      if (error === undefined) this.#finish(id)?.resolve(value);
      else this.#fail(id, `reports ${error}`);
    } else {
      response.setHeader('content-type', 'text/html; charset=utf-8').end(page);
    }
  }

  #hand(): void {
    if (this.#idle === undefined) return;
    const work = this.#queue.shift();
    if (work === undefined) return;
    this.#idle.end(JSON.stringify({ id: work.id, script: work.script }));
    this.#idle = undefined;
  }

  #finish(id: number): Work | undefined {
    const work = this.#running.get(id);
    this.#running.delete(id);
    this.#queue = this.#queue.filter((each) => each !== work);
    clearTimeout(work?.timer);
    return work;
  }

  #fail(id: number, reason: string): void {
    const work = this.#finish(id);
    work?.reject(new Error(`the browser ${reason}; asked for ${work.script.slice(0, 200)}\n${this.#errorOutput}`));
  }

  #failAll(reason: string): void {
    for (const id of [...this.#running.keys()]) this.#fail(id, reason);
  }
}
