import { once } from 'node:events';
import test, { type ExecutionContext } from 'ava';
import {
  ConfigError,
  type ConnectOptions,
  connect,
  type DtlsEndpoint,
  type DtlsSession,
  type ListenOptions,
  listen,
  type MessageBatch,
  MessageTooLargeError,
  type Session,
} from '../../runtime/net/index.ts';
import { messageSpans } from '../../runtime/net/message-spans.ts';
import { SeededRandom } from '../../runtime/testing/index.ts';
import { localhostPair } from '../certificates/authority.ts';
import { propertySeed } from '../property-seed.ts';
import { batchingSockets } from './batching-sockets.ts';
import { captureSocket } from './dgram-capture.ts';
import { narrow } from './narrow-network.ts';

const { ca, server: identity } = await localhostPair();

interface Pair {
  readonly endpoint: DtlsEndpoint;
  readonly client: DtlsSession;
  readonly server: DtlsSession;
}

async function pair(
  t: ExecutionContext,
  options: Partial<ListenOptions> = {},
  dialing: ConnectOptions = {},
): Promise<Pair> {
  const endpoint = listen(() => {}, { cert: identity.pem, key: identity.key, host: '127.0.0.1', port: 0, ...options });
  t.teardown(() => endpoint.destroy());
  const accepted = once(endpoint, 'session');
  const { port } = endpoint.address();
  const client = connect('127.0.0.1', port, { ca: ca.pem, initialTimeout: 200, ...dialing });
  t.teardown(() => client.destroy());
  await client.opened;
  const [server] = (await accepted) as [DtlsSession];
  return { endpoint, client, server };
}

/** The texts as messages of one slab, with other bytes between them. */
function spans(...texts: readonly string[]): [slab: Uint8Array, at: Int32Array, length: Int32Array] {
  const length = Int32Array.from(texts, (text) => text.length);
  const at = length.map((_, index) => length.subarray(0, index).reduce((sum, bytes) => sum + bytes, index + 1));
  return [Buffer.from(`.${texts.join('.')}.`), at, length];
}

function textsOf({ slab, at, length, count }: MessageBatch): string[] {
  return Array.from({ length: count }, (_, index) => {
    const start = at[index] ?? 0;
    return Buffer.from(slab.slice(start, start + (length[index] ?? 0))).toString();
  });
}

/** Collects the texts that a session gets; resolves when there are `count`. */
function collect(session: DtlsSession, count: number): Promise<string[]> {
  const texts: string[] = [];
  return new Promise((resolve) => {
    session.onBatch = (batch) => {
      texts.push(...textsOf(batch));
      if (texts.length >= count) resolve(texts);
    };
  });
}

const arms = [
  ['dgram', () => undefined],
  ['sockets that work on batches', () => batchingSockets().sockets],
  ['sockets that deliver three at a time', () => batchingSockets(3).sockets],
] as const;

