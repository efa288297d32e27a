import test, { type ExecutionContext } from 'ava';
import { Absence } from '../../bench/absence.ts';
import { Allocations } from '../../bench/bulk/allocations.ts';
import { bulkResult } from '../../bench/bulk/bulk.ts';
import { BulkReceiver } from '../../bench/bulk/bulk-receiver.ts';
import { BulkSender } from '../../bench/bulk/bulk-sender.ts';
import { payloadAddon } from '../../bench/bulk/contenders.ts';
import { pairReport } from '../../bench/bulk/pair.ts';
import { HEADER_BYTES, Payload } from '../../bench/bulk/payload.ts';
import { bulkArguments, parseBulkArguments } from '../../bench/bulk/settings.ts';

const settings = { size: 100, window: 8, ackEvery: 4, warmUp: 0, warmUpMessages: 8, duration: 5 };

test('the arguments of a process are read as they were written', (t) => {
  t.deepEqual(parseBulkArguments(bulkArguments('sender', 4433, settings)), {
    role: 'sender',
    port: 4433,
    settings,
    mode: undefined,
  });
  t.is(parseBulkArguments([...bulkArguments('receiver', 0, settings), 'gso']).mode, 'gso');
  t.throws(() => parseBulkArguments(['client', '1', '2', '3', '4', '5', '6', '7']), { message: /^usage/ });
  t.throws(() => parseBulkArguments(['sender', '1', '2', '3', '4', '5', '6']), { message: /^usage/ });
  t.throws(() => parseBulkArguments(['sender', '1', '2', '3', '4', '5', '6', 'x']), { message: /^usage/ });
});

test('a change of any byte of a message is found, and another length', (t) => {
  const payload = new Payload(settings.size);
  const buffer = Buffer.alloc(settings.size + 10);
  payload.write(buffer, 5, 300, true);
  t.true(payload.check(buffer, 5, settings.size, 300));
  for (let at = 5; at < 5 + settings.size; at++) {
    const changed = Buffer.from(buffer);
    changed[at] = (changed[at] ?? 0) ^ 2;
    t.throws(() => payload.check(changed, 5, settings.size, 300), undefined, `byte ${at}`);
  }
  t.throws(() => payload.check(buffer, 5, settings.size - 1, 300), { message: /99 bytes/ });
  t.throws(() => payload.check(buffer, 5, settings.size, 299), { message: /lost/ });
});

/** The path of the functions in C; undefined, where they cannot be compiled. */
function addonPath(t: ExecutionContext): string | undefined {
  try {
    return payloadAddon();
  } catch (error) {
    if (!(error instanceof Absence)) throw error;
    t.log(`not run: ${error.message}`);
    return undefined;
  }
}

for (const kind of ['JavaScript', 'C'] as const) {
  test(`a change of any byte of one of several messages is found, by ${kind}`, (t) => {
    const addon = kind === 'C' ? addonPath(t) : undefined;
    if (kind === 'C' && addon === undefined) {
      t.pass();
      return;
    }
    const { size } = settings;
    const payload = new Payload(size, addon);
    const slab = Buffer.alloc(5 * size);
    payload.writeMany(slab, size, 3, 254);
    payload.write(slab, 4 * size, 257, true);
    const at = Int32Array.of(0, size, 2 * size, 3 * size, 4 * size);
    const length = new Int32Array(5).fill(size);
    t.is(payload.checkMany(slab, at, length, 1, 4, 254), 3);
    t.false(payload.hasEnded);
    t.throws(() => payload.checkMany(slab, at, length, 0, 4, 253), { message: /lost/ });
    for (let byte = size; byte < slab.length; byte++) {
      const changed = Buffer.from(slab);
      changed[byte] = (changed[byte] ?? 0) ^ 2;
      t.throws(() => payload.checkMany(changed, at, length, 1, 5, 254), undefined, `byte ${byte}`);
    }
    t.throws(() => payload.checkMany(slab, at, Int32Array.of(0, size, size + 1, size), 1, 4, 254), {
      message: /101 bytes/,
    });
    t.throws(() => payload.checkMany(slab, Int32Array.of(0, 5 * size), length, 1, 2, 254));
    t.is(payload.checkMany(slab, at, length, 1, 5, 254), 4);
    t.true(payload.hasEnded);
  });
}

test('C and JavaScript write the same messages', (t) => {
  const addon = addonPath(t);
  if (addon === undefined) {
    t.pass();
    return;
  }
  const written = [addon, undefined].map((path) => {
    const slab = Buffer.alloc(10 + 300 * settings.size);
    new Payload(settings.size, path).writeMany(slab, 10, 300, 2 ** 32 - 300);
    return slab;
  });
  t.deepEqual(written[0], written[1]);
  t.notDeepEqual(written[0], Buffer.alloc(10 + 300 * settings.size));
});

test('messages with different numbers have different bytes besides the number', (t) => {
  const payload = new Payload(settings.size);
  const [a, b] = [Buffer.alloc(settings.size), Buffer.alloc(settings.size)];
  payload.write(a, 0, 1, false);
  payload.write(b, 0, 2, false);
  t.notDeepEqual(a.subarray(HEADER_BYTES), b.subarray(HEADER_BYTES));
});

