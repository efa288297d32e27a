import { readdirSync, readFileSync } from 'node:fs';
import test from 'ava';
import fc from 'fast-check';
import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import { HandshakeType } from '../../../generated/dtls13/registries/handshake-type.ts';
import { Handshake } from '../../../generated/dtls13/wire/handshake.ts';
import { createPortableProvider } from '../../../runtime/crypto/portable/index.ts';
import { type DissectedRecord, Dissection, KeyLog, TrafficDissection } from '../../../runtime/dtls13/index.ts';
import { type SimulatedPair, simulatePair, testCertificate } from '../../../runtime/testing/index.ts';
import { decodeAll, WireError } from '../../../runtime/wire/index.ts';
import { readCapture } from '../../capture/capture-vectors.ts';

const provider = createPortableProvider();
const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

interface Recorded {
  readonly pair: SimulatedPair;
  readonly keyLog: string;
}

/** A handshake, `hello` from the client, `welcome` from the server, and the client's close_notify. */
function record(seed: string, options: Partial<Parameters<typeof simulatePair>[0]> = {}): Recorded {
  const pair = simulatePair({
    clientProvider: createPortableProvider({ seed: text(`client ${seed}`) }),
    serverProvider: createPortableProvider({ seed: text(`server ${seed}`) }),
    ...options,
    endpoint: { keylog: true, ...options.endpoint },
  });
  if (!pair.handshake()) throw new Error('the handshake failed');
  pair.network.advance(50);
  pair.send('client', text(`hello ${seed}`));
  pair.network.advance(50);
  pair.send('server', text(`welcome ${seed}`));
  pair.network.advance(50);
  pair.close('client');
  pair.network.advance(50);
  const lines = pair.clientHost.events.flatMap(({ event }) =>
    event.kind === 'keylog' ? [`${event.label} ${hex(event.clientRandom)} ${hex(event.secret)}`] : [],
  );
  return { pair, keyLog: lines.join('\n') };
}

function applicationTexts(records: readonly DissectedRecord[]): string[] {
  return records.flatMap(({ opened }) =>
    opened?.contentType === ContentType.application_data ? [new TextDecoder().decode(opened.content)] : [],
  );
}

test('connections in one capture are distinguished by their addresses, and each is opened with its own secrets', (t) => {
  const [one, two, three] = [record('one'), record('two'), record('three')];
  const keyLog = new KeyLog(`# comment\n\n${one.keyLog}\r\n${two.keyLog}\nnonsense\n`);
  t.is(keyLog.size, 2);
  t.is(keyLog.ignored, 1);
  const traffic = new TrafficDissection(provider, keyLog);
  const all: { connection: number | undefined; records: readonly DissectedRecord[] }[] = [];
  const queues = [one, two, three].map(({ pair }) => [...pair.network.datagrams]);
  // All at once, datagram by datagram.
  while (queues.some((queue) => queue.length > 0)) {
    for (const [index, queue] of queues.entries()) {
      const next = queue.shift();
      if (next === undefined) continue;
      const before = hex(next.bytes);
      const result = traffic.dissect(`${next.from}:${index}`, `${next.to}:${index}`, next.bytes);
      t.is(hex(next.bytes), before);
      t.is(result.sender, next.from === 'client' ? 'client' : 'server');
      t.is(result.connection, index + 1);
      all.push(result);
    }
  }
  t.is(traffic.connections, 3);
  const of = (connection: number) =>
    all.filter((each) => each.connection === connection).flatMap(({ records }) => records);
  t.deepEqual(applicationTexts(of(1)), ['hello one', 'welcome one']);
  t.deepEqual(applicationTexts(of(2)), ['hello two', 'welcome two']);
  t.true([1, 2].every((number) => of(number).every(({ unopened }) => unopened === undefined)));
  const closed = of(3).filter(({ isProtected }) => isProtected);
  t.true(closed.length > 3 && closed.every(({ unopened }) => unopened === 'notInKeyLog'));
});

test('a new connection on the same addresses replaces the old one', (t) => {
  const [one, two] = [record('one'), record('two')];
  const traffic = new TrafficDissection(provider, new KeyLog(`${one.keyLog}\n${two.keyLog}`));
  const texts = [one, two].flatMap(({ pair }) =>
    pair.network.datagrams.flatMap(({ from, to, bytes }) => applicationTexts(traffic.dissect(from, to, bytes).records)),
  );
  t.deepEqual(texts, ['hello one', 'welcome one', 'hello two', 'welcome two']);
  t.is(traffic.connections, 2);
});

