import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { SeededRandom } from 'wirechart/testing';

/** Probabilities for one datagram; `delay` is the longest extra delay in milliseconds. */
export interface Impairment {
  readonly loss: number;
  readonly duplication: number;
  readonly corruption: number;
  readonly delay: number;
}

/** A relay between one client and a server on 127.0.0.1: loses, repeats, delays, reorders, cuts and alters datagrams. */
export class ImpairedRelay {
  readonly #inner: Socket;
  readonly #outer: Socket;
  readonly #random: SeededRandom;
  readonly #impairment: Impairment;
  readonly #timers = new Set<NodeJS.Timeout>();
  #clientPort = 0;
  #closed = false;
  /** Gets each datagram that arrives, before it is impaired. */
  ondatagram: ((datagram: Uint8Array) => void) | undefined;

  private constructor(inner: Socket, outer: Socket, serverPort: number, random: SeededRandom, impairment: Impairment) {
    this.#inner = inner;
    this.#outer = outer;
    this.#random = random;
    this.#impairment = impairment;
    inner.on('message', (bytes, { port }) => {
      this.#clientPort = port;
      this.#pass(bytes, (copy) => outer.send(copy, serverPort, '127.0.0.1', ignore));
    });
    outer.on('message', (bytes) => {
      if (this.#clientPort !== 0) this.#pass(bytes, (copy) => inner.send(copy, this.#clientPort, '127.0.0.1', ignore));
    });
    // An ICMP error from either side; the other side detects it by its own timers.
    inner.on('error', ignore);
    outer.on('error', ignore);
  }

  static async open(serverPort: number, random: SeededRandom, impairment: Impairment): Promise<ImpairedRelay> {
    const [inner, outer] = [createSocket('udp4'), createSocket('udp4')];
    inner.bind(0, '127.0.0.1');
    outer.bind(0, '127.0.0.1');
    await Promise.all([once(inner, 'listening'), once(outer, 'listening')]);
    return new ImpairedRelay(inner, outer, serverPort, random, impairment);
  }

  /** Where the client connects to. */
  get port(): number {
    return this.#inner.address().port;
  }

  close(): void {
    this.#closed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#inner.close();
    this.#outer.close();
  }

  #pass(bytes: Uint8Array, send: (bytes: Uint8Array) => void): void {
    this.ondatagram?.(bytes);
    const { loss, duplication, corruption, delay } = this.#impairment;
    const random = this.#random;
    if (random.chance(loss)) return;
    for (let copies = random.chance(duplication) ? 2 : 1; copies > 0; copies--) {
      const copy = random.chance(corruption) ? damaged(bytes, random) : bytes.slice();
      const wait = Math.floor(random.fraction() * delay);
      if (wait === 0) {
        send(copy);
        continue;
      }
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        if (!this.#closed) send(copy);
      }, wait);
      this.#timers.add(timer);
    }
  }
}

/** A copy that is cut, longer, or has a few other bytes. */
export function damaged(bytes: Uint8Array, random: SeededRandom): Uint8Array {
  const cut = random.chance(0.2) ? random.bits() % (bytes.length + 1) : bytes.length;
  const copy = new Uint8Array(cut + (random.chance(0.1) ? random.bits() % 64 : 0));
  copy.set(bytes.subarray(0, cut));
  for (let changes = random.bits() % 4; changes > 0 && copy.length > 0; changes--) {
    // Most fields that decide something are at the beginning of a record.
    const range = random.chance(0.5) ? Math.min(copy.length, 40) : copy.length;
    copy[random.bits() % range] = random.bits();
  }
  return copy;
}

function ignore(): void {}
