import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { DatagramRing } from '../../runtime/ring/datagram-ring.ts';
import type { RingConsumer } from '../../runtime/ring/ring-consumer.ts';
import { SeededRandom } from '../../runtime/testing/index.ts';

interface Entry {
  readonly kind: number;
  readonly a: number;
  readonly b: number;
  readonly bytes: Uint8Array;
}

/** Everything that can be read, as copies. */
function drain(consumer: RingConsumer, most = 1000): Entry[] {
  const entries: Entry[] = [];
  consumer.read((kind, a, b, memory, at, length) => {
    entries.push({ kind, a, b, bytes: Uint8Array.from(memory.subarray(at, at + length)) });
  }, most);
  return entries;
}

function bytesOf(length: number, seed = length): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (seed * 31 + index * 7) & 0xff);
}

test('an entry arrives with its words and its bytes, after it is published', (t) => {
  const ring = DatagramRing.create({ bytes: 1024, producers: 'one' });
  const producer = ring.producer();
  const consumer = DatagramRing.attach(ring.memory).consumer();
  const bytes = bytesOf(100);
  t.true(producer.tryWrite(1, 2, 0xffff_ffff, bytes, 10, 80));
  t.false(consumer.hasEntries);
  t.deepEqual(drain(consumer), []);
  producer.publish();
  t.true(consumer.hasEntries);
  t.deepEqual(drain(consumer), [{ kind: 1, a: 2, b: 0xffff_ffff, bytes: bytes.slice(10, 90) }]);
  t.false(consumer.hasEntries);
  t.deepEqual(drain(consumer), []);
});

test('two entries of the greatest length fill the ring, and the next one fits when one is read', (t) => {
  const ring = DatagramRing.create({ bytes: 1024, producers: 'one' });
  const producer = ring.producer();
  const consumer = ring.consumer();
  t.is(producer.maxLength, 512 - 16);
  const bytes = bytesOf(producer.maxLength + 1);
  t.false(producer.tryWrite(0, 0, 0, bytes, 0, bytes.length), 'longer than it can ever hold');
  for (let round = 0; round < 5; round++) {
    t.true(producer.tryWrite(0, 0, 0, bytes, 0, producer.maxLength));
    t.true(producer.tryWrite(1, 0, 0, bytes, 0, producer.maxLength));
    t.false(producer.tryWrite(2, 0, 0, bytes, 0, 0), 'not even an empty one');
    producer.publish();
    t.deepEqual(
      drain(consumer, 1).map(({ kind }) => kind),
      [0],
    );
    t.true(producer.tryWrite(3, 0, 0, bytes, 0, producer.maxLength));
    producer.publish();
    t.deepEqual(
      drain(consumer).map(({ kind }) => kind),
      [1, 3],
    );
  }
});

test('property: what is written is read, in order and whole, and only a full ring refuses', (t) => {
  const steps = fc.array(
    fc.record({ write: fc.boolean(), length: fc.nat({ max: 496 }), most: fc.integer({ min: 1, max: 6 }) }),
    {
      minLength: 50,
      maxLength: 200,
    },
  );
  fc.assert(
    fc.property(steps, fc.integer({ min: -2000, max: 2000 }), (all, start) => {
      const ring = DatagramRing.create({ bytes: 1024, producers: 'one' });
      // Positions wrap at 2^31 and at 2^32.
      const origin = ((start >= 0 ? 0 : 0x7fff_ffff) + start) & -16;
      new Int32Array(ring.memory).fill(origin, 32, 33).fill(origin, 48, 49);
      const producer = ring.producer();
      const consumer = ring.consumer();
      const expected: Entry[] = [];
      let unpublished = 0;
      all.forEach(({ write, length, most }, kind) => {
        if (write) {
          const bytes = bytesOf(length, kind);
          if (producer.tryWrite(kind, length, -kind >>> 0, bytes, 0, length)) {
            expected.push({ kind, a: length, b: -kind >>> 0, bytes });
            unpublished++;
          } else if (expected.length === 0) {
            throw new Error('an empty ring refused an entry');
          }
        } else {
          if (most > 3) {
            producer.publish();
            unpublished = 0;
          }
          const due = expected.splice(0, Math.min(most, expected.length - unpublished));
          t.deepEqual(drain(consumer, most), due);
        }
      });
      producer.publish();
      t.deepEqual(drain(consumer), expected);
    }),
    { numRuns: 100 },
  );
});

