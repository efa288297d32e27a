import test, { type ExecutionContext } from 'ava';
import { DatagramRing } from '../../runtime/ring/datagram-ring.ts';
import { SeededRandom } from '../../runtime/testing/index.ts';

const CORRUPT = { code: 'ERR_WIRECHART_RING_CORRUPT' };
/** Words from the start of the memory of a ring with two lanes. */
const Word = { tail: 32, head: 48, entries: 96 } as const;
const nothing = (): void => {};

function ringOfTwoLanes() {
  const ring = DatagramRing.create({ bytes: 1024, producers: 'many', lanes: 2 });
  const producers = [ring.producer(0), ring.producer(1)] as const;
  for (const producer of producers) {
    for (let number = 0; number < 10; number++) producer.tryWrite(number, 0, 0, new Uint8Array(20), 0, 20);
    producer.publish();
  }
  return { ring, producers, words: new Int32Array(ring.memory) };
}

test('memory that is not that of a ring is refused', (t) => {
  const { ring, words } = ringOfTwoLanes();
  t.notThrows(() => DatagramRing.attach(ring.memory));
  const refused = (memory: unknown): void =>
    void t.throws(() => DatagramRing.attach(memory as SharedArrayBuffer), CORRUPT);
  for (const memory of [undefined, null, {}, new ArrayBuffer(4096), new Uint8Array(4096)]) refused(memory);
  for (const bytes of [0, 63, 64, 4096]) refused(new SharedArrayBuffer(bytes));
  for (let word = 0; word < 5; word++) {
    for (let bit = 0; bit < 32; bit++) {
      words[word] = (words[word] as number) ^ (1 << bit);
      refused(ring.memory);
      words[word] = (words[word] as number) ^ (1 << bit);
    }
  }
  const longer = new SharedArrayBuffer(ring.memory.byteLength + 64);
  new Int32Array(longer).set(words);
  refused(longer);
});

for (const [title, corrupt] of [
  ['a tail that is too far', (words) => (words[Word.tail] = 401)],
  ['a tail before the head', (words) => (words[Word.tail] = -16)],
  ['a tail behind the end', (words) => (words[Word.tail] = 1040)],
  ['a tail and no entries', (words) => words.fill(-2, Word.entries)],
  ['a negative length', (words) => (words[Word.entries] = -(2 ** 31))],
  ['the greatest length', (words) => (words[Word.entries] = 2 ** 31 - 1)],
  ['a length beyond the tail', (words) => (words[Word.entries] = 480)],
  ['a length beyond the lane', (words) => (words[Word.entries] = 1009)],
  ['padding beyond the tail', (words) => (words[Word.entries] = -1)],
] as readonly (readonly [string, (words: Int32Array) => unknown])[]) {
  test(`${title} is an error once, and the other lane is read`, (t) => {
    const { ring, words, producers } = ringOfTwoLanes();
    const consumer = ring.consumer();
    corrupt(words);
    t.throws(() => consumer.read(nothing, 100), CORRUPT);
    // The damage of one case covers both lanes.
    const rest = title === 'a tail and no entries' ? 0 : 10;
    if (rest === 0) t.throws(() => consumer.read(nothing, 100), CORRUPT);
    t.is(consumer.read(nothing, 100), rest);
    t.is(consumer.read(nothing, 100), 0);
    t.false(consumer.hasEntries, 'a corrupt lane does not keep the consumer awake');
    if (rest === 0) return;
    producers[1].tryWrite(0, 0, 0, new Uint8Array(), 0, 0);
    producers[1].publish();
    t.is(consumer.read(nothing, 100), 1);
  });
}

test('a producer does not write over a head that is impossible', (t) => {
  for (const head of [496, -560, 1, 2 ** 31 - 16]) {
    const { ring, words } = ringOfTwoLanes();
    const producer = ring.producer(0);
    words[Word.head] = head;
    const fill = (): void => {
      while (producer.tryWrite(0, 0, 0, new Uint8Array(100), 0, 100));
    };
    t.throws(fill, CORRUPT);
    t.throws(() => ring.producer(0), CORRUPT);
  }
});

test('random words anywhere never lead outside of the memory, and never to a read without end', (t) => {
  const random = new SeededRandom(11);
  const ends = { read: 0, corrupt: 0 };
  for (let round = 0; round < 3000; round++) {
    const { ring, words, producers } = ringOfTwoLanes();
    const isEarly = random.chance(0.5);
    if (isEarly) spoil(words, random);
    const consumer = ring.consumer();
    if (!isEarly) spoil(words, random);
    for (let turn = 0; turn < 6; turn++) {
      attempt(t, ends, () => {
        // At least 16 bytes an entry.
        t.true(
          consumer.read((_kind, _a, _b, memory, at, length) => {
            if (at < 16 || length < 0 || at + length > memory.length) t.fail(`entry of ${length} bytes at ${at}`);
          }, 10_000) <= 128,
        );
      });
      const [producer] = producers;
      attempt(t, ends, () => {
        for (let number = 0; number < 200; number++) producer.tryWrite(0, 0, 0, new Uint8Array(30), 0, 30);
        producer.publish();
      });
      spoil(words, random);
    }
  }
  t.true(ends.read > 1000 && ends.corrupt > 1000, JSON.stringify(ends));
});

function spoil(words: Int32Array, random: SeededRandom): void {
  const values = [0, 1, -1, 16, 1024, 2 ** 31 - 1, -(2 ** 31), Math.floor(random.fraction() * 2 ** 32)];
  for (let count = 0; count < 3; count++) {
    // Half of them among the lines before the entries.
    const at = Math.floor(random.fraction() * (random.chance(0.5) ? Word.entries : words.length));
    words[at] = values[Math.floor(random.fraction() * values.length)] as number;
  }
}

function attempt(t: ExecutionContext, ends: { read: number; corrupt: number }, act: () => void): void {
  try {
    act();
    ends.read++;
  } catch (error) {
    const { code } = error as { readonly code?: string };
    // A number of producers or consumers may be among the words.
    if (code === 'ERR_WIRECHART_RING_CORRUPT' || code === 'ERR_WIRECHART_RING_TAKEN') ends.corrupt++;
    else t.fail(String(error));
  }
}
