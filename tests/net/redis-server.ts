import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from 'redis';
import type { Teardown } from '../package/running-script.ts';

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** A Redis server on a loopback port, with its data in a folder that is removed after the test. */
export class RedisServer {
  readonly port: number;
  readonly #folder: string;
  #process: ChildProcess | undefined;

  private constructor(port: number, folder: string) {
    this.port = port;
    this.#folder = folder;
  }

  static async start(t: Teardown): Promise<RedisServer> {
    const folder = await mkdtemp(join(tmpdir(), 'wirechart-redis-'));
    const server = new RedisServer(await freePort(), folder);
    t.teardown(async () => {
      await server.stop();
      await rm(folder, { recursive: true });
    });
    await server.run();
    return server;
  }

  /** Starts the process, with the data that was saved. */
  async run(): Promise<void> {
    const settings = ['--port', `${this.port}`, '--bind', '127.0.0.1', '--dir', this.#folder, '--daemonize', 'no'];
    const started = spawn('redis-server', [...settings, '--appendonly', 'yes', '--save', ''], { stdio: 'pipe' });
    this.#process = started;
    for await (const chunk of started.stdout) if (String(chunk).includes('Ready to accept connections')) break;
    started.stdout.resume();
  }

  async stop(): Promise<void> {
    if (this.#process === undefined || this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const exited = once(this.#process, 'exit');
    this.#process.kill();
    await exited;
  }

  /** Deletes the saved data of a server that is stopped. */
  async deleteData(): Promise<void> {
    await rm(join(this.#folder, 'appendonlydir'), { recursive: true, force: true });
  }

  /** Sends a signal to the process. */
  signal(name: 'SIGSTOP' | 'SIGCONT' | 'SIGKILL'): void {
    this.#process?.kill(name);
  }

  /** `disableOfflineQueue`: calls fail at once while there is no connection. */
  async connect(t: Teardown, { disableOfflineQueue = false } = {}) {
    const url = `redis://127.0.0.1:${this.port}`;
    const client = createClient({ url, socket: { reconnectStrategy: 20 }, disableOfflineQueue });
    // The client reconnects; the store reports its failures by its answers.
    client.on('error', () => {});
    await client.connect();
    t.teardown(() => client.destroy());
    return client;
  }
}
