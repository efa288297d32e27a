import test from 'ava';
import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import { HandshakeType } from '../../../generated/dtls13/registries/handshake-type.ts';
import { createPortableProvider } from '../../../runtime/crypto/portable/index.ts';
import {
  type DissectedDatagram,
  type DissectedRecord,
  KeyLog,
  TrafficDissection,
  type TrafficOptions,
} from '../../../runtime/dtls13/index.ts';
import { LifeRecorder, type RecordedDatagram, type RecordedLife, recordLife } from './recorded-life.ts';

const provider = createPortableProvider();

interface Reading {
  readonly datagrams: readonly DissectedDatagram[];
  readonly records: readonly DissectedRecord[];
  readonly texts: readonly string[];
  readonly unopened: readonly string[];
  readonly epochs: readonly number[];
}

/** Reads the datagrams of a life that `keep` selects. */
function read(
  life: RecordedLife,
  keep: (datagram: RecordedDatagram, index: number) => boolean = () => true,
  options: TrafficOptions = {},
  keyLog = life.firstSecrets,
): Reading {
  const traffic = new TrafficDissection(provider, new KeyLog(keyLog), options);
  const datagrams = life.datagrams.filter(keep).map(({ from, to, bytes }) => traffic.dissect(from, to, bytes));
  const records = datagrams.flatMap((each) => each.records);
  return {
    datagrams,
    records,
    texts: records.flatMap(({ opened }) =>
      opened?.contentType === ContentType.application_data ? [new TextDecoder().decode(opened.content)] : [],
    ),
    unopened: records.flatMap(({ unopened }) => unopened ?? []),
    epochs: [...new Set(records.flatMap(({ opened }) => opened?.epoch ?? []))].toSorted((a, b) => a - b),
  };
}

/** The datagrams with a handshake message of this type. */
function withMessage(life: RecordedLife, type: HandshakeType): Set<RecordedDatagram> {
  const { datagrams } = read(life);
  const has = ({ opened }: DissectedRecord): boolean =>
    opened?.contentType === ContentType.handshake && opened.epoch > 2 && opened.content[0] === type;
  return new Set(life.datagrams.filter((_, index) => datagrams[index]?.records.some(has)));
}

test('every record of a connection is opened over key updates, connection ids and changes of the path', (t) => {
  const life = recordLife();
  const { datagrams, records, texts, unopened, epochs } = read(life);
  t.deepEqual(unopened, []);
  t.deepEqual(texts, life.texts);
  t.deepEqual(epochs, [0, 2, 3, 4, 5, 6]);
  t.true(datagrams.every(({ connection }) => connection === 1));
  for (const [index, { sender }] of datagrams.entries())
    t.is(sender, life.datagrams[index]?.from === 'server' ? 'server' : 'client');
  const addresses = new Set(life.datagrams.flatMap(({ from, to }) => [from, to]));
  t.deepEqual([...addresses], ['client', 'server', 'client:2', 'nat']);
  const types = new Set(records.flatMap(({ opened }) => opened?.contentType ?? []));
  t.true(types.has(ContentType.return_routability_check));
  const ids = new Set(
    records.flatMap(({ connectionId }) => (connectionId ? [Buffer.from(connectionId).toString('hex')] : [])),
  );
  t.true(ids.size >= 5, `${ids.size} ids`);
  t.true([...ids].every((id) => id.length === 16));
});

for (const [name, idLength] of [
  ['only the server', { client: 0, server: 3 }],
  ['only the client', { client: 20, server: 0 }],
  ['both, with different lengths,', { client: 1, server: 200 }],
] as const) {
  test(`records are opened where ${name} has connection ids`, (t) => {
    const life = recordLife({ idLength });
    const { texts, unopened, records } = read(life);
    t.deepEqual(unopened, []);
    t.deepEqual(texts, life.texts);
    const lengths = new Set(records.flatMap(({ connectionId }) => connectionId?.length ?? []));
    t.deepEqual(
      [...lengths].toSorted(),
      Object.values(idLength)
        .filter((length) => length > 0)
        .toSorted(),
    );
  });
}

