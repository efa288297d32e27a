import test from 'ava';
import type { DtlsConnection } from '../../../runtime/dtls13/connection/connection.ts';
import type { Connection, ListenerOptions } from '../../../runtime/dtls13/index.ts';
import { Client, Server, START } from '../multi-peer-host.ts';

/** Milliseconds without a message after which a connection is compacted. */
const COMPACT_AFTER = 500;
const address = new Uint8Array(6);

/** A server that refers to no idle connection, with clients at the paths 1, 2 and so on. */
class Meeting {
  readonly server: Server;
  readonly clients: Client[] = [];
  readonly #toServer: [path: number, datagram: Uint8Array][] = [];
  readonly #toClients: [path: number, datagram: Uint8Array][] = [];
  now = START;
  /** Whether the server refers to its connections. */
  holds = false;
  /** Called when the server is asked for that. */
  onHeld: ((connection: Connection) => void) | undefined;

  constructor(options: Partial<ListenerOptions> = {}) {
    const host = {
      address: (path: number) => {
        new DataView(address.buffer).setUint32(0, path);
        return address;
      },
      holds: (connection: Connection) => {
        this.onHeld?.(connection);
        return this.holds;
      },
    };
    const sent = (path: number, datagram: Uint8Array) => this.#toClients.push([path, datagram.slice()]);
    this.server = new Server(sent, { host, compactAfter: COMPACT_AFTER, ...options });
  }

  add(path = this.clients.length + 1): Client {
    const client = new Client(path, this.now, (from, datagram) => this.#toServer.push([from, datagram.slice()]), {
      idleTimeout: Number.POSITIVE_INFINITY,
    });
    this.clients[path - 1] = client;
    this.exchange();
    return client;
  }

  exchange(): void {
    while (this.#toServer.length + this.#toClients.length > 0) {
      for (const [path, datagram] of this.#toServer.splice(0)) this.server.handle(path, datagram, this.now);
      for (const [path, datagram] of this.#toClients.splice(0)) {
        this.clients[path - 1]?.handle(0, datagram, this.now);
      }
    }
  }

  /** Advances the time of all, and handles what is due. */
  advance(milliseconds: number): void {
    const end = this.now + milliseconds;
    const endpoints = [this.server, ...this.clients];
    for (;;) {
      const next = Math.min(...endpoints.map(({ endpoint }) => endpoint.nextDeadline()));
      if (next > end) break;
      this.now = Math.max(this.now, next);
      for (const each of endpoints) {
        each.endpoint.handleTimeout(this.now);
        each.drain(this.now);
      }
      this.exchange();
    }
    this.now = end;
  }

  send(client: Client, text: string): void {
    client.endpoint.sendMany(new TextEncoder().encode(text), Int32Array.of(0), Int32Array.of(text.length), this.now);
    client.drain(this.now);
    this.exchange();
  }

  get messages(): { readonly of: DtlsConnection; readonly text: string }[] {
    return this.server.events.flatMap(({ of, event }) =>
      event.kind === 'message' ? [{ of: of as DtlsConnection, text: new TextDecoder().decode(event.data) }] : [],
    );
  }
}

const one = [Uint8Array.of(7), Int32Array.of(0), Int32Array.of(1)] as const;

test('a connection that the host does not refer to has another object after it was idle', (t) => {
  const meeting = new Meeting();
  const clients = [meeting.add(), meeting.add()];
  for (const [index, client] of clients.entries()) meeting.send(client, `first ${index}`);
  for (const { of } of meeting.messages) of.hostNumber = 2 ** 32 - of.path;
  meeting.advance(2 * COMPACT_AFTER);
  for (const [index, client] of clients.entries()) meeting.send(client, `second ${index}`);
  const [first, other, second] = meeting.messages;
  t.deepEqual(
    meeting.messages.map(({ text }) => text),
    ['first 0', 'first 1', 'second 0', 'second 1'],
  );
  t.not(first?.of, second?.of);
  t.not(other?.of, second?.of);
  t.is(second?.of.path, 1);
  t.is(second?.of.hostNumber, 2 ** 32 - 1);
  // The new object sends.
  t.is(second?.of.sendMany(...one, meeting.now), 1);
  meeting.server.drain(meeting.now);
  meeting.exchange();
  t.is(clients[0]?.count('message'), 1);
  t.is(clients[1]?.count('message'), 0);
  t.is(meeting.server.endpoint.size, 2);
});

