import test from 'ava';
import { createPortableProvider } from '../../../runtime/crypto/portable/index.ts';
import type { OutputSink } from '../../../runtime/dtls13/index.ts';
import { ConfigError } from '../../../runtime/errors/config-error.ts';
import { MessageTooLargeError } from '../../../runtime/errors/message-too-large-error.ts';
import { type SimulatedHost, type SimulatedPair, simulatePair } from '../../../runtime/testing/index.ts';

const bytes = (value: string) => new TextEncoder().encode(value);

function seededPair(endpoint = {}): SimulatedPair {
  return simulatePair({
    clientProvider: createPortableProvider({ seed: bytes('client') }),
    serverProvider: createPortableProvider({ seed: bytes('server') }),
    endpoint: { maxDatagramSize: 300, ...endpoint },
  });
}

function messages(host: SimulatedHost): string[] {
  return host.events.flatMap(({ event }) => (event.kind === 'message' ? [new TextDecoder().decode(event.data)] : []));
}

/** Shakes hands, sends three messages each way and closes. */
function session(pair: SimulatedPair): string[] {
  pair.handshake();
  for (const side of ['client', 'server'] as const) {
    for (const text of ['one', 'two', 'three']) pair.send(side, bytes(text));
  }
  pair.network.advance(100);
  pair.close('client');
  pair.network.advance(100);
  return pair.network.datagrams.map(({ from, bytes: datagram }) => `${from} ${Buffer.from(datagram).toString('hex')}`);
}

/** After the sink was full, only the driver of the host calls `poll` again. */
function limitSink(host: SimulatedHost, isFull: (attempt: number) => boolean): void {
  const sink: OutputSink = host;
  const reserve = host.reserve.bind(host);
  let attempt = 0;
  sink.reserve = (path, size) => {
    attempt += 1;
    return isFull(attempt) ? undefined : reserve(path, size);
  };
}

test('a sink that is full at any one moment, or at every other, changes no byte', (t) => {
  const undisturbed = session(seededPair());
  t.true(undisturbed.length > 12);
  for (let full = 1; full <= 24; full++) {
    for (const isFull of [(attempt: number) => attempt === full, (attempt: number) => attempt % (full + 1) !== 0]) {
      const pair = seededPair();
      for (const host of [pair.clientHost, pair.serverHost]) limitSink(host, isFull);
      t.deepEqual(session(pair), undisturbed, `full at ${full}`);
      t.deepEqual(messages(pair.serverHost), ['one', 'two', 'three']);
    }
  }
});

test('poll reports that the sink is full, and sets no deadline while it waits', (t) => {
  const pair = seededPair();
  pair.handshake();
  pair.client.sendMany(bytes('hello'), Int32Array.of(0), Int32Array.of(5), pair.network.now);
  const sink: OutputSink = pair.clientHost;
  const { reserve } = sink;
  sink.reserve = () => undefined;
  t.true(pair.client.poll(sink));
  t.true(pair.client.poll(sink));
  sink.reserve = reserve;
  t.false(pair.client.poll(sink));
  pair.network.advance(100);
  t.deepEqual(messages(pair.serverHost), ['hello']);
});

test('a datagram accepted before the size was reduced is sent unchanged', (t) => {
  const pair = seededPair({ maxDatagramSize: 1200 });
  pair.handshake();
  pair.client.sendMany(new Uint8Array(1100).fill(97), Int32Array.of(0), Int32Array.of(1100), pair.network.now);
  pair.client.configure({ maxDatagramSize: 256 }, pair.network.now);
  pair.clientHost.drain();
  pair.network.advance(100);
  t.is(messages(pair.serverHost)[0]?.length, 1100);
  t.throws(() => pair.send('client', new Uint8Array(1100)), { instanceOf: MessageTooLargeError });
});

test('data is limited by the record limit of TLS, even for larger datagrams', (t) => {
  const pair = seededPair({ maxDatagramSize: 65_507 });
  pair.handshake();
  pair.send('client', new Uint8Array(16_384).fill(97));
  pair.network.advance(100);
  t.is(messages(pair.serverHost)[0]?.length, 16_384);
  const error = t.throws(() => pair.send('client', new Uint8Array(16_385)), { instanceOf: MessageTooLargeError });
  t.is(Reflect.get(error as Error, 'code'), 'ERR_DTLS_MESSAGE_TOO_LARGE');
});

test('a sink that throws loses only the datagram it threw for', (t) => {
  const pair = seededPair();
  pair.handshake();
  for (const [index, method] of (['reserve', 'commit'] as const).entries()) {
    const spare = pair.clientHost[method];
    pair.clientHost[method] = () => {
      throw new RangeError('broken');
    };
    t.throws(() => pair.send('client', bytes('lost')), { message: 'broken' });
    pair.clientHost[method] = spare as never;
    pair.send('client', bytes(`after ${method}`));
    pair.network.advance(100);
    t.is(messages(pair.serverHost).at(-1), `after ${method}`, `${index}`);
  }
});

test('a slab range that does not exist is refused before anything is queued', (t) => {
  const pair = seededPair();
  pair.handshake();
  const slab = new Uint8Array(10);
  const sent = pair.client.statistics.recordsSent;
  for (const [at, length] of [
    [
      [0, 8],
      [5, 5],
    ],
    [
      [0, -1],
      [5, 5],
    ],
    [
      [0, 5],
      [5, -5],
    ],
    [[0, 5], [5]],
    [[0], [5, 5]],
  ] as const) {
    const ranges = [Int32Array.from(at), Int32Array.from(length)] as const;
    t.throws(() => pair.client.sendMany(slab, ...ranges, pair.network.now), { instanceOf: ConfigError });
  }
  pair.clientHost.drain();
  t.is(pair.client.statistics.recordsSent, sent);
});

test('data that does not fit into the queue stays with the caller', (t) => {
  const pair = seededPair();
  pair.handshake();
  const count = 5000;
  const none = new Int32Array(count);
  t.is(pair.client.sendMany(bytes(''), none, none, pair.network.now), 4096);
  t.is(pair.client.sendMany(bytes(''), none, none, pair.network.now), 0);
  pair.clientHost.drain();
  pair.network.advance(100);
  t.is(messages(pair.serverHost).length, 4096);
  t.is(pair.client.sendMany(bytes(''), none, none, pair.network.now), 4096);
});