for (const keyShares of [undefined, []] as const) {
  test(`a handshake ${keyShares === undefined ? 'without' : 'with'} a request for a key share stays one connection`, (t) => {
    const { pair, keyLog } = record('retry', { connection: keyShares === undefined ? {} : { keyShares } });
    const traffic = new TrafficDissection(provider, new KeyLog(keyLog));
    const records = pair.network.datagrams.flatMap(({ from, to, bytes }) => traffic.dissect(from, to, bytes).records);
    t.is(traffic.connections, 1);
    t.deepEqual(applicationTexts(records), ['hello retry', 'welcome retry']);
    t.true(records.every(({ unopened, error }) => unopened === undefined && error === undefined));
  });
}

for (const cipherSuite of ['TLS_AES_128_CCM_SHA256', 'TLS_AES_128_CCM_8_SHA256']) {
  test(`records of ${cipherSuite} are opened`, (t) => {
    const { pair, keyLog } = record('with CCM', { endpoint: { cipherSuites: [cipherSuite] } });
    const traffic = new TrafficDissection(provider, new KeyLog(keyLog));
    const records = pair.network.datagrams.flatMap(({ from, to, bytes }) => traffic.dissect(from, to, bytes).records);
    t.deepEqual(applicationTexts(records), ['hello with CCM', 'welcome with CCM']);
    t.true(records.every(({ unopened, error }) => unopened === undefined && error === undefined));
  });
}

const nss = 'tests/vectors/nss';

for (const file of readdirSync(nss).filter((name) => name.endsWith('.json'))) {
  test(`the data exchanged with NSS in ${file} is decrypted`, (t) => {
    const { datagrams, keyLog, messages } = JSON.parse(readFileSync(`${nss}/${file}`, 'utf8'));
    const traffic = new TrafficDissection(provider, new KeyLog(keyLog.join('\n')));
    const records = datagrams.flatMap(({ from, bytes }: { from: string; bytes: string }) => {
      return traffic.dissect(from, from === 'us' ? 'peer' : 'us', Buffer.from(bytes, 'hex')).records;
    });
    t.is(traffic.connections, 1);
    t.true(records.every((each: DissectedRecord) => each.opened !== undefined));
    t.deepEqual(applicationTexts(records).toSorted(), Object.values(messages).toSorted());
  });
}

test('fragments are reassembled in any order and with repetitions', (t) => {
  const { pair, keyLog } = record('cut', { chain: [testCertificate.der, new Uint8Array(3000).fill(1)] });
  const traffic = new TrafficDissection(provider, new KeyLog(keyLog));
  const assembled = pair.network.datagrams.flatMap(({ from, to, bytes }) =>
    traffic.dissect(from, to, bytes).records.flatMap((each) => each.assembled),
  );
  const [certificate] = assembled;
  t.is(certificate?.type, HandshakeType.certificate);
  t.true((certificate?.fragments ?? 0) >= 2);
  t.true((certificate?.body.length ?? 0) > 3000);
});

test('the reason why a record is not opened is reported', (t) => {
  const { pair, keyLog } = record('closed');
  const { datagrams } = pair.network;
  const reasons = (traffic: TrafficDissection, skip: (index: number) => boolean = () => false): string[] => [
    ...new Set(
      datagrams.flatMap(({ from, to, bytes }, index) =>
        skip(index) ? [] : traffic.dissect(from, to, bytes).records.flatMap(({ unopened }) => unopened ?? []),
      ),
    ),
  ];
  t.deepEqual(reasons(new TrafficDissection(provider)), ['noKeyLog']);
  t.deepEqual(reasons(new TrafficDissection(provider, new KeyLog(''))), ['notInKeyLog']);
  const log = new KeyLog(keyLog);
  const isClient = (index: number): boolean => datagrams[index]?.from === 'client';
  t.deepEqual(reasons(new TrafficDissection(provider, log), isClient), ['noClientHello']);
  t.deepEqual(
    reasons(new TrafficDissection(provider, log), (index) => !isClient(index)),
    ['noServerHello'],
  );
  const early = new KeyLog(
    keyLog
      .split('\n')
      .filter((line) => line.includes('HANDSHAKE'))
      .join('\n'),
  );
  t.deepEqual(reasons(new TrafficDissection(provider, early)), ['noKeys']);
  const wrong = new KeyLog(keyLog.replaceAll(/(TRAFFIC_SECRET_0 \w+ )../g, '$1ff'));
  t.deepEqual(reasons(new TrafficDissection(provider, wrong)), ['unauthentic']);
  const twice = new TrafficDissection(provider, log);
  t.deepEqual(reasons(twice), []);
  t.true(reasons(twice).includes('replayed'));
});