test('new connections are compacted sooner while many are in use', (t) => {
  for (const [count, isSooner] of [
    [32, false],
    [96, true],
  ] as const) {
    const meeting = new Meeting({ compactAfter: 10_000 });
    let compacted = 0;
    meeting.onHeld = () => {
      compacted += 1;
    };
    for (let path = 1; path <= count; path++) meeting.add();
    meeting.advance(9900);
    // Those that came when there were few of them still have their time.
    t.is(compacted, isSooner ? count - 32 : 0);
    meeting.advance(200);
    t.is(compacted, count);
    // Restored ones have it all, and their number is below 128.
    for (const client of meeting.clients) meeting.send(client, 'again');
    meeting.advance(9900);
    t.is(compacted, count);
    meeting.advance(200);
    t.is(compacted, 2 * count);
    // Connections that are compact do not count, also after they were restored.
    for (let more = 0; more < count; more++) meeting.add();
    meeting.advance(9900);
    t.is(compacted, 2 * count + (isSooner ? count - 32 : 0));
  }
});

test('a host that refers to the object keeps it', (t) => {
  const meeting = new Meeting();
  meeting.holds = true;
  const client = meeting.add();
  meeting.send(client, 'first');
  meeting.advance(2 * COMPACT_AFTER);
  meeting.send(client, 'second');
  const [first, second] = meeting.messages;
  t.is(first?.of, second?.of);
});

test('an object that was dropped can be used until there is another one, and reaches no successor', (t) => {
  const meeting = new Meeting();
  const client = meeting.add();
  meeting.send(client, 'first');
  const dropped = meeting.messages[0]?.of as DtlsConnection;
  meeting.advance(2 * COMPACT_AFTER);
  t.true(dropped.isCompact);
  t.is(dropped.path, 1);
  t.is(dropped.sendMany(...one, meeting.now), 1);
  meeting.server.drain(meeting.now);
  meeting.exchange();
  t.is(client.count('message'), 1);
  meeting.advance(2 * COMPACT_AFTER);
  meeting.send(client, 'second');
  // Another object is in use now.
  t.not(meeting.messages[1]?.of, dropped);
  t.is(dropped.sendMany(...one, meeting.now), 0);
  t.is(dropped.maxMessageSize, 0);
  meeting.server.drain(meeting.now);
  meeting.exchange();
  t.is(client.count('message'), 1);
  t.is(meeting.server.endpoint.size, 1);
});

test('an object from before does not reach the connection that has its slot now', (t) => {
  const meeting = new Meeting();
  const client = meeting.add();
  meeting.send(client, 'first');
  const dropped = meeting.messages[0]?.of as DtlsConnection;
  meeting.advance(2 * COMPACT_AFTER);
  client.endpoint.close(meeting.now);
  client.drain(meeting.now);
  meeting.exchange();
  t.is(meeting.server.endpoint.size, 0);
  const successor = meeting.add(2);
  meeting.send(successor, 'second');
  t.is(meeting.messages[1]?.of.slot, dropped.slot);
  for (const isCompact of [false, true]) {
    t.is(dropped.sendMany(...one, meeting.now), 0);
    dropped.close(meeting.now);
    dropped.abandon(meeting.now);
    meeting.server.drain(meeting.now);
    meeting.exchange();
    t.is(successor.count('message') + successor.count('closed'), 0, `compact: ${isCompact}`);
    t.is(meeting.server.endpoint.size, 1);
    meeting.advance(2 * COMPACT_AFTER);
  }
  meeting.send(successor, 'third');
  t.is(meeting.messages.at(-1)?.text, 'third');
});

test('compact connections use no buffers of the pools', (t) => {
  const meeting = new Meeting();
  for (let index = 0; index < 3; index++) meeting.send(meeting.add(), 'first');
  t.true(meeting.server.endpoint.bufferStatistics.inUse > 0);
  meeting.advance(2 * COMPACT_AFTER);
  t.is(meeting.server.endpoint.bufferStatistics.inUse, 0);
});

test('counters of dropped connections are in the statistics', (t) => {
  const meeting = new Meeting();
  meeting.send(meeting.add(), 'first');
  meeting.send(meeting.add(), 'second');
  const before = meeting.server.endpoint.statistics;
  meeting.advance(2 * COMPACT_AFTER);
  t.deepEqual(meeting.server.endpoint.statistics, before);
});

test('closing a listener closes all compact connections, some at a time, and each client is told', (t) => {
  const meeting = new Meeting({ maxHandshakes: 1000 });
  const count = 300;
  for (let index = 0; index < count; index++) meeting.send(meeting.add(), 'hello');
  meeting.advance(2 * COMPACT_AFTER);
  meeting.server.endpoint.close(meeting.now);
  t.is(meeting.server.endpoint.nextDeadline(), meeting.now, 'the others follow at once');
  meeting.server.drain(meeting.now);
  meeting.exchange();
  t.is(meeting.clients.filter((client) => client.count('closed') === 1).length, 256);
  t.is(meeting.server.endpoint.size, count - 256);
  meeting.advance(0);
  t.is(meeting.clients.filter((client) => client.count('closed') === 1).length, count);
  t.is(meeting.server.endpoint.size, 0);
  t.is(meeting.server.endpoint.nextDeadline(), Number.POSITIVE_INFINITY);
});