test('the lanes of many producers are read in turn', (t) => {
  const ring = DatagramRing.create({ bytes: 4096, producers: 'many', lanes: 3 });
  t.is(ring.lanes, 3);
  const producers = [0, 1, 2].map((lane) => ring.producer(lane));
  const consumer = ring.consumer();
  for (const producer of producers) {
    for (let number = 0; number < 10; number++) producer.tryWrite(producer.lane, number, 0, new Uint8Array(), 0, 0);
    producer.publish();
  }
  const read = Array.from({ length: 6 }, () => drain(consumer, 5).map(({ kind, a }) => `${kind}.${a}`));
  t.deepEqual(
    read.map((batch) => batch[0]),
    ['0.0', '1.0', '2.0', '0.5', '1.5', '2.5'],
  );
  t.is(new Set(read.flat()).size, 30);
});

test('a handler that throws ends the batch, and its entry is not read again', (t) => {
  const ring = DatagramRing.create({ bytes: 1024, producers: 'one' });
  const producer = ring.producer();
  const consumer = ring.consumer();
  for (let kind = 0; kind < 4; kind++) producer.tryWrite(kind, 0, 0, new Uint8Array(8), 0, 8);
  producer.publish();
  const seen: number[] = [];
  const failing = (kind: number): void => {
    seen.push(kind);
    if (kind === 1) throw new RangeError('of the application');
  };
  t.throws(() => consumer.read(failing, 10), { message: 'of the application' });
  t.is(consumer.read(failing, 10), 2);
  t.deepEqual(seen, [0, 1, 2, 3]);
});

test('inside the handler nothing more is read, and writing is possible', (t) => {
  const ring = DatagramRing.create({ bytes: 1024, producers: 'one' });
  const producer = ring.producer();
  const consumer = ring.consumer();
  producer.tryWrite(7, 0, 0, bytesOf(9), 0, 9);
  producer.publish();
  const inner: number[] = [];
  const read = consumer.read((kind, a, _b, memory, at, length) => {
    inner.push(consumer.read(() => t.fail(), 5));
    if (a < 3) producer.tryWrite(kind, a + 1, 0, memory, at, length);
    producer.publish();
  }, 10);
  t.is(read, 1, 'a batch ends with what was there when it started');
  t.deepEqual(inner, [0]);
  t.deepEqual(drain(consumer), [{ kind: 7, a: 1, b: 0, bytes: bytesOf(9) }]);
});

test('options and arguments that cannot be used are refused', (t) => {
  const refuse = (option: string, act: () => unknown): void => {
    t.throws(act, { code: 'ERR_WIRECHART_CONFIG', message: new RegExp(`^${option}: `) });
  };
  const create = (options: object) => () => DatagramRing.create(options as never);
  refuse('bytes', create({ producers: 'one' }));
  for (const bytes of [0, 1023, 2 ** 30 + 1, 2000.5, '4096', Number.NaN])
    refuse('bytes', create({ bytes, producers: 'one' }));
  refuse('producers', create({ bytes: 4096 }));
  refuse('producers', create({ bytes: 4096, producers: 2 }));
  for (const lanes of [0, 65, 1.5]) refuse('lanes', create({ bytes: 4096, producers: 'many', lanes }));
  refuse('lanes', create({ bytes: 4096, producers: 'one', lanes: 2 }));

  const ring = DatagramRing.create({ bytes: 1025, producers: 'many' });
  t.is(ring.lanes, 8);
  t.is(ring.producer(7).maxLength, 1024 - 16, 'rounded up to 2048');
  for (const lane of [-1, 8, 0.5]) refuse('lane', () => ring.producer(lane));
  for (const most of [0, -1, 1.5, Number.NaN]) refuse('most', () => ring.consumer().read(() => {}, most));

  const producer = ring.producer();
  const bytes = new Uint8Array(8);
  for (const [at, length] of [
    [0, 9],
    [8, 1],
    [-1, 2],
    [0, -1],
    [0.5, 1],
    [0, 1.5],
    [Number.NaN, 1],
    [0, Number.NaN],
    [2 ** 32, 0],
  ] as const) {
    refuse('length', () => producer.tryWrite(0, 0, 0, bytes, at, length));
  }
  const gone = new Uint8Array(8);
  structuredClone(gone.buffer, { transfer: [gone.buffer] });
  refuse('length', () => producer.tryWrite(0, 0, 0, gone, 0, 8));
  refuse('length', () => producer.tryWrite(0, 0, 0, {} as Uint8Array, 0, 8));
  producer.publish();
  t.false(ring.consumer().hasEntries, 'nothing of it was written');
});

