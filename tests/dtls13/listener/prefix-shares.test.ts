import test from 'ava';
import { PrefixShares } from '../../../runtime/dtls13/listener/prefix-shares.ts';
import { SourcePrefix } from '../../../runtime/dtls13/listener/source-prefix.ts';
import { SeededRandom } from '../../../runtime/testing/index.ts';

/** The table with names in place of slots. */
class NamedShares {
  readonly #slots: string[] = [];
  readonly #shares: PrefixShares;

  constructor(capacity: number, minimumAge: number) {
    this.#shares = new PrefixShares(capacity, { samePrefix: minimumAge, otherPrefixes: minimumAge });
  }

  get size(): number {
    return this.#shares.size;
  }

  get full(): boolean {
    return this.#shares.full;
  }

  hasRoomFor(prefix: string, now: number): boolean {
    return this.#shares.hasRoomFor(prefix, now);
  }

  add(name: string, prefix: string, now: number): void {
    this.#shares.add(this.#slot(name), prefix, now);
  }

  refresh(name: string, now: number): void {
    this.#shares.refresh(this.#slot(name), now);
  }

  remove(name: string): void {
    this.#shares.remove(this.#slot(name));
  }

  evictionCandidate(prefix: string, now: number): string | undefined {
    return this.#slots[this.#shares.evictionCandidate(prefix, now)];
  }

  oldestOfLargestPrefix(floor: number): string | undefined {
    return this.#slots[this.#shares.oldestOfLargestPrefix(floor)];
  }

  #slot(name: string): number {
    if (!this.#slots.includes(name)) this.#slots.push(name);
    return this.#slots.indexOf(name);
  }
}

/** Members `prefix number` of a full table, one a millisecond. */
function filled(held: Readonly<Record<string, number>>, minimumAge = 1000) {
  const capacity = Object.values(held).reduce((sum, count) => sum + count, 0);
  const shares = new NamedShares(capacity, minimumAge);
  let now = 0;
  for (const [prefix, count] of Object.entries(held)) {
    for (let index = 1; index <= count; index++) shares.add(`${prefix}${index}`, prefix, now++);
  }
  return { shares, now };
}

test('the oldest member of the largest prefix is evicted at once for a prefix with two fewer', (t) => {
  const { shares, now } = filled({ a: 3, b: 5, c: 2 });
  t.true(shares.full);
  t.is(shares.evictionCandidate('new', now), 'b1');
  t.is(shares.evictionCandidate('a', now), 'b1');
  shares.remove('b1');
  shares.add('new1', 'new', now);
  t.is(shares.evictionCandidate('c', now), 'b2');
});

test('between equal prefixes a member is evicted only after a minimum age', (t) => {
  const { shares, now } = filled({ a: 3, b: 2 });
  t.is(shares.evictionCandidate('b', now), undefined, 'two and three would only be exchanged');
  t.false(shares.hasRoomFor('b', now));
  t.is(shares.evictionCandidate('a', now), undefined);
  t.is(shares.evictionCandidate('b', 999), undefined);
  t.is(shares.evictionCandidate('b', 1003), 'b1', 'its own oldest');
  t.is(shares.evictionCandidate('a', 1000), 'a1');
  t.true(shares.hasRoomFor('a', 1000));
});

test('the oldest member of the same prefix is evicted, not that of another with as many', (t) => {
  const { shares } = filled({ a: 2, b: 2 });
  t.is(shares.evictionCandidate('a', 5000), 'a1');
  t.is(shares.evictionCandidate('b', 5000), 'b1');
});

test('where all prefixes have one member, the oldest of all is evicted after a minimum age', (t) => {
  const { shares } = filled({ a: 1, b: 1, c: 1 });
  shares.refresh('a1', 500);
  t.is(shares.evictionCandidate('new', 1000), undefined);
  t.is(shares.evictionCandidate('new', 1001), 'b1');
});

test('a member that is refreshed is the youngest of its prefix', (t) => {
  const { shares } = filled({ a: 3 });
  shares.refresh('a1', 900);
  t.is(shares.evictionCandidate('new', 901), 'a2');
  shares.refresh('a2', 900);
  shares.refresh('a3', 900);
  t.is(shares.evictionCandidate('a', 1899), undefined);
  t.is(shares.evictionCandidate('a', 1900), 'a1');
  t.notThrows(() => shares.refresh('absent', 1));
});

