import { fileURLToPath } from 'node:url';
import { profiledNode } from '../profile/profiled-node.ts';
import { SideProcess } from '../side-process.ts';
import type { ConnectionsContender } from './contenders.ts';
import type { Command, MemoryReading, PhaseReport, ServerSettings } from './settings.ts';

/** Options of V8 of the generator, which has all clients in its memory. */
const GENERATOR_HEAP = '--max-old-space-size=12000';

/** The server and the generator of one contender, each in a process of its own. */
export class ConnectionProcesses {
  readonly #server: SideProcess;
  readonly #generator: SideProcess;

  private constructor(server: SideProcess, generator: SideProcess) {
    this.#server = server;
    this.#generator = generator;
  }

  /** Starts both. `lifetime`: milliseconds after which they are killed. */
  static async start(
    { variant, native }: Pick<ConnectionsContender, 'native' | 'variant'>,
    settings: Pick<ServerSettings, 'compactAfter' | 'maxSessions'>,
    lifetime: number,
  ): Promise<ConnectionProcesses> {
    const all: ServerSettings = { variant, native, ...settings };
    const role = `server-${variant}-${native ? 'native' : 'default'}`;
    const server = side('server', profiledNode(role), JSON.stringify(all), 1, lifetime);
    try {
      const { port } = await server.line<{ readonly port: number }>();
      const generator = side('generator', [process.execPath, GENERATOR_HEAP], String(port), 0, lifetime);
      await generator.line();
      return new ConnectionProcesses(server, generator);
    } catch (error) {
      await server.end();
      throw error;
    }
  }

  /** A phase of the generator. */
  generate(command: Extract<Command, { readonly do: 'close' | 'echo' | 'open' | 'ping' }>): Promise<PhaseReport> {
    return ask(this.#generator, command);
  }

  /** The memory of the server after `idle` milliseconds, a collection and `settle` milliseconds. */
  memory(idle: number, settle: number): Promise<MemoryReading> {
    return ask(this.#server, { do: 'memory', idle, settle });
  }

  /** The largest RSS of the server while `action` runs, in bytes. */
  async peakDuring(action: () => Promise<void>): Promise<number> {
    await ask(this.#server, { do: 'sample' });
    await action();
    const { rss } = await ask<{ readonly rss: number }>(this.#server, { do: 'peak' });
    return rss;
  }

  /** Writes a heap snapshot of the server. */
  async snapshot(file: string): Promise<void> {
    await ask(this.#server, { do: 'snapshot', file });
  }

  async end(): Promise<void> {
    await Promise.all([this.#server.end(), this.#generator.end()]);
  }
}

function ask<Report>(process: SideProcess, command: Command): Promise<Report> {
  process.write(JSON.stringify(command));
  return process.line<Report>();
}

function side(
  name: 'generator' | 'server',
  node: readonly string[],
  word: string,
  core: 0 | 1,
  lifetime: number,
): SideProcess {
  const program = fileURLToPath(new URL(`programs/${name}.js`, import.meta.url));
  return new SideProcess({ name, words: [...node, program, word], core, lifetime });
}
