// The phases of the generator: opens connections, pings them, lets many echo at once, and closes them.
import type { CryptoProvider } from 'wirechart/crypto';
import { clientAddress } from './client-address.ts';
import { concurrently } from './concurrently.ts';
import { type ClientContext, CoreClient } from './core-client.ts';
import { BURST, MESSAGE_BYTES, type PhaseReport } from './settings.ts';

/** Handshakes at a time: more than both processes can work at, and fewer than what the server's receive buffer holds. */
const HANDSHAKES = 64;
/** Clients whose messages are on the way: their datagrams fit into the receive buffer of the server. */
const SENDERS = 128;
/** Milliseconds after which a ping is repeated, and pings of one client. */
const PING_TIMEOUT = 1000;
const MAX_PINGS = 10;
/** Milliseconds after which the echoes of a burst are lost. */
const ECHO_TIMEOUT = 20_000;
/** Milliseconds between two looks at the timers of the cores. */
const TICK = 50;

export class Generator {
  readonly #clients: CoreClient[] = [];
  readonly #context: ClientContext;
  readonly #ticks: NodeJS.Timeout;
  #counts = { echoes: 0, lost: 0, repeated: 0 };

  /** Keeps the process alive until `stop`. */
  constructor(provider: CryptoProvider, serverPort: number) {
    this.#context = { provider, serverPort, attached: new Set() };
    this.#ticks = setInterval(() => {
      for (const client of this.#context.attached) client.tick();
    }, TICK);
  }

  stop(): void {
    clearInterval(this.#ticks);
  }

  /** Opens connections `from` to `from + count - 1`, each with one echo. */
  open(from: number, count: number): Promise<PhaseReport> {
    return this.#phase(from, count, HANDSHAKES, async (index) => {
      const client = new CoreClient(this.#context, clientAddress(index));
      this.#clients[index] = client;
      await client.attach();
      await client.connect();
      await this.#ping(client, index);
      await client.detach();
    });
  }

  /** Each sends one message, again after a second without an echo, at most ten times. */
  ping(from: number, count: number): Promise<PhaseReport> {
    return this.#phase(from, count, SENDERS, async (index) => {
      const client = this.#client(index);
      await client.attach();
      await this.#ping(client, index);
      await client.detach();
    });
  }

  close(from: number, count: number): Promise<PhaseReport> {
    return this.#phase(from, count, SENDERS, async (index) => {
      const client = this.#client(index);
      await client.attach();
      await client.close();
      await client.detach();
      delete this.#clients[index];
    });
  }

  /** The first `count` clients have sockets at the same time; each sends `rounds` bursts. No message is repeated. */
  async echo(count: number, rounds: number): Promise<PhaseReport> {
    await concurrently(count, SENDERS, (index) => this.#client(index).attach());
    const total = { connections: count, seconds: 0, echoes: 0, lost: 0, repeated: 0 };
    for (let round = 0; round < rounds; round++) {
      const { seconds, echoes, lost } = await this.#phase(0, count, SENDERS, async (index) => {
        const echoed = await this.#exchange(this.#client(index), round * count + index, BURST, ECHO_TIMEOUT);
        this.#counts.echoes += echoed;
        this.#counts.lost += BURST - echoed;
      });
      total.seconds += seconds;
      total.echoes += echoes;
      total.lost += lost;
    }
    await concurrently(count, SENDERS, (index) => this.#client(index).detach());
    return total;
  }

  async #phase(
    from: number,
    count: number,
    limit: number,
    task: (index: number) => Promise<void>,
  ): Promise<PhaseReport> {
    const begin = performance.now();
    this.#counts = { echoes: 0, lost: 0, repeated: 0 };
    await concurrently(count, limit, (index) => task(from + index));
    return { connections: count, seconds: (performance.now() - begin) / 1000, ...this.#counts };
  }

  async #ping(client: CoreClient, seed: number): Promise<void> {
    for (let attempt = 0; attempt < MAX_PINGS; attempt++) {
      if (attempt > 0) this.#counts.repeated += 1;
      const echoed = await this.#exchange(client, seed + attempt, 1, PING_TIMEOUT);
      this.#counts.echoes += echoed;
      if (echoed === 1) return;
    }
    this.#counts.lost += 1;
  }

  /** Sends `count` messages in one call. Resolves with the number of those whose echo arrived in time. */
  async #exchange(client: CoreClient, seed: number, count: number, timeout: number): Promise<number> {
    const slab = messages(seed, count);
    const lengths = new Int32Array(count).fill(MESSAGE_BYTES);
    const waiting = new Set(Array.from({ length: count }, (_, index) => index * MESSAGE_BYTES));
    client.onmessage = (data) => {
      const at = [...waiting].find((each) => slab.compare(data, 0, data.length, each, each + MESSAGE_BYTES) === 0);
      if (at !== undefined) waiting.delete(at);
      else if (timeout !== PING_TIMEOUT) throw new Error('a message is wrong, or arrived twice');
    };
    const timer = setTimeout(() => client.giveUp(), timeout);
    client.send(slab, Int32Array.from(waiting), lengths);
    await client.until(() => waiting.size === 0);
    clearTimeout(timer);
    client.onmessage = undefined;
    return count - waiting.size;
  }

  #client(index: number): CoreClient {
    const client = this.#clients[index];
    if (client === undefined) throw new Error(`connection ${index} is not open`);
    return client;
  }
}

/** Messages back to back. All messages of all seeds differ. */
function messages(seed: number, count: number): Buffer {
  const slab = Buffer.alloc(count * MESSAGE_BYTES, seed & 0xff);
  for (let index = 0; index < count; index++) {
    slab.writeUInt32LE(seed, index * MESSAGE_BYTES);
    slab.writeUInt32LE(index, index * MESSAGE_BYTES + 4);
  }
  return slab;
}