test('a sender stays within its window, and ends with the acknowledgement of the last message', (t) => {
  const reports: unknown[] = [];
  const acks: Buffer[] = [];
  const sender = new BulkSender(settings, (report) => reports.push(report));
  const receiver = new BulkReceiver(
    settings,
    (ack) => acks.push(ack),
    (report) => reports.push(report),
  );
  const message = Buffer.alloc(settings.size);
  t.is(sender.credit, 8);
  while (reports.length < 2) {
    t.true(sender.credit > 0);
    while (sender.credit > 0) {
      sender.write(message, 0);
      receiver.message(message, 0, message.length);
    }
    for (const ack of acks.splice(0)) sender.acknowledged(ack);
  }
  t.is(sender.credit, 0);
  const [received, sent] = reports as [{ total: number; role: string }, { total: number; role: string }];
  t.deepEqual([received.role, sent.role], ['receiver', 'sender']);
  t.is(received.total, sent.total);
});

test('a sender writes as many messages in one call as its credit permits, and the receiver checks them in one', (t) => {
  const reports: { total: number }[] = [];
  const acks: Buffer[] = [];
  const sender = new BulkSender(settings, (report) => reports.push(report));
  const receiver = new BulkReceiver(
    settings,
    (ack) => acks.push(ack),
    (report) => reports.push(report),
  );
  const slab = Buffer.alloc(6 * settings.size);
  const at = Int32Array.from({ length: 6 }, (_, index) => index * settings.size);
  const length = new Int32Array(6).fill(settings.size);
  const counts: number[] = [];
  while (reports.length < 2) {
    for (let count = sender.writeMany(slab, 6); count > 0; count = sender.writeMany(slab, 6)) {
      counts.push(count);
      receiver.messages(slab, at, length, count);
    }
    for (const ack of acks.splice(0)) sender.acknowledged(Buffer.concat([Buffer.alloc(3), ack]), 3, ack.length);
  }
  t.deepEqual(counts.slice(0, 2), [6, 2]);
  t.is(sender.writeMany(slab, 6), 0);
  t.is(reports[0]?.total, reports[1]?.total);
});

test('an acknowledgement that is repeated, too high or too short is refused', (t) => {
  const sender = new BulkSender(settings, () => {});
  const message = Buffer.alloc(settings.size);
  for (let count = 0; count < 8; count++) sender.write(message, 0);
  const ack = (count: number) => {
    const bytes = Buffer.alloc(8);
    bytes.writeUInt32LE(count);
    return bytes;
  };
  t.throws(() => sender.acknowledged(ack(9)));
  t.throws(() => sender.acknowledged(ack(4).subarray(0, 4)));
  sender.acknowledged(ack(4));
  t.is(sender.credit, 4);
  t.throws(() => sender.acknowledged(ack(4)));
});

const side = (role: 'sender' | 'receiver', total: number, messages: number) => {
  return { role, total, messages, wall: 100, cpu: 50 };
};

test('goodput is that of the receiver, and nothing is measured where messages are missing', (t) => {
  const report = pairReport(side('sender', 600, 500), side('receiver', 600, 400));
  t.deepEqual(report, { goodput: 4, senderCpu: 100, receiverCpu: 125 });
  t.throws(() => pairReport(side('sender', 600, 500), side('receiver', 599, 400)), { message: /600 messages/ });
  t.throws(() => pairReport(side('sender', 600, 0), side('receiver', 600, 400)), { message: /warm-up/ });
});

test('ratios are ours over theirs, round by round', (t) => {
  const rounds = (goodput: readonly number[], senderCpu: number) =>
    goodput.map((each) => ({ goodput: each, senderCpu, receiverCpu: 1 }));
  const result = bulkResult(
    'T',
    [
      {
        contender: { key: 'ours', name: 'ours', plain: 'dgram', overhead: 'perPacket' },
        rounds: rounds([1, 30, 4], 6),
      },
      { contender: { key: 'dgram', name: 'plain' }, rounds: rounds([4, 100, 8], 2) },
    ],
    [],
  );
  t.deepEqual(
    result.rows.map(({ key, ratio, median }) => [key, ratio, median]),
    [
      ['ours', 1, 4],
      ['dgram', 0.3, 8],
    ],
  );
  t.deepEqual(result.ratios, { perPacketToPlain: 0.3, perPacketOverhead: 0.7, perPacketSenderCpu: 3 });
});

test('allocation is the growth of the heap without intervals in which it shrinks', (t) => {
  const readings = [0, 10, 20, 100, 1110, 50, 1060].map((heapUsed, index) => ({ heapUsed, arrayBuffers: index * 100 }));
  const allocations = new Allocations(() => readings.shift() as (typeof readings)[number]);
  // Three readings show that a reading takes 10 bytes.
  for (const count of [0, 10, 20, 30]) allocations.tick(count);
  t.deepEqual(allocations.report(), { heap: 100, backingStores: 10 });
  t.deepEqual(new Allocations(() => ({ heapUsed: 0, arrayBuffers: 0 })).report(), { heap: 0, backingStores: 0 });
});
