import test from 'ava';
import fc from 'fast-check';
import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import { ReplayWindow } from '../../../runtime/dtls13/record/replay-window.ts';
import { SeededRandom } from '../../../runtime/testing/index.ts';
import { KeyedPeer, keyLoggedPair } from '../keyed-peer.ts';

test('a number is fresh until it is marked', (t) => {
  const window = new ReplayWindow(64);
  t.true(window.isFresh(0));
  window.mark(0);
  t.false(window.isFresh(0));
  t.is(window.highest, 0);
});

test('numbers below the window count as seen', (t) => {
  const window = new ReplayWindow(64);
  window.mark(100);
  t.true(window.isFresh(37));
  t.false(window.isFresh(36));
});

test('a jump of more than the window clears it', (t) => {
  const window = new ReplayWindow(64);
  for (let sequence = 0; sequence < 64; sequence++) window.mark(sequence);
  window.mark(1000);
  for (let sequence = 937; sequence < 1000; sequence++) t.true(window.isFresh(sequence));
  t.false(window.isFresh(936));
});

test('small steps move the window by exactly their length', (t) => {
  for (const step of [1, 2, 3, 5, 31, 32, 33, 63, 64, 65]) {
    const size = 64;
    const window = new ReplayWindow(size);
    const seen = new Set<number>();
    for (let highest = 0; highest < 40 * step; highest += step) {
      window.mark(highest);
      seen.add(highest);
      for (let number = Math.max(0, highest - size - 2); number <= highest + 2; number++) {
        const isFresh = !seen.has(number) && number > highest - size;
        if (window.isFresh(number) !== isFresh) t.fail(`steps of ${step}: ${number}, highest ${highest}`);
      }
    }
  }
  t.pass();
});

test('of a million records, shuffled and replayed, none is accepted twice and none within the window is lost', (t) => {
  const size = 256;
  const count = 1_000_000;
  const window = new ReplayWindow(size);
  const random = new SeededRandom(9147);
  const deliveries = new Uint8Array(count);
  const late = new Uint8Array(count);
  // A buffer of this many records returns one of them at random: most are a little late, some later than the window.
  const held: number[] = [];
  const arrive = (number: number) => {
    if (!window.isFresh(number)) return;
    window.mark(number);
    deliveries[number] = (deliveries[number] as number) + 1;
  };
  const replayed = () => Math.max(0, window.highest - (random.bits() % (4 * size)));
  for (let next = 0; next < count || held.length > 0; ) {
    while (held.length < 96 && next < count) held.push(next++);
    const [number] = held.splice(random.bits() % held.length, 1);
    if (window.highest - (number as number) >= size) late[number as number] = 1;
    arrive(number as number);
    // A delivered record is replayed and must be dropped. A record that never arrived would be no replay.
    const again = random.chance(0.2) ? replayed() : (number as number);
    if (deliveries[again] === 1) arrive(again);
  }
  let lost = 0;
  for (let number = 0; number < count; number++) {
    if (deliveries[number] !== (late[number] === 1 ? 0 : 1)) {
      t.fail(`record ${number} was delivered ${deliveries[number]} times`);
      return;
    }
    lost += late[number] as number;
  }
  t.true(lost > 1000 && lost < count / 4, `${lost} arrived later than the window allows`);
});

for (const replayWindow of [64, 256, 1024]) {
  test(`a record that is late by less than replayWindow, ${replayWindow}, is delivered, and one later than that is not`, (t) => {
    const pair = keyLoggedPair({ replayWindow });
    t.true(pair.handshake());
    pair.network.advance(1000);
    const keyedPeer = new KeyedPeer(pair, 'server');
    const records = Array.from({ length: replayWindow + 1 }, (_, index) =>
      keyedPeer.record(3, ContentType.application_data, Uint8Array.of(index >>> 8, index)),
    );
    const deliver = (index: number) => {
      const before = pair.clientHost.events.length;
      keyedPeer.deliver(records[index] as Uint8Array);
      return pair.clientHost.events.length - before;
    };
    t.is(deliver(replayWindow), 1);
    t.is(deliver(1), 1, 'the last number in the window');
    t.is(deliver(0), 0, 'the first one below it');
    t.is(deliver(1), 0, 'once');
    t.is(pair.client.statistics.discarded.replayed, 2);
  });
}

test('the window agrees with a set of all seen numbers', (t) => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 600 }), { maxLength: 300 }), (numbers) => {
      const window = new ReplayWindow(128);
      const seen = new Set<number>();
      let highest = -1;
      for (const number of numbers) {
        const fresh = !seen.has(number) && number > highest - 128;
        if (window.isFresh(number) !== fresh) return false;
        if (!fresh) continue;
        window.mark(number);
        seen.add(number);
        highest = Math.max(highest, number);
      }
      return true;
    }),
    { numRuns: 300 },
  );
  t.pass();
});
