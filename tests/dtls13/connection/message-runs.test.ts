import test from 'ava';
import { MAX_AES_GCM_RECORDS } from '../../../generated/dtls13/registries/constants.ts';
import type { AeadName } from '../../../runtime/crypto/provider.ts';
import { RecordProtection } from '../../../runtime/crypto/record-protection.ts';
import { OutgoingData } from '../../../runtime/dtls13/connection/outgoing-data.ts';
import type { OutputSink } from '../../../runtime/dtls13/endpoint.ts';
import { DatagramWriter } from '../../../runtime/dtls13/record/datagram-writer.ts';
import { WriteEpoch } from '../../../runtime/dtls13/record/epoch.ts';
import { type RecordOptions, RecordWriter } from '../../../runtime/dtls13/record/record-writer.ts';
import { createCounters } from '../../../runtime/dtls13/statistics.ts';
import { FaultyProvider, SeededRandom } from '../../../runtime/testing/index.ts';
import { testProvider } from '../../net/host-under-test.ts';

const KEYS = { key: new Uint8Array(16).fill(1), iv: new Uint8Array(12), recordNumberKey: new Uint8Array(16).fill(2) };

interface Settings extends Partial<RecordOptions> {
  readonly provider?: FaultyProvider;
  readonly cipher?: AeadName;
  readonly maxDatagramSize?: number;
  readonly connectionId?: Uint8Array;
  readonly sequence?: number;
}

/** Application data, the sink that gets it, and the key that protects it. */
class Sender implements OutputSink {
  readonly datagrams: string[] = [];
  readonly slices: Uint8Array[] = [];
  readonly counters = createCounters();
  readonly data = new OutgoingData();
  readonly epoch: WriteEpoch;
  readonly #writer: DatagramWriter;
  /** Bytes for which the sink has room. */
  room = Number.POSITIVE_INFINITY;
  /** Index of the datagram for which `commit` throws. */
  broken = -1;
  #rest = new Uint8Array(0);

  constructor(settings: Settings = {}) {
    const records = new RecordWriter(this.counters, { recordHeader: 'full', padding: undefined, ...settings });
    if (settings.connectionId !== undefined) records.connectionId = settings.connectionId;
    this.#writer = new DatagramWriter(records, this.counters, 0, settings.maxDatagramSize ?? 1200);
    const provider = settings.provider ?? testProvider;
    this.epoch = new WriteEpoch(3, new RecordProtection(provider, settings.cipher ?? 'aes-128-gcm', KEYS));
    this.epoch.sequence = settings.sequence ?? 0;
  }