test('a removed member leaves no entry', (t) => {
  const { shares, now } = filled({ a: 2, b: 1 });
  for (const member of ['a1', 'a2', 'b1', 'b1', 'absent']) shares.remove(member);
  t.is(shares.size, 0);
  t.false(shares.full);
  t.is(shares.evictionCandidate('a', now), undefined);
  t.is(shares.oldestOfLargestPrefix(0), undefined);
});

test('ten thousand random steps agree with a table that is searched', (t) => {
  const random = new SeededRandom(71);
  const capacity = 40;
  const shares = new PrefixShares(capacity, { samePrefix: 50, otherPrefixes: 50 });
  let model: { readonly member: number; readonly prefix: string; since: number }[] = [];
  const of = (prefix: string) => model.filter((each) => each.prefix === prefix);
  for (let now = 0; now < 10_000; now++) {
    const prefix = `p${random.bits() % 8}`;
    const known = model[random.bits() % (model.length + 1)];
    const step = random.fraction();
    if (step < 0.3 && known !== undefined) {
      shares.remove(known.member);
      model = model.filter((each) => each !== known);
    } else if (step < 0.5 && known !== undefined) {
      shares.refresh(known.member, now);
      model = [...model.filter((each) => each !== known), { ...known, since: now }];
    } else {
      if (model.length === capacity) {
        const most = Math.max(...model.map((each) => of(each.prefix).length));
        const removed = shares.evictionCandidate(prefix, now);
        const loser = model.find(({ member }) => member === removed);
        const isEven = of(prefix).length + 1 >= most;
        if (loser === undefined) {
          t.true(isEven);
          continue;
        }
        const group = of(loser.prefix);
        t.is(group[0], loser, 'the oldest');
        t.is(isEven && of(prefix).length > 0 ? loser.prefix : prefix, prefix);
        if (isEven) t.true(now - loser.since >= 50);
        else t.is(group.length, most);
        shares.remove(loser.member);
        model = model.filter((each) => each !== loser);
      }
      shares.add(now, prefix, now);
      model.push({ member: now, prefix, since: now });
    }
    t.is(shares.size, model.length);
  }
});

const v4 = (...bytes: number[]) => Uint8Array.of(...bytes, 0x12, 0x34);
const v6 = (text: string, zone = '') =>
  Uint8Array.from([...Buffer.from(text.padEnd(32, '0'), 'hex'), 0x12, 0x34, ...Buffer.from(zone)]);

test('a source is an IPv4 address without port, or an IPv6 network', (t) => {
  const prefixes = new SourcePrefix(32, 64);
  const same = (a: Uint8Array, b: Uint8Array) => prefixes.of(a) === prefixes.of(b);
  t.true(same(Uint8Array.of(192, 0, 2, 1, 0, 1), Uint8Array.of(192, 0, 2, 1, 255, 255)));
  t.false(same(v4(192, 0, 2, 1), v4(192, 0, 2, 2)));
  t.true(same(v6('20010db8000000010000000000000001'), v6('20010db80000000100000000ffffffff', 'eth0')));
  t.false(same(v6('20010db8000000010000000000000001'), v6('20010db8000000020000000000000001')));
  t.false(same(v4(0x20, 0x01, 0x0d, 0xb8), v6('20010db8')));
  t.false(same(Buffer.from('alice'), Buffer.from('alicf')), 'other addresses count as a whole');
});

test('prefixes may end inside a byte', (t) => {
  const same = (bits: number, a: number, b: number) => {
    const prefixes = new SourcePrefix(bits, 64);
    return prefixes.of(v4(10, 0, a >>> 8, a)) === prefixes.of(v4(10, 0, b >>> 8, b));
  };
  t.true(same(20, 0x1000, 0x1fff));
  t.false(same(20, 0x1000, 0x2000));
  t.true(same(31, 2, 3));
  t.false(same(31, 1, 2));
  t.true(same(8, 0, 0xffff));
});
