import test from 'ava';
import fc from 'fast-check';
import { MAX_AES_GCM_RECORDS, MAX_SEQUENCE_NUMBER } from '../../../generated/dtls13/registries/constants.ts';
import { RecordProtection } from '../../../runtime/crypto/record-protection.ts';
import { OutgoingData } from '../../../runtime/dtls13/connection/outgoing-data.ts';
import { ReadEpoch, WriteEpoch } from '../../../runtime/dtls13/record/epoch.ts';
import { RecordWriter } from '../../../runtime/dtls13/record/record-writer.ts';
import { createCounters } from '../../../runtime/dtls13/statistics.ts';
import { FaultyProvider, simulatePair } from '../../../runtime/testing/index.ts';
import { digits, hex } from '../../crypto/hex.ts';
import { testProvider } from '../../net/host-under-test.ts';
import { protectionFor, vectorsFor } from './record-vectors.ts';
import { ReceivedContents, testProtection } from './sealed-record.ts';
import { SentDatagrams } from './sent-datagrams.ts';

const own = Uint8Array.of(9, 8, 7, 6);

/** First byte of each record, without the two bits of the epoch. */
const flags = (datagram: Uint8Array | undefined) => ((datagram?.[0] ?? 0) & 0xfc).toString(16);

function receiver(connectionId?: Uint8Array): ReceivedContents {
  const received = new ReceivedContents();
  received.reader.epochs.install(new ReadEpoch(3, testProtection(), 256));
  if (connectionId !== undefined) received.reader.connectionIds.add(connectionId);
  return received;
}

test('records have the bytes that another implementation computed', (t) => {
  let checked = 0;
  for (const vector of vectorsFor(testProvider)) {
    const options = { recordHeader: vector.hasLength ? 'full' : 'minimal', padding: () => vector.padding } as const;
    // Other forms are only read.
    if (vector.wide !== vector.hasLength) continue;
    const records = new RecordWriter(createCounters(), options);
    records.connectionId = hex(vector.connectionId);
    const epoch = new WriteEpoch(vector.epoch, protectionFor(testProvider, vector));
    epoch.sequence = vector.sequence;
    epoch.confirm(vector.sequence - 1);
    const content = hex(vector.content);
    const target = new Uint8Array(content.length + vector.padding + records.overhead(epoch, true));
    target.set(content, records.headerLength(epoch, true));
    const padding = records.padding(epoch, content.length, 100);
    const length = records.seal(target, 0, epoch, vector.contentType, content.length, padding, true);
    t.is(digits(target.subarray(0, length)), vector.record);
    checked += 1;
  }
  t.true(checked >= 90, `${checked} records`);
});

test('records have 16 bits of the number, a length and the connection id of the peer by default', (t) => {
  const sent = new SentDatagrams();
  sent.writeAlone('a');
  sent.records.connectionId = own;
  sent.write('b');
  sent.write('c');
  sent.writer.flush();
  t.deepEqual(sent.datagrams.map(flags), ['2c', '3c']);
  t.deepEqual(sent.datagrams[1]?.subarray(1, 5), own);
  const received = receiver();
  received.receive(sent.datagrams[0] as Uint8Array);
  received.reader.connectionIds.add(own);
  received.receive(sent.datagrams[1] as Uint8Array);
  t.deepEqual(received.texts, ['a', 'b', 'c']);
  t.is(sent.datagrams[1]?.length, 2 * (1 + 4 + 2 + 2 + 1 + 1 + 16));
});

test('early data has no connection id', (t) => {
  const records = new RecordWriter(createCounters());
  records.connectionId = own;
  const target = new Uint8Array(40);
  t.is(records.seal(target, 0, new WriteEpoch(1, testProtection()), 23, 10), 5 + 10 + 17);
  t.is(target[0], 0x2d);
  t.is(records.headerLength(new WriteEpoch(1, testProtection())), 5);
  t.is(records.headerLength(new WriteEpoch(2, testProtection())), 9);
  t.is(records.headerLength(new WriteEpoch(0, undefined)), 13);
});

test('minimal records have 8 bits of the number, and a length unless they are the last of a datagram', (t) => {
  const sent = new SentDatagrams({ recordHeader: 'minimal' });
  sent.write('a');
  sent.write('bb');
  sent.writer.flush();
  sent.writeAlone('ccc');
  sent.write('d');
  sent.writer.flush();
  t.deepEqual(sent.datagrams.map(flags), ['24', '20', '20']);
  t.deepEqual(
    sent.datagrams.map(({ length }) => length),
    [1 + 1 + 2 + 1 + 17 + (1 + 1 + 2 + 17), 1 + 1 + 3 + 17, 1 + 1 + 1 + 17],
  );
  const received = receiver();
  for (const datagram of sent.datagrams) received.receive(datagram);
  t.deepEqual(received.texts, ['a', 'bb', 'ccc', 'd']);
});

test('a record after one without length gets a datagram of its own', (t) => {
  const sent = new SentDatagrams({ recordHeader: 'minimal' });
  sent.writer.beginLast(sent.epoch, 0);
  sent.writer.end(sent.epoch, 23, 0);
  sent.write('alert', 21);
  sent.writer.flush();
  t.is(sent.datagrams.length, 2);
});

