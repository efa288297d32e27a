import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import test from 'ava';
import { ContentType } from '../../generated/dtls13/registries/content-type.ts';
import { HandshakeType } from '../../generated/dtls13/registries/handshake-type.ts';
import { ProtocolVersion } from '../../generated/dtls13/registries/protocol-version.ts';
import { DtlsPlaintext } from '../../generated/dtls13/wire/dtls-plaintext.ts';
import { Handshake } from '../../generated/dtls13/wire/handshake.ts';
import { SeededRandom } from '../../runtime/testing/index.ts';
import { encodeToBytes } from '../../runtime/wire/index.ts';
import { Agenda, Client, manyProtocols, Server, START } from './crossroads.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function memory(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

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

/** Sends forged fragments, each from an address of its own, at a steady rate of virtual time. */
class Flood {
  sent = 0;
  readonly #server: Server;
  readonly #random = new SeededRandom(9147);
  readonly #batch = 10;
  readonly #slab = new Uint8Array(this.#batch * 1200);
  readonly #at = new Int32Array(this.#batch);
  readonly #length = new Int32Array(this.#batch);
  readonly #path = new Int32Array(this.#batch);

  constructor(server: Server) {
    this.#server = server;
  }

  /** Ten datagrams that arrive at once. */
  burst(now: number): void {
    let at = 0;
    for (let index = 0; index < this.#batch; index++) {
      const forgery = forgeries[this.#random.bits() % forgeries.length] as Uint8Array;
      this.#slab.set(forgery, at);
      this.#at[index] = at;
      this.#length[index] = forgery.length;
      // Honest clients have the small numbers.
      this.#path[index] = this.#random.bits() | 0x10000000;
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

test.serial('a million forged fragments take no memory', (t) => {
  const server = new Server(() => t.fail('a fragment is no reason to answer'));
  const flood = new Flood(server);
  const agenda = new Agenda();
  for (; flood.sent < 50_000; agenda.run(agenda.now + 0.1)) flood.burst(agenda.now);
  const before = memory();
  const startedAt = process.cpuUsage();
  for (; flood.sent < 1_050_000; agenda.run(agenda.now + 0.1)) flood.burst(agenda.now);
  const { user, system } = process.cpuUsage(startedAt);
  const grown = memory() - before;
  t.log(`${grown} bytes more, ${Math.round((user + system) / 1000)} ms of CPU`);
  t.true(grown < 500_000, `${grown}`);
  t.is(server.endpoint.size, 0);
  t.is(server.endpoint.nextDeadline(), Number.POSITIVE_INFINITY);
  const { discarded } = server.endpoint.statistics;
  t.is(discarded.partialHello, 1_050_000 - 1024);
});

test.serial('under 100000 forged fragments a second honest clients in two datagrams get through', (t) => {
  const agenda = new Agenda();
  const random = new SeededRandom(2026);
  const clients = new Map<number, Client>();
  // Every datagram is under way for 10 to 13 milliseconds, drawn anew, so that some overtake each other.
  const later = (run: () => void) => agenda.at(agenda.now + 10 + 3 * random.fraction(), run);
  const server: Server = new Server((path, datagram) => {
    const client = clients.get(path);
    const copy = datagram.slice();
    if (client !== undefined) later(() => hear(client, copy));
  });
  const hear = (client: Client, datagram: Uint8Array) => {
    client.handle(0, datagram, agenda.now);
    wake(client);
  };
  const wake = (client: Client) => {
    const deadline = client.endpoint.nextDeadline();
    if (deadline === Number.POSITIVE_INFINITY || client.count('secure') > 0) return;
    agenda.at(deadline, () => {
      if (client.endpoint.nextDeadline() > agenda.now) return;
      client.endpoint.handleTimeout(agenda.now);
      client.drain(agenda.now);
      wake(client);
    });
  };
  const begin = (path: number) => {
    const send = (from: number, datagram: Uint8Array) => {
      const copy = datagram.slice();
      later(() => server.handle(from, copy, agenda.now));
    };
    const client = new Client(path, agenda.now, send, { alpnProtocols: manyProtocols });
    clients.set(path, client);
    wake(client);
  };
  const HONEST = 300;
  // The last ones have time to finish before the flood ends.
  for (let path = 1; path <= HONEST; path++) agenda.at(START + 1 + (path * 2_500) / HONEST, () => begin(path));

  const flood = new Flood(server);
  while (flood.sent < 20_000) flood.burst(agenda.now);
  const startedAt = process.cpuUsage();
  for (; flood.sent < 320_000; flood.burst(agenda.now)) agenda.run(agenda.now + 0.1);
  const { user, system } = process.cpuUsage(startedAt);
  const secure = [...clients.values()].filter((client) => client.count('secure') === 1);
  const prompt = secure.filter(({ events }) =>
    events.some(({ event }) => event.kind === 'secure' && event.elapsed < 500),
  );
  t.is(clients.size, HONEST);
  t.log(`${secure.length} of ${HONEST} clients secure, ${prompt.length} of them without sending anything again`);
  t.log(`${Math.round((user + system) / 1000)} ms of CPU`);
  t.true(secure.length >= 0.99 * HONEST);
  t.true(prompt.length >= 0.99 * HONEST);
  t.is(server.endpoint.size, secure.length, 'nothing is kept for anybody else');
});