test('long datagrams come from any memory', (t) => {
  const ring = DatagramRing.create({ bytes: 8192, producers: 'one' });
  const producer = ring.producer();
  const consumer = ring.consumer();
  const shared = new Uint8Array(new SharedArrayBuffer(3000), 3);
  shared.set(bytesOf(2000));
  for (const source of [shared, Buffer.from(bytesOf(2500)), bytesOf(2997)]) {
    for (const length of [64, 65, 1999]) producer.tryWrite(0, 0, 0, source, 1, length);
    producer.publish();
    t.deepEqual(
      drain(consumer).map(({ bytes }) => bytes),
      [64, 65, 1999].map((length) => Uint8Array.from(source.subarray(1, 1 + length))),
    );
  }
});

test('row M12: what the producer writes and what the consumer writes is 64 bytes apart', (t) => {
  const ring = DatagramRing.create({ bytes: 1024, producers: 'many', lanes: 4 });
  const words = new Int32Array(ring.memory);
  const changed = (act: () => void): number[] => {
    const before = words.slice();
    act();
    return [...words.keys()].filter((index) => words[index] !== before[index]);
  };
  const lines = (indices: readonly number[]): number[] => [...new Set(indices.map((index) => index >> 4))];
  const producers = [0, 1, 2, 3].map((lane) => ring.producer(lane));
  const consumer = ring.consumer();
  const written = producers.map((producer) => {
    return lines(
      changed(() => {
        producer.tryWrite(1, 1, 1, bytesOf(4), 0, 4);
        producer.publish();
      }),
    );
  });
  const read = lines(changed(() => t.is(drain(consumer).length, 4)));
  t.deepEqual(
    written.map((each) => each[0]),
    [2, 4, 6, 8],
  );
  t.deepEqual(read, [3, 5, 7, 9]);
  t.is(new Set([...written.flat(), ...read]).size, written.flat().length + read.length);
});

test('a producer takes over the lane of a dead one behind what was published', (t) => {
  const ring = DatagramRing.create({ bytes: 1024, producers: 'many', lanes: 2 });
  const consumer = ring.consumer();
  const dead = ring.producer(1);
  dead.tryWrite(1, 0, 0, bytesOf(30), 0, 30);
  dead.publish();
  dead.tryWrite(2, 0, 0, bytesOf(40), 0, 40);
  const successor = ring.producer(1);
  successor.tryWrite(3, 0, 0, bytesOf(50), 0, 50);
  t.throws(() => dead.publish(), { code: 'ERR_WIRECHART_RING_TAKEN' });
  successor.publish();
  t.deepEqual(
    drain(consumer).map(({ kind, bytes }) => [kind, bytes.length]),
    [
      [1, 30],
      [3, 50],
    ],
  );
  dead.tryWrite(2, 0, 0, bytesOf(40), 0, 40);
  t.throws(() => dead.publish(), { code: 'ERR_WIRECHART_RING_TAKEN' });
});

test('a consumer takes over what a dead one did not release', (t) => {
  const ring = DatagramRing.create({ bytes: 1024, producers: 'one' });
  const producer = ring.producer();
  const dead = ring.consumer();
  for (let kind = 0; kind < 6; kind++) producer.tryWrite(kind, 0, 0, bytesOf(9), 0, 9);
  producer.publish();
  t.is(drain(dead, 2).length, 2);
  const successor = ring.consumer();
  t.throws(() => drain(dead), { code: 'ERR_WIRECHART_RING_TAKEN' });
  t.deepEqual(
    drain(successor).map(({ kind }) => kind),
    [2, 3, 4, 5],
  );
});