for (const cipherSuite of [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_AES_128_CCM_SHA256',
  'TLS_AES_128_CCM_8_SHA256',
]) {
  test(`minimal headers of ${cipherSuite} are opened, with connection ids and after updates`, (t) => {
    const life = recordLife({ endpoint: { recordHeader: 'minimal', cipherSuites: [cipherSuite] } });
    const { texts, unopened, records } = read(life);
    t.deepEqual(unopened, []);
    t.deepEqual(texts, life.texts);
    const short = life.datagrams.filter(({ bytes: [first = 0] }) => first >>> 5 === 1 && (first & 0b1100) === 0);
    t.true(short.length > 10 && records.length > short.length);
  });
}

test('an epoch is found without the KeyUpdate that leads to it', (t) => {
  const life = recordLife();
  const updates = withMessage(life, HandshakeType.key_update);
  t.is(updates.size, 6);
  const { texts, unopened, epochs } = read(life, (datagram) => !updates.has(datagram));
  t.deepEqual(unopened, []);
  t.deepEqual(texts, life.texts);
  t.deepEqual(epochs, [0, 2, 3, 4, 5, 6]);
});

test('an epoch is found after eight lost updates, and not after nine', (t) => {
  const life = new LifeRecorder();
  life.talk('before');
  const start = life.pair.network.datagrams.length;
  for (let update = 0; update < 8; update++) life.update('client');
  const end = life.pair.network.datagrams.length;
  life.talk('after');
  life.update('client');
  const last = life.pair.network.datagrams.length;
  life.talk('later');
  const recorded = life.end();
  const eight = read(recorded, (_, index) => index < start || index >= end);
  t.deepEqual(eight.unopened, []);
  t.deepEqual(eight.texts, recorded.texts);
  t.deepEqual(eight.epochs, [0, 2, 3, 11, 12]);
  const nine = read(recorded, (_, index) => index < start || index >= last);
  t.deepEqual(nine.texts, ['before, from the client', 'before, from the server', 'later, from the server']);
  t.true(nine.unopened.length > 0 && nine.unopened.every((reason) => ['noKeys', 'unauthentic'].includes(reason)));
});

test('after a KeyUpdate in the capture, eight more updates may be lost', (t) => {
  const life = new LifeRecorder();
  life.talk('before');
  const start = life.pair.network.datagrams.length;
  for (let update = 0; update < 9; update++) life.update('client');
  const end = life.pair.network.datagrams.length;
  life.talk('after');
  const recorded = life.end();
  const updates = withMessage(recorded, HandshakeType.key_update);
  const first = recorded.datagrams.findIndex((datagram) => updates.has(datagram));
  const { texts, epochs } = read(recorded, (_, index) => index < start || index >= end || index === first);
  t.deepEqual(texts, recorded.texts);
  t.deepEqual(epochs, [0, 2, 3, 12]);
});

test('the numbers of minimal headers are found after a gap', (t) => {
  const life = new LifeRecorder({ endpoint: { recordHeader: 'minimal' } });
  const marks: number[] = [];
  for (let block = 0; block < 5; block++) {
    life.talk(`block ${block}`);
    marks.push(life.pair.network.datagrams.length);
    for (let index = 0; index < 60; index++) life.pair.send('client', Uint8Array.of(index));
    life.pair.network.advance(2000);
    // An acknowledged record restarts the count after which the number has 16 bits.
    life.update('server', true);
  }
  life.talk('the end');
  const recorded = life.end();
  const { texts, unopened } = read(recorded, (_, index) => marks.every((mark) => index < mark || index >= mark + 60));
  t.deepEqual(unopened, []);
  t.deepEqual(
    texts.filter((text) => text.length > 1),
    recorded.texts,
  );
});