test('many idle timeouts at once are handled some at a time', (t) => {
  const meeting = new Meeting({ maxHandshakes: 1000, idleTimeout: 60_000 });
  const count = 300;
  for (let index = 0; index < count; index++) meeting.send(meeting.add(), 'hello');
  meeting.advance(50_000);
  t.is(meeting.server.endpoint.size, count);
  meeting.now += 10_000;
  meeting.server.endpoint.handleTimeout(meeting.now);
  meeting.server.drain(meeting.now);
  t.is(meeting.server.endpoint.size, count - 256);
  t.true(meeting.server.endpoint.nextDeadline() <= meeting.now);
  meeting.advance(0);
  t.is(meeting.server.endpoint.size, 0);
  t.is(meeting.server.count('error'), count);
});

test('abandoning a listener erases the state of compact connections without restoring them', (t) => {
  const meeting = new Meeting();
  meeting.send(meeting.add(), 'hello');
  meeting.add();
  meeting.advance(2 * COMPACT_AFTER);
  const before = meeting.server.endpoint.statistics;
  meeting.server.endpoint.abandon(meeting.now);
  meeting.server.drain(meeting.now);
  t.is(meeting.server.endpoint.size, 0);
  t.is(meeting.server.endpoint.nextDeadline(), Number.POSITIVE_INFINITY);
  t.deepEqual(meeting.server.endpoint.statistics, before);
  t.is(meeting.server.count('error') + meeting.server.count('closed'), 0);
});

test('a forged datagram leaves a dropped connection compact and without an object', (t) => {
  const meeting = new Meeting();
  const client = meeting.add();
  meeting.send(client, 'first');
  meeting.advance(2 * COMPACT_AFTER);
  const asked: Connection[] = [];
  meeting.onHeld = (connection) => asked.push(connection);
  const forged = new Uint8Array(60).fill(0x55);
  // 001, no connection id, 16 bits of the number, a length, epoch 3.
  forged.set([0x2f, 0, 9, 0, 55]);
  for (let round = 1; round <= 3; round++) {
    meeting.server.handle(1, forged, meeting.now);
    t.is(meeting.server.endpoint.statistics.discarded.unauthentic, round);
    t.is(asked.length, round, 'compacted again at once');
  }
  t.is(new Set(asked).size, 3, 'no object is kept');
  meeting.onHeld = undefined;
  meeting.send(client, 'second');
  t.deepEqual(
    meeting.messages.map(({ text }) => text),
    ['first', 'second'],
  );
});

/** Arrays of a mebibyte that are made while `run` runs: the chunks of the slab. */
function chunksOf<T>(run: () => T): { readonly result: T; readonly chunks: Uint8Array[] } {
  const original = globalThis.Uint8Array;
  const chunks: Uint8Array[] = [];
  globalThis.Uint8Array = new Proxy(original, {
    construct(target, given, newTarget) {
      const made = Reflect.construct(target, given, newTarget) as Uint8Array;
      if (given[0] === 2 ** 20) chunks.push(made);
      return made;
    },
  });
  try {
    return { result: run(), chunks };
  } finally {
    globalThis.Uint8Array = original;
  }
}

test('the secrets of a compact connection are in the slab until it is used or ends, and nowhere in it afterwards', (t) => {
  for (const end of ['use', 'close', 'abandon', 'evict'] as const) {
    const meeting = new Meeting({ keylog: true, maxConnections: 1 });
    const { result: client, chunks } = chunksOf(() => {
      const made = meeting.add();
      meeting.send(made, 'first');
      meeting.advance(2 * COMPACT_AFTER);
      return made;
    });
    const secrets = meeting.server.events.flatMap(({ event }) =>
      event.kind === 'keylog' && /TRAFFIC_SECRET_0|EXPORTER/.test(event.label) ? [event.secret] : [],
    );
    t.is(secrets.length, 3);
    const found = () =>
      secrets.filter((secret) => chunks.some((chunk) => Buffer.from(chunk.buffer).includes(Buffer.from(secret))));
    t.is(chunks.length, 1);
    t.is(found().length, 3, 'they are searched for where they are');
    if (end === 'use') meeting.send(client, 'second');
    if (end === 'close') meeting.server.endpoint.close(meeting.now);
    if (end === 'abandon') meeting.server.endpoint.abandon(meeting.now);
    if (end === 'evict') {
      meeting.now += 60_000;
      meeting.send(meeting.add(2), 'successor');
    }
    t.is(found().length, 0, end);
    t.true(
      chunks.every((chunk) => chunk.every((byte) => byte === 0)),
      `${end}: all zeros`,
    );
  }
});