test('`ready` and `wait` end with the first entry, with `wake`, and at once where there are entries', async (t) => {
  const ring = DatagramRing.create({ bytes: 1024, producers: 'many', lanes: 2 });
  const consumer = ring.consumer();
  const write = (lane: number): void => {
    const producer = ring.producer(lane);
    producer.tryWrite(lane, 0, 0, bytesOf(9), 0, 9);
    producer.publish();
  };
  await soon(t, consumer, () => write(1));
  t.true(consumer.hasEntries);
  t.is(consumer.ready(), undefined);
  t.true(consumer.wait(10_000));
  drain(consumer);
  await soon(t, consumer, () => consumer.wake());
  t.false(consumer.hasEntries);
  await soon(t, consumer, () => write(0));
  drain(consumer);
  t.false(consumer.wait(1), 'nothing came in a millisecond');
  // A producer no longer sees that the consumer sleeps after `wait`.
  await soon(t, consumer, () => consumer.wait(1));
  const both = [consumer.ready(), consumer.ready()];
  write(1);
  await Promise.all(both);
});

test('what is published quietly can be read, and wakes a consumer with the next `publish`', async (t) => {
  const ring = DatagramRing.create({ bytes: 1024, producers: 'many', lanes: 2 });
  const consumer = ring.consumer();
  const producer = ring.producer(1);
  let woken = 0;
  const write = (kind: number): void => {
    producer.tryWrite(kind, 0, 0, bytesOf(9), 0, 9);
    producer.publishQuietly();
  };
  const ready = consumer.ready()?.then(() => woken++);
  write(1);
  write(2);
  // Turns of the event loop, in any of which a promise that was fulfilled would have been seen.
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
  t.is(woken, 0);
  t.true(consumer.hasEntries);
  t.deepEqual(
    drain(consumer, 1).map(({ kind }) => kind),
    [1],
  );
  producer.publish();
  const alive = setInterval(() => {}, 1000);
  await ready;
  clearInterval(alive);
  t.is(woken, 1);
  t.deepEqual(
    drain(consumer).map(({ kind }) => kind),
    [2],
  );
  // Everything was announced: nothing is left to wake the consumer for.
  const again = consumer.ready()?.then(() => woken++);
  producer.publish();
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
  t.is(woken, 1);
  consumer.wake();
  await again;
  // The lane of a dead producer is not written to in this way either.
  ring.producer(1);
  producer.tryWrite(3, 0, 0, bytesOf(9), 0, 9);
  t.throws(() => producer.publishQuietly(), { code: 'ERR_WIRECHART_RING_TAKEN' });
  t.deepEqual(drain(consumer), []);
});

async function soon(t: ExecutionContext, consumer: RingConsumer, act: () => unknown): Promise<void> {
  let ended = false;
  const ready = consumer.ready();
  if (ready === undefined) throw new Error('there are entries already');
  const end = ready.then(() => {
    ended = true;
  });
  await new Promise(setImmediate);
  t.false(ended);
  act();
  // The promise alone keeps no process alive.
  const alive = setInterval(() => {}, 1000);
  await end;
  clearInterval(alive);
}

test('a million entries of random sizes cross a ring of one thread', (t) => {
  const ring = DatagramRing.create({ bytes: 32_768, producers: 'one' });
  const producer = ring.producer();
  const consumer = ring.consumer();
  const random = new SeededRandom(5);
  const source = bytesOf(256);
  const lengths = Uint8Array.from({ length: 1024 }, () => Math.floor(random.fraction() * 200));
  let next = 0;
  let wrong = 0;
  const check = (kind: number, _a: number, _b: number, memory: Uint8Array, at: number, length: number): void => {
    if (kind !== next || length !== lengths[next & 1023]) wrong++;
    else if (length > 0 && (memory[at] !== source[0] || memory[at + length - 1] !== source[length - 1])) wrong++;
    next++;
  };
  for (let sent = 0; sent < 1_000_000; ) {
    while (sent < 1_000_000 && producer.tryWrite(sent, 0, 0, source, 0, lengths[sent & 1023] as number)) sent++;
    producer.publish();
    while (consumer.read(check, 50) > 0);
  }
  t.is(next, 1_000_000);
  t.is(wrong, 0);
});