for (const header of ['minimal', 'full'] as const) {
  test(`records after gaps of 250 to 600 in one epoch are opened with ${header} headers, once`, (t) => {
    for (const gap of [250, 254, 255, 256, 300, 600]) {
      const life = new LifeRecorder({ endpoint: { recordHeader: header } });
      life.talk('before');
      const start = life.pair.network.datagrams.length;
      for (let index = 0; index < gap; index++) life.pair.send('client', Uint8Array.of(1));
      const end = life.pair.network.datagrams.length;
      life.pair.network.advance(2000);
      life.talk('after');
      const recorded = life.end();
      const kept = recorded.datagrams.filter((_, index) => index < start || index >= end);
      const { texts, unopened } = read({ ...recorded, datagrams: kept });
      t.deepEqual(unopened, [], `${gap}`);
      t.deepEqual(texts, recorded.texts, `${gap}`);
      const twice = read({ ...recorded, datagrams: kept.flatMap((each) => [each, each]) });
      t.deepEqual(twice.texts, recorded.texts, `${gap}`);
    }
  });
}

test('forged records do not end the keys of an epoch', (t) => {
  const life = new LifeRecorder({ endpoint: { cipherSuites: ['TLS_AES_128_CCM_8_SHA256'] }, idLength: undefined });
  life.talk('before');
  const late = life.pair.network.datagrams.findLast(({ from }) => from === 'client');
  life.update('client');
  life.talk('after');
  const recorded = life.end();
  const { datagrams } = recorded;
  const first = datagrams.findIndex(({ bytes }) => bytes === late?.bytes);
  const [one, rest] = [datagrams.slice(0, first), datagrams.slice(first + 1)];
  const forged = { ...(datagrams[first] as RecordedDatagram), bytes: Uint8Array.from(late?.bytes ?? []).fill(9, 20) };
  // The limit of this AEAD is reached long before, in the epoch that is not the newest one any more.
  const order = [...one, ...rest, ...Array.from({ length: 300 }, () => forged), datagrams[first] as RecordedDatagram];
  const { texts } = read({ ...recorded, datagrams: order });
  t.is(texts.at(-1), 'before, from the client');
});

test('a session stays known by its addresses where the message with its connection ids is lost', (t) => {
  const life = new LifeRecorder();
  life.talk('before');
  life.call('server', (server, now) => server.issueConnectionIds({ count: 1, immediate: true }, now));
  life.talk('with the issued id');
  // The id was learned from an authentic record, so it is known at the new address.
  life.pair.network.rebind('client', 'nat');
  life.talk('behind a NAT');
  const recorded = life.end();
  const issued = withMessage(recorded, HandshakeType.new_connection_id);
  t.true(issued.size > 0);
  const { texts, unopened } = read(recorded, (datagram) => !issued.has(datagram));
  t.deepEqual(texts, recorded.texts);
  t.deepEqual(unopened, []);
});

test('the addresses of an authentic record are those of its session, for records without connection id too', (t) => {
  const life = new LifeRecorder({ idLength: { client: 0, server: 8 } });
  life.pair.network.rebind('client', 'nat');
  life.talk('behind a NAT');
  const recorded = life.end();
  const { datagrams, texts, unopened } = read(recorded);
  t.deepEqual(unopened, []);
  t.deepEqual(texts, recorded.texts);
  t.true(recorded.datagrams.some(({ to, bytes }) => to === 'nat' && ((bytes[0] ?? 0) & 0b10000) === 0));
  t.true(datagrams.every(({ connection }) => connection === 1));
});

test('sessions with connection ids are distinguished at addresses that they exchange', (t) => {
  const lives = ['one', 'two'].map((seed) => recordLife({ seed, idLength: { client: 4, server: 4 } }));
  const traffic = new TrafficDissection(provider, new KeyLog(lives.map(({ firstSecrets }) => firstSecrets).join('\n')));
  // The second client gets the addresses that the first one had before, and the other way round.
  const addresses: readonly Readonly<Record<string, string>>[] = [
    { client: 'a', 'client:2': 'b', nat: 'c', server: 's' },
    { client: 'b', 'client:2': 'c', nat: 'a', server: 's' },
  ];
  const texts = lives.map((): string[] => []);
  for (let index = 0; index < Math.max(...lives.map(({ datagrams }) => datagrams.length)); index++) {
    for (const [which, { datagrams }] of lives.entries()) {
      const datagram = datagrams[index];
      if (datagram === undefined) continue;
      const name = (place: string): string => addresses[which]?.[place] ?? place;
      const { connection, records } = traffic.dissect(name(datagram.from), name(datagram.to), datagram.bytes);
      t.is(connection, which + 1);
      for (const { opened } of records)
        if (opened?.contentType === ContentType.application_data)
          texts[which]?.push(new TextDecoder().decode(opened.content));
    }
  }
  t.deepEqual(
    texts,
    lives.map((life) => life.texts),
  );
});