for (const [name, make] of arms) {
  test(`messages of sendMany arrive in order, with ${name}`, async (t) => {
    const sockets = make();
    const { client, server } = await pair(t, { sockets }, { sockets });
    const texts = Array.from({ length: 200 }, (_, index) => `message ${index} ${'x'.repeat(index)}`);
    const arrived = collect(server, 200);
    t.is(client.sendMany(...spans(...texts)), 200);
    t.deepEqual(await arrived, texts);
    const bytes = texts.join('').length;
    t.like(client.stats, { messagesSent: 200, bytesSent: bytes, messagesLost: 0 });
    t.like(server.stats, { messagesReceived: 200, bytesReceived: bytes, messagesDropped: 0 });
  });

  test(`send and sendMany keep their order, with ${name}`, async (t) => {
    const sockets = make();
    const { client, server } = await pair(t, { sockets }, { sockets });
    const random = new SeededRandom(propertySeed);
    const expected: string[] = [];
    const sent: (() => void)[] = [];
    for (let call = 0; call < 60; call++) {
      const texts = Array.from({ length: 1 + (random.bits() % 5) }, (_, index) => `${call}.${index}`);
      expected.push(...texts);
      if (texts.length === 1) sent.push(() => t.true(client.send(texts[0] as string)));
      else sent.push(() => t.is(client.sendMany(...spans(...texts)), texts.length));
    }
    const arrived = collect(server, expected.length);
    for (const [index, act] of sent.entries()) {
      act();
      if (index % 7 === 3) await client.updateKeys();
      else if (index % 5 === 4) await new Promise(setImmediate);
    }
    t.deepEqual(await arrived, expected);
  });

  test(`echoes of a batch arrive as sent, with ${name}`, async (t) => {
    const sockets = make();
    const { client, server } = await pair(t, { sockets }, { sockets });
    server.onBatch = ({ slab, at, length, count }) => {
      t.is(server.sendMany(slab, at.subarray(0, count), length.subarray(0, count)), count);
    };
    const texts = Array.from({ length: 50 }, (_, index) => `echo ${index}`);
    const arrived = collect(client, 50);
    client.sendMany(...spans(...texts));
    t.deepEqual(await arrived, texts);
  });

  test(`messages through onmessage have memory of their own, with ${name}`, async (t) => {
    const sockets = make();
    const { client, server } = await pair(t, { sockets }, { sockets });
    const kept: Uint8Array[] = [];
    const all = new Promise<void>((resolve) => {
      server.onmessage = (data) => {
        if (kept.push(data) === 40) resolve();
      };
    });
    const texts = Array.from({ length: 40 }, (_, index) => `kept ${index}`.padEnd(10 + index * 20, '-'));
    client.sendMany(...spans(...texts));
    await all;
    await new Promise(setImmediate);
    t.deepEqual(
      kept.map((data) => Buffer.from(data).toString()),
      texts,
    );
    t.is(new Set(kept.map(({ buffer }) => buffer)).size, 40);
    t.true(kept.every((data) => data.buffer.byteLength <= 2 * data.length));
  });

  test(`an iterator of batches owns what it reads, with ${name}`, async (t) => {
    const sockets = make();
    const { client, server } = await pair(t, { sockets }, { sockets });
    const batches: MessageBatch[] = [];
    const reading = (async () => {
      for await (const batch of server.batches()) batches.push(batch);
    })();
    const texts = Array.from({ length: 100 }, (_, index) => `read ${index}`);
    client.sendMany(...spans(...texts));
    while (server.stats.messagesReceived < 100) await new Promise(setImmediate);
    await client.close();
    await reading;
    t.deepEqual(batches.flatMap(textsOf), texts);
    t.is(new Set(batches.map(({ slab }) => slab.buffer)).size, batches.length);
  });
}

test('batches of several peers go to their sessions', async (t) => {
  const { sockets, counts } = batchingSockets();
  const { endpoint, client, server } = await pair(t, { sockets });
  const other = connect('127.0.0.1', endpoint.address().port, { ca: ca.pem, initialTimeout: 200 });
  t.teardown(() => other.destroy());
  const [second] = (await once(endpoint, 'session')) as [DtlsSession];
  await other.opened;
  const arrived = [collect(server, 40), collect(second, 40)];
  for (let turn = 0; turn < 10; turn++) {
    client.sendMany(...spans(...Array.from({ length: 4 }, (_, index) => `first ${turn} ${index}`)));
    other.sendMany(...spans(...Array.from({ length: 4 }, (_, index) => `second ${turn} ${index}`)));
  }
  const [first, rest] = await Promise.all(arrived);
  t.true(first?.every((text) => text.startsWith('first')));
  t.true(rest?.every((text) => text.startsWith('second')));
  t.true(Math.max(...counts.received) > 4, 'there was a batch');
  t.is(endpoint.stats.internalErrors, 0);
});

const wrong: readonly [option: string, ...arguments: unknown[]][] = [
  ['slab', 'text', Int32Array.of(0), Int32Array.of(1)],
  ['slab', [1, 2], Int32Array.of(0), Int32Array.of(1)],
  ['slab', new DataView(new ArrayBuffer(4)), Int32Array.of(0), Int32Array.of(1)],
  ['slab', transferred(new Uint8Array(4)), Int32Array.of(0), Int32Array.of(1)],
  ['at', new Uint8Array(4), [0], Int32Array.of(1)],
  ['at', new Uint8Array(4), Uint32Array.of(0), Int32Array.of(1)],
  ['at', new Uint8Array(4), undefined, Int32Array.of(1)],
  ['length', new Uint8Array(4), Int32Array.of(0), new Float64Array(1)],
  ['length', new Uint8Array(4), Int32Array.of(0), new Proxy(Int32Array.of(1), {})],
  ['length', new Uint8Array(4), Int32Array.of(0, 1), Int32Array.of(1)],
  ['length', new Uint8Array(4), transferred(Int32Array.of(0)), Int32Array.of(1)],
  ['at', new Uint8Array(4), Int32Array.of(0, 4), Int32Array.of(4, 1)],
  ['at', new Uint8Array(4), Int32Array.of(-1), Int32Array.of(1)],
  ['at', new Uint8Array(4), Int32Array.of(0), Int32Array.of(-1)],
  ['at', new Uint8Array(4), Int32Array.of(2 ** 31 - 1), Int32Array.of(2 ** 31 - 1)],
];

