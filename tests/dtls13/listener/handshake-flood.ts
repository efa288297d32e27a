import type { ListenerOptions } from '../../../runtime/dtls13/index.ts';
import { addressesWithPorts, Client, EventSchedule, Server, START } from '../multi-peer-host.ts';

/** One way, in milliseconds: half of a round trip. */
const DELAY = 25;
/** Of each attacker. */
const DATAGRAMS_PER_MILLISECOND = 20;
const FIRST_PORT = 1024;

function pathOf(source: number, port: number): number {
  return source * 0x10000 + port;
}

/**
 * Clients that own their addresses: each requested its cookie, and then sends only its second ClientHello, repeatedly.
 * All datagrams are made beforehand.
 */
class HandshakeFlood {
  readonly #server: Server;
  readonly #slab: Uint8Array;
  readonly #size: number;
  readonly #sources: number;
  readonly #ports: number;
  #turn = 0;

  /** Attackers have the sources from 0 on, with `ports` ports each. */
  constructor(sources: number, ports: number, serve: (sent: (path: number, datagram: Uint8Array) => void) => Server) {
    this.#sources = sources;
    this.#ports = ports;
    const answers: Uint8Array[] = [];
    const sentDatagrams: Uint8Array[] = [];
    let answer = (_path: number, datagram: Uint8Array): void => void answers.push(datagram.slice());
    this.#server = serve((path, datagram) => answer(path, datagram));
    const model = new Client(
      pathOf(0, FIRST_PORT),
      START,
      (_path, datagram) => void sentDatagrams.push(datagram.slice()),
    );
    const [first] = sentDatagrams.splice(0) as [Uint8Array];
    const retries: Uint8Array[] = [];
    for (let index = 0; index < sources * ports; index++) {
      this.#server.handle(this.#path(index), first, START);
      retries.push(...answers.splice(0));
    }
    model.handle(0, retries[0] as Uint8Array, START);
    const [second] = sentDatagrams as [Uint8Array];
    const cookie = commonEnd(retries[0] as Uint8Array, retries[1] as Uint8Array, second);
    this.#size = second.length;
    this.#slab = new Uint8Array(second.length * retries.length);
    for (const [index, retry] of retries.entries()) {
      this.#slab.set(second, index * second.length);
      const bytes = retry.subarray(cookie.inRetry, cookie.inRetry + cookie.length);
      this.#slab.set(bytes, index * second.length + cookie.inSecond);
    }
    answer = (): void => {};
  }

  /** What arrives within a millisecond. */
  burst(now: number): void {
    const count = this.#sources * DATAGRAMS_PER_MILLISECOND;
    const at = new Int32Array(count);
    const path = new Int32Array(count);
    for (let index = 0; index < count; index++) {
      const which = this.#turn % (this.#sources * this.#ports);
      this.#turn += 1;
      at[index] = which * this.#size;
      path[index] = this.#path(which);
    }
    const length = new Int32Array(count).fill(this.#size);
    this.#server.endpoint.handleDatagrams({ slab: this.#slab, at, length, path, count }, now);
    this.#server.drain(now);
  }

  /** Sources take turns. */
  #path(index: number): number {
    return pathOf(index % this.#sources, FIRST_PORT + Math.floor(index / this.#sources));
  }
}

/** Position of the cookie in a HelloRetryRequest, whose last extension it is, and in the ClientHello that answers it. */
function commonEnd(retry: Uint8Array, other: Uint8Array, second: Uint8Array) {
  const text = Buffer.from(second).toString('latin1');
  for (let inRetry = 25; inRetry < retry.length; inRetry++) {
    const end = Buffer.from(retry.subarray(inRetry)).toString('latin1');
    const inSecond = text.indexOf(end);
    if (inSecond >= 0 && retry.length === other.length) return { inRetry, inSecond, length: end.length };
  }
  throw new RangeError('the second ClientHello does not hold the cookie');
}

export interface HandshakeFloodOptions {
  /** Addresses of attackers, 20,000 datagrams a second from each. */
  readonly attackers: number;
  /** How many addresses 500 legitimate clients share. */
  readonly legitimateSources: number;
  /** Milliseconds in which legitimate clients start. */
  readonly beginning: number;
  readonly options?: Partial<ListenerOptions>;
}

export interface Outcome {
  readonly server: Server;
  /** Milliseconds that each of 500 clients took until it was secure; Infinity: it never was. */
  readonly elapsed: readonly number[];
  /** Of attackers. */
  readonly datagrams: number;
}

const CLIENTS = 500;

/** 500 legitimate clients at a round trip of 50 milliseconds, among attackers with valid cookies. */
export function runHandshakeFlood({
  attackers,
  legitimateSources,
  beginning,
  options = {},
}: HandshakeFloodOptions): Outcome {
  const schedule = new EventSchedule();
  const clients = new Map<number, { readonly client: Client; readonly startedAt: number }>();
  const elapsed = new Map<number, number>();
  const later = (run: () => void) => schedule.at(schedule.now + DELAY, run);
  let server: Server | undefined;
  let datagrams = 0;
  const flood = new HandshakeFlood(attackers, attackers === 1 ? 4096 : 256, (answered) => {
    server = new Server(
      (path, datagram) => {
        const entry = clients.get(path);
        if (entry === undefined) {
          answered(path, datagram);
          return;
        }
        const copy = datagram.slice();
        later(() => {
          entry.client.handle(0, copy, schedule.now);
          checkClient(path);
        });
      },
      options,
      addressesWithPorts(),
    );
    return server;
  });
  if (server === undefined) throw new RangeError('there is no server');
  const target = server;
  const checkClient = (path: number): void => {
    const { client, startedAt } = clients.get(path) as { client: Client; startedAt: number };
    if (elapsed.has(path)) return;
    if (client.count('secure') > 0) {
      elapsed.set(path, schedule.now - startedAt);
      return;
    }
    const deadline = client.endpoint.nextDeadline();
    if (deadline === Number.POSITIVE_INFINITY) return;
    schedule.at(deadline, () => {
      if (client.endpoint.nextDeadline() > schedule.now) return;
      client.endpoint.handleTimeout(schedule.now);
      client.drain(schedule.now);
      checkClient(path);
    });
  };
  const begin = (index: number): void => {
    const path = pathOf(1000 + (index % legitimateSources), FIRST_PORT + index);
    const client = new Client(path, schedule.now, (from, datagram) => {
      const copy = datagram.slice();
      later(() => target.handle(from, copy, schedule.now));
    });
    clients.set(path, { client, startedAt: schedule.now });
    checkClient(path);
  };
  for (let index = 0; index < CLIENTS; index++) {
    schedule.at(START + 100 + (index * beginning) / CLIENTS, () => begin(index));
  }
  const end = START + 100 + beginning + 3000;
  while (schedule.now < end && elapsed.size < CLIENTS) {
    flood.burst(schedule.now);
    datagrams += attackers * DATAGRAMS_PER_MILLISECOND;
    schedule.run(schedule.now + 1);
    if (target.endpoint.nextDeadline() > schedule.now) continue;
    target.endpoint.handleTimeout(schedule.now);
    target.drain(schedule.now);
  }
  const times = [...clients.keys()].map((path) => elapsed.get(path) ?? Number.POSITIVE_INFINITY);
  return { server: target, elapsed: times, datagrams };
}
