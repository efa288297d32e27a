// Starts and ends the processes of the cluster.
import { execFileSync, fork, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const running = new Set();
let stopped = false;

/** A process with its lines so far. */
class Started {
  lines = [];
  #child;
  #waiting = new Set();

  constructor(child, print) {
    if (stopped) child.kill('SIGKILL');
    this.#child = child;
    running.add(this);
    this.ended = once(child, 'close').finally(() => {
      running.delete(this);
      for (const look of this.#waiting) look();
    });
    this.ended.catch(() => {});
    createInterface({ input: child.stdout }).on('line', (line) => {
      this.lines.push(line);
      if (!stopped) print(line);
      for (const look of this.#waiting) look();
    });
  }

  /** Resolves when a line from `start` on contains the text. Rejects when the process ends without it. */
  printed(text, start = 0) {
    return new Promise((resolve, reject) => {
      const look = () => {
        const found = this.lines.slice(start).some((line) => line.includes(text));
        if (!found && running.has(this)) return;
        this.#waiting.delete(look);
        if (found) resolve();
        else reject(new Error(`a process ended before it printed "${text}":\n${this.lines.join('\n')}`));
      };
      this.#waiting.add(look);
      look();
    });
  }

  async stop() {
    this.#child.kill('SIGTERM');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), 3000);
    await this.ended.catch(() => {});
    clearTimeout(timer);
  }
}

/** Ends all processes. No other one starts afterwards. */
export async function stopAll() {
  stopped = true;
  await Promise.all([...running].map((each) => each.stop()));
}

/** A program of this folder. It ends when this process does: the channel between them is closed then. */
export function startProgram(name, flags, { environment = {}, print = () => {} } = {}) {
  const child = fork(
    here(name),
    Object.entries(flags).flatMap(([flag, value]) => [`--${flag}`, `${value}`]),
    {
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
      env: { ...process.env, ...environment },
    },
  );
  return new Started(child, print);
}

/** A Redis server without stored data. Rejects if none is installed. */
export async function startRedis(port, folder) {
  const flags = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'no'];
  const child = spawn('redis-server', [...flags, '--maxmemory-policy', 'noeviction'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await Promise.race([once(child, 'spawn'), once(child, 'error').then(([error]) => Promise.reject(error))]);
  const started = new Started(child, () => {});
  await started.printed('Ready to accept connections');
  return started;
}

/** cert.pem and key.pem for localhost, in a folder. */
export function makeCertificate(folder) {
  execFileSync(process.execPath, [here('../../dist/cli/wirechart/main.js'), 'cert', '--out', folder]);
  return { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
}

export async function freeUdpPort() {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return port;
}

export async function freeTcpPort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