test('a datagram of minimal records is never longer than the maximum, and has as many records as fit', (t) => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 30 }), (lengths) => {
      const sent = new SentDatagrams({ recordHeader: 'minimal' }, testProtection(), 512);
      const contents = lengths.map((length, index) => String.fromCharCode(97 + (index % 26)).repeat(length));
      for (const content of contents) sent.write(content);
      sent.writer.flush();
      const received = receiver();
      for (const datagram of sent.datagrams) received.receive(datagram);
      const isPacked = sent.datagrams.every((datagram, index) => {
        const next = sent.datagrams[index + 1]?.length ?? 512;
        return datagram.length <= 512 && (index === sent.datagrams.length - 1 || datagram.length + next > 300);
      });
      return isPacked && received.texts.join() === contents.join();
    }),
  );
  t.pass();
});

test('a number has 8 bits only while no receiver can take it for another, however many records are lost', (t) => {
  const sent = new SentDatagrams({ recordHeader: 'minimal' });
  sent.epoch.sequence = 5000;
  sent.epoch.confirm(4900);
  const records: Uint8Array[] = [];
  for (let index = 0; index < 200; index++) sent.writeAlone(`${5000 + index}`);
  records.push(...sent.datagrams);
  const isShort = records.map((record) => (record[0] ?? 0) & 8).map((bit) => bit === 0);
  t.is(isShort.lastIndexOf(true), 28, 'record 5028 is 127 above the first that is not confirmed, 4901');
  t.true(isShort.slice(0, 29).every(Boolean));
  for (let reference = 4900; reference < 5028; reference++) {
    const received = receiver();
    received.reader.epochs.withNumber(3)?.window.mark(reference);
    const next = Math.max(0, reference + 1 - 5000);
    for (const record of [records[28], records[next], records[199]]) received.receive(record as Uint8Array);
    t.is(received.counters.discarded.unauthentic, 0, `after record ${reference}`);
  }
  sent.epoch.confirm(5190);
  sent.epoch.confirm(9999);
  sent.epoch.confirm(100);
  t.is(sent.epoch.firstUnconfirmed, 5191, 'what was never sent confirms nothing, nor does an older record');
  sent.writeAlone('x');
  t.is((sent.datagrams.at(-1)?.[0] ?? 0) & 8, 0);
});

test('no record is sent after number 2^48-1', (t) => {
  for (const protection of [testProtection(), undefined]) {
    const sent = new SentDatagrams();
    const epoch = new WriteEpoch(protection === undefined ? 0 : 3, protection);
    epoch.sequence = MAX_SEQUENCE_NUMBER;
    const target = new Uint8Array(100).fill(7);
    sent.records.seal(target, 0, epoch, 23, 10);
    target.fill(7);
    t.throws(() => sent.records.seal(target, 0, epoch, 23, 10), { code: 'ERR_DTLS_INTERNAL' });
    t.is(epoch.sequence, MAX_SEQUENCE_NUMBER + 1);
    t.true(target.subarray(0, sent.records.headerLength(epoch) + 10).every((byte) => byte === 0));
  }
});

test('a minimal record that cannot be protected leaves none of its content', (t) => {
  const provider = new FaultyProvider(testProvider);
  provider.failAt('aead.seal', 1);
  const keys = { key: new Uint8Array(16), iv: new Uint8Array(12), recordNumberKey: new Uint8Array(16) };
  const sent = new SentDatagrams({ recordHeader: 'minimal' }, new RecordProtection(provider, 'aes-128-gcm', keys));
  sent.write('secret');
  const { target } = sent.writer;
  t.throws(() => sent.writer.flush(), { code: 'ERR_DTLS_INTERNAL' });
  t.false(Buffer.from(target).includes('secret'));
  sent.writer.attach(sent);
  sent.write('next');
  sent.writer.flush();
  t.is(sent.datagrams.length, 1);
});

test('minimal records of application data have the content that maxMessageSize says, in one datagram each', (t) => {
  const pair = simulatePair({
    clientProvider: testProvider,
    serverProvider: testProvider,
    endpoint: { recordHeader: 'minimal', maxDatagramSize: 600 },
  });
  t.true(pair.handshake());
  t.is(pair.client.maxMessageSize, 600 - 3 - 17);
  const before = pair.network.datagrams.length;
  pair.send('client', new Uint8Array(pair.client.maxMessageSize).fill(1));
  pair.send('client', new Uint8Array(0));
  pair.close('client');
  pair.network.advance(100);
  const sent = pair.network.datagrams.slice(before).filter(({ from }) => from === 'client');
  t.deepEqual(
    sent.map(({ bytes }) => (bytes[0] ?? 0) & 0xfc),
    [0x20, 0x20, 0x20],
  );
  t.deepEqual(pair.serverHost.events.filter(({ event }) => event.kind === 'message').length, 2);
  t.true(sent.every(({ bytes }) => bytes.length <= 600));
});

test('a key protects its last data record also where the one before it is not protected yet', (t) => {
  const sent = new SentDatagrams({ recordHeader: 'minimal' });
  sent.epoch.sequence = MAX_AES_GCM_RECORDS - 2;
  sent.write('handshake', 22);
  const data = new OutgoingData();
  for (let index = 0; index < 5; index++) data.add(new Uint8Array(10), 0, 10);
  t.true(data.write(sent.writer, sent.epoch, true));
  sent.writer.flush();
  t.true(sent.epoch.exhausted);
  t.is(sent.epoch.sequence, MAX_AES_GCM_RECORDS - 1);
});