function transferred<T extends ArrayBufferView>(view: T): T {
  structuredClone(view, { transfer: [view.buffer as ArrayBuffer] });
  return view;
}

test('sendMany with other arrays than it needs throws, and sends nothing', async (t) => {
  const { client } = await pair(t);
  for (const [option, ...given] of wrong) {
    const error = t.throws(() => Reflect.apply(client.sendMany, client, given), { instanceOf: ConfigError });
    t.is(error?.option, option);
  }
  t.is(client.stats.messagesSent, 0);
  const shrunk = new Uint8Array(Reflect.construct(ArrayBuffer, [100, { maxByteLength: 100 }]) as ArrayBuffer);
  const { resize } = shrunk.buffer as ArrayBuffer & { resize?: (size: number) => void };
  resize?.call(shrunk.buffer, 50);
  if (resize !== undefined) {
    t.throws(() => client.sendMany(shrunk, Int32Array.of(0), Int32Array.of(51)), { instanceOf: ConfigError });
    t.is(client.sendMany(shrunk, Int32Array.of(0), Int32Array.of(50)), 1);
  }
});

test('one message that is too long refuses all of sendMany', async (t) => {
  const { client } = await pair(t);
  const size = client.maxMessageSize;
  const length = new Int32Array(200).fill(1);
  length[199] = size + 1;
  const error = t.throws(() => client.sendMany(new Uint8Array(size + 1), new Int32Array(200), length), {
    instanceOf: MessageTooLargeError,
  });
  t.like(error, { length: size + 1, limit: size });
  t.is(client.stats.messagesSent, 0);
  t.is(client.sendMany(new Uint8Array(size), Int32Array.of(0), Int32Array.of(size)), 1);
});

test('subclasses of arrays that report other lengths send what they hold', async (t) => {
  const { client, server } = await pair(t);
  class Longer extends Int32Array {
    override get length(): number {
      return 1_000_000;
    }
  }
  const arrived = collect(server, 2);
  t.is(client.sendMany(Buffer.from('onetwo'), new Longer([0, 3]), new Longer([3, 3])), 2);
  t.deepEqual(await arrived, ['one', 'two']);
});

test('offsets and lengths in shared memory are copied before they are checked', (t) => {
  const shared = (value: number): Int32Array => {
    const array = new Int32Array(new SharedArrayBuffer(4));
    array[0] = value;
    return array;
  };
  const [at, length] = [shared(1), shared(2)];
  const spans = messageSpans(new Uint8Array(3), at, length);
  at[0] = length[0] = 1_000_000;
  t.deepEqual([[...spans.at], [...spans.length]], [[1], [2]]);
  const own = Int32Array.of(0);
  t.is(messageSpans(new Uint8Array(3), own, own).at, own);
});

test('sendMany of no messages, and of empty ones', async (t) => {
  const { client, server } = await pair(t);
  t.is(client.sendMany(new Uint8Array(0), new Int32Array(0), new Int32Array(0)), 0);
  const arrived = collect(server, 3);
  t.is(client.sendMany(new Uint8Array(0), new Int32Array(3), new Int32Array(3)), 3);
  t.deepEqual(await arrived, ['', '', '']);
});

test('sendMany before the handshake and after the end throws, and while closing it accepts nothing', async (t) => {
  const endpoint = listen(() => {}, { cert: identity.pem, key: identity.key, host: '127.0.0.1', port: 0 });
  t.teardown(() => endpoint.destroy());
  const client = connect('127.0.0.1', endpoint.address().port, { ca: ca.pem, initialTimeout: 200 });
  t.throws(() => client.sendMany(...spans('early')), { code: 'ERR_DTLS_NOT_OPEN' });
  await client.opened;
  const closing = client.close();
  t.is(client.sendMany(...spans('closing')), 0);
  const drained = once(client, 'drain');
  await closing;
  await drained;
  t.throws(() => client.sendMany(...spans('over')), { code: 'ERR_DTLS_CLOSED' });
});