  /** True: all is written. */
  write(isLast = true): boolean {
    this.#writer.attach(this);
    const isComplete = this.data.write(this.#writer, this.epoch, isLast);
    this.#writer.flush();
    return isComplete;
  }

  reserve(_path: number, size: number): Uint8Array | undefined {
    if (size > this.room) return undefined;
    if (size > 65_507) throw new RangeError(`${size} bytes`);
    // The memory of a host is not zero.
    const slice = new Uint8Array(size).fill(0xee);
    this.slices.push(slice);
    this.#rest = slice;
    return slice;
  }

  commit(length: number): void {
    if (this.datagrams.length === this.broken) {
      this.broken = -1;
      throw new RangeError('broken');
    }
    this.room -= length;
    this.datagrams.push(Buffer.from(this.#rest.subarray(0, length)).toString('hex'));
    this.#rest = this.#rest.subarray(length);
  }

  event(): void {}

  request(): void {}

  unrouted(): void {}
}

/** Messages of random lengths and places, in one slab or in several. */
function messagesOf(random: SeededRandom, count: number, longest: number): [Uint8Array, number, number][] {
  const gaps = random.bits() % 3;
  const slab = new Uint8Array(count * (longest + 40));
  for (let index = 0; index < slab.length; index++) slab[index] = random.bits();
  let end = 0;
  return Array.from({ length: count }, (_, index) => {
    const length = random.bits() % 8 === 0 ? random.bits() % 3 : random.bits() % (longest + 1);
    const at = end + (gaps === 0 ? 0 : random.bits() % (gaps === 1 ? 17 : 40));
    end = at + length;
    const own = gaps === 2 && index % 5 === 0;
    return own ? [slab.slice(at, end), 0, length] : [slab, at, length];
  });
}

const settings: readonly Settings[] = [
  {},
  { recordHeader: 'minimal' },
  { recordHeader: 'minimal', sequence: 100, connectionId: Uint8Array.of(1, 2, 3) },
  { padding: { to: 300 } },
  { padding: { blockSize: 64 }, connectionId: new Uint8Array(40), sequence: 0xfff0 },
  { padding: { to: 5000 }, maxDatagramSize: 700 },
  { maxDatagramSize: 300 },
  // Records that are only a little longer than their messages.
  { cipher: 'aes-128-ccm-8' },
  { cipher: 'aes-128-ccm-8', recordHeader: 'minimal' },
];

test('messages in one run give the same bytes, numbers and counters as one by one', (t) => {
  for (const [index, each] of settings.entries()) {
    for (let seed = 1; seed <= 12; seed++) {
      const random = new SeededRandom(1000 * index + seed);
      const together = new Sender(each);
      const single = new Sender(each);
      // Longer messages than the datagram size: they were accepted before it was reduced.
      const messages = messagesOf(random, 1 + (random.bits() % 150), 1 + (random.bits() % 1100));
      for (const message of messages) together.data.add(...message);
      t.true(together.write());
      for (const message of messages) {
        single.data.add(...message);
        t.true(single.write());
      }
      t.deepEqual(together.datagrams, single.datagrams, `${index} ${seed}`);
      t.deepEqual(together.counters, single.counters);
      t.deepEqual([together.epoch.sequence, together.epoch.bytes], [single.epoch.sequence, single.epoch.bytes]);
      if (messages.length > 1) t.true(together.slices.length < single.slices.length, 'there are runs');
    }
  }
});

test('a gap that is longer than the rest of a record moves no message over another one', (t) => {
  for (const recordHeader of ['full', 'minimal'] as const) {
    for (const gap of [11, 12, 14, 15, 16, 40]) {
      const settings: Settings = { cipher: 'aes-128-ccm-8', recordHeader };
      const together = new Sender(settings);
      const single = new Sender(settings);
      const slab = new Uint8Array(10_000).map((_, index) => index * 7);
      // The first ones back to back, so that all fit although the others have gaps.
      for (let index = 0, at = 0; index < 40; index++, at += index < 27 ? 100 : 100 + gap) {
        together.data.add(slab, at, 100);
        single.data.add(slab, at, 100);
        t.true(single.write());
      }
      t.true(together.write());
      t.deepEqual(together.datagrams, single.datagrams, `${recordHeader} ${gap}`);
      const spread = new Sender(settings);
      for (let index = 0; index < 20; index++) spread.data.add(slab, index * (100 + gap), 100);
      t.true(spread.write());
      t.is(spread.datagrams.length, 20);
    }
  }
});

test('before other output the last message has an open datagram, in a run as alone', (t) => {
  const sender = new Sender();
  for (let index = 0; index < 5; index++) sender.data.add(new Uint8Array(10), 0, 10);
  t.true(sender.write(false));
  t.is(sender.slices.length, 2);
  t.is(sender.slices[1]?.length, 1200);
  t.is(sender.datagrams.length, 5);
});

test('a sink with room for some datagrams of a run gets these', (t) => {
  const whole = new Sender();
  const sender = new Sender();
  for (const each of [whole, sender])
    for (let index = 0; index < 20; index++) each.data.add(Uint8Array.of(index), 0, 1);
  t.true(whole.write());
  sender.room = 22;
  t.false(sender.write());
  t.deepEqual(sender.datagrams, []);
  for (let count = 1; count < 20; count++) {
    sender.room = 23;
    t.false(sender.write());
    t.is(sender.datagrams.length, count);
  }
  sender.room = 1000;
  t.true(sender.write());
  t.deepEqual(sender.datagrams, whole.datagrams);
});

test('a sink that throws for one datagram of a run loses this one', (t) => {
  const sender = new Sender();
  for (let index = 0; index < 10; index++) sender.data.add(new Uint8Array(50).fill(index), 0, 50);
  sender.broken = 3;
  t.throws(() => sender.write(), { message: 'broken' });
  t.is(sender.datagrams.length, 3);
  t.true(sender.write());
  t.is(sender.datagrams.length, 9);
  t.is(new Set(sender.datagrams).size, 9);
});

test('a key protects as many records of a run as it may', (t) => {
  for (const [isLast, slices] of [
    [true, 1],
    [false, 2],
  ] as const) {
    const sender = new Sender({ sequence: MAX_AES_GCM_RECORDS - 6 });
    for (let index = 0; index < 40; index++) sender.data.add(new Uint8Array(10), 0, 10);
    t.true(sender.write(isLast));
    t.is(sender.datagrams.length, 5);
    t.true(sender.epoch.exhausted);
    t.is(sender.epoch.sequence, MAX_AES_GCM_RECORDS - 1);
    t.is(sender.slices.length, slices);
  }
});

test('when the provider fails within a run, none of it is sent and no content is left', (t) => {
  for (const operation of ['aead.seal', 'recordNumberMask.mask'] as const) {
    const provider = new FaultyProvider(testProvider);
    provider.failAt(operation, 7);
    const sender = new Sender({ provider });
    for (let index = 0; index < 10; index++) sender.data.add(new Uint8Array(100).fill(0x61), 0, 100);
    t.throws(() => sender.write(), { code: 'ERR_DTLS_INTERNAL' });
    t.deepEqual(sender.datagrams, []);
    t.is(sender.slices.length, 1);
    t.true(sender.slices[0]?.every((byte) => byte === 0));
  }
});

test('memory that was transferred in the middle of a run is passed over', (t) => {
  const sender = new Sender();
  const slabs = Array.from({ length: 9 }, (_, index) => new Uint8Array(20).fill(index));
  for (const slab of slabs) sender.data.add(slab, 0, 20);
  for (const index of [0, 4, 8]) structuredClone(slabs[index], { transfer: [slabs[index]?.buffer as ArrayBuffer] });
  t.true(sender.write());
  t.is(sender.datagrams.length, 6);
  t.true(sender.data.empty);
});
