import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import { HandshakeType } from '../../../generated/dtls13/registries/handshake-type.ts';
import { ProtocolVersion } from '../../../generated/dtls13/registries/protocol-version.ts';
import { DtlsPlaintext } from '../../../generated/dtls13/wire/dtls-plaintext.ts';
import { Handshake } from '../../../generated/dtls13/wire/handshake.ts';
import { SeededRandom } from '../../../runtime/testing/index.ts';
import { encodeToBytes } from '../../../runtime/wire/index.ts';
import { addressesWithPorts, Client, EventSchedule, manyProtocols, Server, START } from '../multi-peer-host.ts';

const HELLO_BYTES = 1413;

/** A datagram with `length` bytes of a ClientHello from `offset` on, as Chromium would cut it, or finer. */
function forgedFragment(offset: number, length: number, messageSeq: number): Uint8Array {
  const fragment = Uint8Array.from({ length }, (_, index) => index * 7);
  const piece = { msgType: HandshakeType.client_hello, length: HELLO_BYTES, messageSeq, fragmentOffset: offset };
  return encodeToBytes(DtlsPlaintext, {
    type: ContentType.handshake,
    legacyRecordVersion: ProtocolVersion.dtls1_2,
    sequenceNumber: 0,
    fragment: encodeToBytes(Handshake, { ...piece, fragment }),
  });
}

const forgeries = [
  forgedFragment(0, 1175, 0),
  forgedFragment(1175, 238, 0),
  forgedFragment(1175, 238, 1),
  forgedFragment(700, 1, 0),
];

/** Legitimate clients have addresses of their own above those of attackers. */
function pathOf(client: number, attackers: number | undefined): number {
  return attackers === undefined ? client : (attackers + client) * 0x10000 + 5000;
}

/** Sends forged fragments, each from an address of its own, or from the ports of some addresses of attackers. */
export class Flood {
  sent = 0;
  readonly #server: Server;
  readonly #random = new SeededRandom(9147);
  readonly #attackers: number | undefined;
  readonly #batch: number;
  readonly #slab: Uint8Array;
  readonly #at: Int32Array;
  readonly #length: Int32Array;
  readonly #path: Int32Array;

  /** `attackers`: addresses that send two datagrams at once each; the server's addresses then include ports. */
  constructor(server: Server, attackers?: number) {
    this.#server = server;
    this.#attackers = attackers;
    this.#batch = attackers === undefined ? 10 : 2 * attackers;
    this.#slab = new Uint8Array(this.#batch * 1200);
    this.#at = new Int32Array(this.#batch);
    this.#length = new Int32Array(this.#batch);
    this.#path = new Int32Array(this.#batch);
  }

  /** Datagrams that arrive at once: every 0.1 milliseconds, 100000 a second, or 20000 from each attacker. */
  burst(now: number): void {
    let at = 0;
    for (let index = 0; index < this.#batch; index++) {
      const forgery = forgeries[this.#random.bits() % forgeries.length] as Uint8Array;
      this.#slab.set(forgery, at);
      this.#at[index] = at;
      this.#length[index] = forgery.length;
      const bits = this.#random.bits();
      this.#path[index] =
        this.#attackers === undefined
          ? // Legitimate clients have the small numbers.
            bits | 0x10000000
          : (index % this.#attackers) * 0x10000 + (bits & 0xffff);
      at += forgery.length;
    }
    const { endpoint } = this.#server;
    endpoint.handleDatagrams(
      { slab: this.#slab, at: this.#at, length: this.#length, path: this.#path, count: this.#batch },
      now,
    );
    this.#server.drain(now);
    this.sent += this.#batch;
  }
}

export interface FragmentFloodOptions {
  /** How many legitimate clients start, evenly over the first part of the flood. */
  readonly clients: number;
  /** Maximum delay of a datagram beyond 10 milliseconds, drawn for each. */
  readonly jitter: number;
  /** Milliseconds in which clients start, and how much longer the flood lasts. */
  readonly beginning: number;
  readonly rest: number;
  /** Addresses that attackers own, each sending 20000 fragments a second. Default: 100000 a second from forged ones. */
  readonly attackers?: number;
}

export interface FragmentFloodResult {
  readonly server: Server;
  /** Forged fragments. */
  readonly sent: number;
  /** Clients that became secure. */
  readonly secure: number;
  /** Clients that became secure before their first retransmission. */
  readonly prompt: number;
}

/** Legitimate clients whose ClientHellos are in two datagrams, among forged fragments. */
export function runFragmentFlood({
  clients: count,
  jitter,
  beginning,
  rest,
  attackers,
}: FragmentFloodOptions): FragmentFloodResult {
  const schedule = new EventSchedule();
  const random = new SeededRandom(2026);
  const clients = new Map<number, Client>();
  // Drawn for each datagram, so some are reordered.
  const later = (run: () => void) => schedule.at(schedule.now + 10 + jitter * random.fraction(), run);
  const answered = (path: number, datagram: Uint8Array): void => {
    const client = clients.get(path);
    const copy = datagram.slice();
    if (client !== undefined) later(() => deliver(client, copy));
  };
  const server = new Server(answered, {}, attackers === undefined ? undefined : addressesWithPorts());
  const deliver = (client: Client, datagram: Uint8Array) => {
    client.handle(0, datagram, schedule.now);
    wake(client);
  };
  const wake = (client: Client) => {
    const deadline = client.endpoint.nextDeadline();
    if (deadline === Number.POSITIVE_INFINITY || client.count('secure') > 0) return;
    schedule.at(deadline, () => {
      if (client.endpoint.nextDeadline() > schedule.now) return;
      client.endpoint.handleTimeout(schedule.now);
      client.drain(schedule.now);
      wake(client);
    });
  };
  const begin = (path: number) => {
    const send = (from: number, datagram: Uint8Array) => {
      const copy = datagram.slice();
      later(() => server.handle(from, copy, schedule.now));
    };
    const client = new Client(path, schedule.now, send, { alpnProtocols: manyProtocols });
    clients.set(path, client);
    wake(client);
  };
  for (let path = 1; path <= count; path++)
    schedule.at(START + (path * beginning) / count, () => begin(pathOf(path, attackers)));

  const flood = new Flood(server, attackers);
  while (flood.sent < 20_000) flood.burst(schedule.now);
  for (; schedule.now < START + beginning + rest; flood.burst(schedule.now)) schedule.run(schedule.now + 0.1);
  let secure = 0;
  let prompt = 0;
  for (const { events } of clients.values()) {
    const [event] = events.map(({ event }) => event).filter(({ kind }) => kind === 'secure');
    if (event?.kind !== 'secure') continue;
    secure += 1;
    if (event.elapsed < 1000) prompt += 1;
  }
  return { server, sent: flood.sent, secure, prompt };
}