test('the memory given to sendMany may be used again at once', async (t) => {
  const { client, server } = await pair(t);
  const arrived = collect(server, 2);
  const [slab, at, length] = spans('one', 'two');
  client.sendMany(slab, at, length);
  slab.fill(0);
  at.fill(0);
  length.fill(0);
  t.deepEqual(await arrived, ['one', 'two']);
});

test('the callback property for batches takes functions only', async (t) => {
  const { client, server } = await pair(t);
  for (const value of ['x', 5, {}, true]) {
    const error = t.throws(() => Reflect.set(client, 'onBatch', value), { instanceOf: ConfigError });
    t.is(error?.option, 'onBatch');
  }
  const callback = (): void => {};
  client.onBatch = callback;
  t.is(client.onBatch, callback);
  t.is(server.onBatch, undefined);
  client.onBatch = null;
  t.is(client.onBatch, undefined);
  t.throws(() => client.batches({ abort: true } as never), { instanceOf: ConfigError });
});

test('a session that is destroyed inside of onBatch gets no further batch', async (t) => {
  const { sockets } = batchingSockets(2);
  const { client, server } = await pair(t, { sockets });
  let batches = 0;
  server.onBatch = () => {
    batches += 1;
    server.destroy();
  };
  client.sendMany(...spans('a', 'b', 'c', 'd', 'e', 'f'));
  await server.closed;
  await new Promise(setImmediate);
  t.is(batches, 1);
});

test.serial('sendMany accepts what there is room for, and drain follows', async (t) => {
  t.timeout(100_000);
  const endpoint = listen(() => {}, { cert: identity.pem, key: identity.key, host: '127.0.0.1', port: 0 });
  t.teardown(() => endpoint.destroy());
  const { result: client, socket } = await captureSocket(() =>
    connect('127.0.0.1', endpoint.address().port, { ca: ca.pem, initialTimeout: 200 }),
  );
  t.teardown(() => client.destroy());
  await client.opened;
  const network = narrow(socket);
  const [slab, at, length] = [new Uint8Array(1), new Int32Array(20_000), new Int32Array(20_000).fill(1)];
  const accepted = client.sendMany(slab, at, length);
  t.true(accepted > 1000 && accepted < 20_000, `${accepted}`);
  t.is(client.sendMany(slab, at, length), 0);
  t.false(client.send('x'), 'for both, while there is no room');
  let sent = accepted;
  while (sent < 50_000) {
    await once(client, 'drain');
    const more = client.sendMany(slab, at, length);
    t.true(more > 0);
    sent += more;
  }
  t.is(client.stats.messagesSent, sent);
  while (network.taken < network.lengths.length) await new Promise(setImmediate);
  const shortest = network.lengths.reduce((least, bytes) => Math.min(least, bytes));
  t.is(network.lengths.filter((bytes) => bytes === shortest).length, sent);
  t.is(client.stats.messagesLost, 0);
});

test('answers in batches to early data keep the limit, and the rest follows after drain', async (t) => {
  const offered: string[] = [];
  let answered = -1;
  const texts = Array.from({ length: 40 }, (_, index) => `answer ${index}`.padEnd(300));
  const options: ListenOptions = {
    cert: identity.pem,
    key: identity.key,
    host: '127.0.0.1',
    port: 0,
    tickets: 1,
    cookies: 'as-needed',
    earlyData: {
      maxSize: 4096,
      onmessage: (data, session) => {
        offered.push(Buffer.from(data).toString());
        answered = session.sendMany(...spans(...texts));
        session.once('drain', () => session.sendMany(...spans(...texts.slice(answered))));
      },
    },
  };
  const endpoint = listen(() => {}, options);
  t.teardown(() => endpoint.destroy());
  const dialing = { ca: ca.pem, servername: 'localhost', sessions: true, initialTimeout: 200 };
  const first = connect('127.0.0.1', endpoint.address().port, dialing);
  const [ticket] = (await once(first, 'session')) as [Session];
  await first.close();
  const client = connect('127.0.0.1', endpoint.address().port, { ...dialing, session: ticket, earlyData: ['hello'] });
  t.teardown(() => client.destroy());
  const arrived = collect(client, texts.length);
  const { earlyData } = await client.opened;
  t.true(earlyData?.accepted);
  t.deepEqual(offered, ['hello']);
  t.true(answered >= 0 && answered < 40, 'three times what the client sent');
  t.deepEqual(await arrived, texts);
});