test('a short connection id of another session does not match an unknown one by chance', (t) => {
  let next = 0;
  // The ids of the second session begin with the id of the first one.
  const generate = (): Uint8Array => Uint8Array.of(7, 0, 0, 0, 0, 0, 0, next++);
  const one = recordLife({
    seed: 'one',
    listener: { connectionIds: { length: 1, generate: () => Uint8Array.of(7), spares: 0 } },
    idLength: { client: 1, server: 0 },
  });
  const life = new LifeRecorder({ seed: 'two', listener: { connectionIds: { length: 8, generate } } });
  life.call('server', (server, now) => server.issueConnectionIds({ count: 1, immediate: true }, now));
  life.talk('with an unknown id');
  const two = life.end();
  const issued = withMessage(two, HandshakeType.new_connection_id);
  const traffic = new TrafficDissection(provider, new KeyLog(`${one.firstSecrets}\n${two.firstSecrets}`));
  for (const { from, to, bytes } of one.datagrams) traffic.dissect(`${from} one`, `${to} one`, bytes);
  const reasons = two.datagrams
    .filter((datagram) => !issued.has(datagram))
    .flatMap(({ from, to, bytes }) =>
      traffic.dissect(from, to, bytes).records.flatMap(({ unopened }) => unopened ?? []),
    );
  t.deepEqual(reasons, []);
});

test('the length of connection ids can be given where the capture has no hellos', (t) => {
  const life = recordLife({ idLength: { client: 8, server: 8 } });
  const isProtected = ({ bytes: [first = 0] }: RecordedDatagram): boolean => first >>> 5 === 1;
  const unknown = read(life, isProtected);
  t.true(unknown.unopened.includes('connectionId'));
  t.true(unknown.records.every(({ connectionId }) => connectionId === undefined));
  const { records, unopened } = read(life, isProtected, { connectionIdLength: 8 });
  t.false(unopened.includes('connectionId'));
  t.true(records.some(({ connectionId }) => connectionId?.length === 8));
  t.throws(() => new TrafficDissection(provider, undefined, { connectionIdLength: 256 }), {
    code: 'ERR_WIRECHART_CONFIG',
    message: /connectionIdLength/,
  });
});

test('the secrets after updates are optional in a key log, and a log may begin with one of them', (t) => {
  const life = recordLife();
  const all = read(life, () => true, {}, life.keyLog.join('\n'));
  t.deepEqual(all.unopened, []);
  t.deepEqual(all.texts, life.texts);
  const reversed = read(life, () => true, {}, life.keyLog.toReversed().join('\n'));
  t.deepEqual(reversed.unopened, []);
  const later = life.keyLog.filter((line) => !line.includes('TRAFFIC_SECRET_0'));
  const rest = read(life, () => true, {}, later.join('\n'));
  // The connection ids for the next address are in records that this log does not open.
  t.deepEqual(rest.texts, life.texts.slice(2, 4));
  // At one address: a new one is learned from records that this log does not open.
  const still = recordLife({ idLength: { client: 0, server: 0 } });
  const third = still.keyLog.filter((line) => /HANDSHAKE|TRAFFIC_SECRET_3/.test(line));
  const last = read(still, () => true, {}, third.join('\n'));
  t.deepEqual(last.texts, still.texts.slice(-2));
  t.deepEqual(last.epochs, [0, 2, 6]);
});