test('a protected record without a length, with a connection id or truncated reports its error', (t) => {
  const traffic = new TrafficDissection(provider, new KeyLog(''));
  const [rest] = traffic.dissect('a', 'b', Uint8Array.of(0b00101010, 0, 1, 2, 3)).records;
  t.like(rest, { at: 0, end: 5, isProtected: true, unopened: 'noClientHello' });
  const [id, ...others] = traffic.dissect('a', 'b', Uint8Array.of(0b00111110, 0, 1, 0, 1, 9, 44, 1, 2)).records;
  t.like(id, { at: 0, end: 9 });
  t.deepEqual(others, []);
  const [cut] = traffic.dissect('a', 'b', Uint8Array.of(0b00101110, 0, 1, 0, 9, 1)).records;
  t.like(cut, { at: 0, end: 6, opened: undefined, unopened: undefined });
  t.true(cut?.error instanceof WireError);
  const [unrecognized] = traffic.dissect('a', 'b', Uint8Array.of(22, 1)).records;
  t.is(unrecognized?.error?.code, 'ERR_WIRE_TRUNCATED');
  t.deepEqual(traffic.dissect('a', 'b', new Uint8Array()).records, []);
});

test('no datagram causes an exception, and records cover each datagram without gap or overlap', (t) => {
  const { pair, keyLog } = record('fuzz');
  const log = new KeyLog(keyLog);
  const seeds = [...pair.network.datagrams.map(({ bytes }) => bytes), ...captured()];
  const change = fc.tuple(fc.nat(1500), fc.nat(255));
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(seeds.length - 1), fc.array(change, { maxLength: 4 }), fc.boolean()), { maxLength: 8 }),
      (steps) => {
        const traffic = new TrafficDissection(provider, log);
        for (const [index, changes, fromClient] of steps) {
          const bytes = (seeds[index] ?? new Uint8Array()).slice();
          for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
          const { records } = traffic.dissect(
            fromClient ? 'client' : 'server',
            fromClient ? 'server' : 'client',
            bytes,
          );
          let end = 0;
          for (const each of records) {
            t.is(each.at, end);
            t.true(each.end > each.at);
            end = each.end;
          }
          t.is(end, bytes.length);
        }
      },
    ),
    { numRuns: 150 },
  );
});

function captured(): Uint8Array[] {
  return readCapture('nss-server_nss-client').map(({ payload }) => payload);
}

test('a Dissection opens Buffers without changing them', (t) => {
  const { pair, keyLog } = record('buffer');
  const dissection = new Dissection(provider, 'TLS_AES_128_GCM_SHA256');
  for (const line of keyLog.split('\n')) {
    const [label = '', , secret = ''] = line.split(' ');
    dissection.addSecret(label, Buffer.from(secret, 'hex'));
  }
  for (const { from, bytes } of pair.network.datagrams) {
    const buffer = Buffer.from(bytes);
    const lines = dissection.describe(from === 'client' ? 'client' : 'server', buffer);
    t.true(lines.length > 0);
    t.deepEqual(new Uint8Array(buffer), bytes);
  }
});

test('a flood of incomplete messages of large declared length hides no other message', (t) => {
  const { pair } = record('flood');
  const first = pair.network.datagrams[0]?.bytes ?? new Uint8Array();
  const message = decodeAll(Handshake, first.subarray(13));
  const traffic = new TrafficDissection(provider);
  const half = message.fragment.length >> 1;
  const datagram = (seq: number, length: number, offset: number, end: number): Uint8Array => {
    const body = [...message.fragment.subarray(offset, end)];
    const u24 = (value: number): number[] => [value >>> 16, (value >>> 8) & 255, value & 255];
    const handshake = [1, ...u24(length), seq >>> 8, seq & 255, ...u24(offset), ...u24(body.length), ...body];
    return Uint8Array.from([
      22,
      254,
      253,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      1,
      handshake.length >>> 8,
      handshake.length & 255,
      ...handshake,
    ]);
  };
  const { length } = message.fragment;
  traffic.dissect('early', 'server', datagram(0, length, 0, half));
  // 300 messages of 256 KiB each exceed the limit; their received bytes do not.
  for (let index = 0; index < 300; index++) traffic.dissect(`x${index}`, 'server', datagram(1, 2 ** 18, 0, half));
  const [early] = traffic.dissect('early', 'server', datagram(0, length, half, length)).records;
  t.deepEqual(early?.assembled[0]?.body, Uint8Array.from(message.fragment));
  traffic.dissect('late', 'server', datagram(0, length, half, length));
  const [whole] = traffic.dissect('late', 'server', datagram(0, length, 0, half)).records;
  t.deepEqual(whole?.assembled[0]?.body, Uint8Array.from(message.fragment));
  t.is(traffic.connections, 2);
});
