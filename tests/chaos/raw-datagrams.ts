import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** An IPv4 address and a port, which may be 0. */
export interface RawAddress {
  readonly address: string;
  readonly port: number;
}

/** Sends UDP datagrams over IPv4 from any source address and port. Node has no raw sockets, so a Python process does. */
export class RawDatagrams {
  readonly #process: ChildProcess;
  sent = 0;

  private constructor(process: ChildProcess) {
    this.#process = process;
    process.stdin?.on('error', () => {});
  }

  /** Undefined where python3 is missing, or raw sockets are not permitted. */
  static async open(): Promise<RawDatagrams | undefined> {
    const script = fileURLToPath(new URL('../../../tests/chaos/raw-datagrams.py', import.meta.url));
    const child = spawn('python3', [script], { stdio: ['pipe', 'pipe', 'ignore'] });
    child.on('error', () => {});
    const ended = new Promise<undefined>((resolve) => child.once('close', () => resolve(undefined)));
    const ready = once(createInterface(child.stdout), 'line').then(() => new RawDatagrams(child));
    return await Promise.race([ready, ended]);
  }

  send(source: RawAddress, target: RawAddress, data: Uint8Array): void {
    this.sent++;
    const hex = Buffer.from(data).toString('hex');
    this.#process.stdin?.write(`${source.address} ${source.port} ${target.address} ${target.port} ${hex}\n`);
  }

  async close(): Promise<void> {
    if (this.#process.exitCode !== null) return;
    const closed = once(this.#process, 'close');
    this.#process.stdin?.end();
    await closed;
  }
}
