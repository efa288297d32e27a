import test from 'ava';
import type { ListenerOptions } from '../../../runtime/dtls13/index.ts';
import { type Opening, openings, wholeHellos } from '../handshake/first-datagrams.ts';
import { DirectPair, Server, START } from '../multi-peer-host.ts';

interface Tally {
  readonly name: string;
  received: number;
  answered: number;
}

/** A server, and the datagrams between it and each address. Its datagrams are never answered. */
class Scale {
  readonly server: Server;
  readonly #tallies = new Map<number, Tally>();
  #nextPath = 1;
  now = START;

  constructor(options: Partial<ListenerOptions>) {
    const room = { maxHandshakes: 2 ** 16, maxFragmentedHellos: 4096 };
    this.server = new Server((path, datagram) => this.#answered(path, datagram.length), { ...room, ...options });
  }

  /** Each opening has an address of its own. */
  measure({ name, datagrams }: Opening): Tally {
    const path = this.#nextPath;
    this.#nextPath += 1;
    const tally = { name, received: 0, answered: 0 };
    this.#tallies.set(path, tally);
    for (const datagram of datagrams) {
      tally.received += datagram.length;
      this.server.handle(path, datagram, this.now);
    }
    return tally;
  }

  /** Advances the time by so many milliseconds. */
  pass(milliseconds: number): void {
    const { endpoint } = this.server;
    const end = this.now + milliseconds;
    for (let next = endpoint.nextDeadline(); next <= end; next = endpoint.nextDeadline()) {
      this.now = next;
      endpoint.handleTimeout(next);
      this.server.drain(next);
    }
    this.now = end;
  }

  /** The opening with the highest ratio of answered to received bytes. */
  get worst(): Tally {
    return [...this.#tallies.values()].reduce((worst, each) => (ratio(each) > ratio(worst) ? each : worst));
  }

  get count(): number {
    return this.#tallies.size;
  }

  #answered(path: number, length: number): void {
    const tally = this.#tallies.get(path);
    if (tally !== undefined) tally.answered += length;
  }
}

function ratio({ answered, received }: Tally): number {
  return answered / Math.max(received, 1);
}

function summaryOf(scale: Scale): string {
  const { name, received, answered } = scale.worst;
  return `${scale.count} openings; the worst (${name}): ${answered} bytes for ${received}, ${ratio(scale.worst).toFixed(3)}`;
}

test('with cookies, a forged address gets at most 152 bytes for 98, for any datagrams sent in its name', (t) => {
  const scale = new Scale({ cookies: 'always' });
  for (const opening of openings()) scale.measure(opening);
  scale.pass(60_000);
  t.log(summaryOf(scale));
  t.true(scale.count > 3000);
  t.is(scale.server.endpoint.size, 0);
  t.like(scale.worst, { received: 98, answered: 152 });
});

test('with cookies, the answer to an unusable ClientHello is shorter than the ClientHello', (t) => {
  const scale = new Scale({ cookies: 'always' });
  let refused = 0;
  for (const opening of openings()) {
    const before = scale.server.endpoint.statistics.helloRetryRequests;
    const tally = scale.measure(opening);
    if (scale.server.endpoint.statistics.helloRetryRequests > before) continue;
    refused += tally.answered > 0 ? 1 : 0;
    t.true(tally.answered <= 0.6 * tally.received, tally.name);
  }
  t.true(refused > 500);
});

/** The second ClientHello of a client at path 7, whose cookie `from` made. */
function secondHello(from: DirectPair): Uint8Array {
  const client = from.client(7);
  from.deliverToServer(client);
  from.deliverToClient(client);
  return from.toServer.splice(0)[0] as Uint8Array;
}

const [ours, theirs] = [1, 2].map((byte) => [new Uint8Array(32).fill(byte)]);

for (const [what, maker, age] of [
  ['stolen from another address', ours, 0],
  ['of another server', theirs, 0],
  ['out of date', ours, 600_000],
] as const) {
  test(`with cookies, a cookie ${what} gets fewer bytes than were sent, for each repetition`, (t) => {
    const second = secondHello(new DirectPair({ cookieKeys: maker as Uint8Array[] }));
    const directPair = new DirectPair({ cookieKeys: ours as Uint8Array[] });
    directPair.now += age;
    for (let repeat = 0; repeat < 3; repeat++) {
      directPair.server.handle(age === 0 ? 8 : 7, second, directPair.now);
      t.deepEqual(
        directPair.toClient.splice(0).map(({ length }) => length),
        [15],
      );
    }
    t.true(second.length > 180);
    t.is(directPair.server.endpoint.size, 0);
  });
}

test('with cookies as needed, an address that proves nothing gets at most three times what it sent, ever', (t) => {
  const scale = new Scale({ cookies: 'as-needed' });
  for (const opening of wholeHellos()) scale.measure(opening);
  for (const opening of wholeHellos())
    scale.measure({ ...opening, datagrams: [...opening.datagrams, ...opening.datagrams] });
  scale.pass(60_000);
  t.log(summaryOf(scale));
  t.is(scale.server.endpoint.size, 0, 'handshakes timed out');
  t.true(ratio(scale.worst) <= 3);
  t.true(ratio(scale.worst) > 2.8, 'the limit is used');
});

test('without cookies a forged address gets 39 times the bytes sent in its name, where the certificate is small', (t) => {
  const scale = new Scale({ cookies: 'never' });
  for (const opening of wholeHellos()) scale.measure(opening);
  scale.pass(60_000);
  t.log(summaryOf(scale));
  t.is(scale.server.endpoint.size, 0, 'handshakes timed out');
  // The length of the signature varies by a byte or two.
  t.true(ratio(scale.worst) > 38 && ratio(scale.worst) < 39);
});
