import test from 'ava';
import { SeededRandom } from '../../../runtime/testing/index.ts';
import { exchangesData } from '../handshake/psk/psk-pair.ts';
import { earlyMessages, earlyPair, earlySession, results, sendEarly } from './early-pair.ts';

const SEEDS = 300;

test('early data over 30 % loss, duplication and reordering: both sides agree, and no message or answer arrives twice', (t) => {
  const outcomes = new Map<string, number>();
  let accepted = 0;
  let delivered = 0;
  for (let seed = 0; seed < SEEDS; seed++) {
    const random = new SeededRandom(seed);
    const among = <T>(...choices: readonly T[]): T => choices[random.bits() % choices.length] as T;
    const endpoint = {
      maxDatagramSize: among(256, 512, 1200),
      connectionIds: among(undefined, { length: 4 }),
      handshakeTimeout: 600_000,
    };
    const pair = earlyPair(earlySession(), {
      network: { seed, latency: 20, jitter: among(0, 40), loss: 0.3, duplication: 0.3 },
      endpoint,
      listener: { cookies: among(undefined, undefined, 'never', 'as-needed') },
    });
    const { isFresh } = pair.serverHost;
    const answer = among<'fresh' | 'denied' | 'none'>('fresh', 'fresh', 'denied', 'none');
    if (answer !== 'fresh') pair.serverHost.isFresh = () => (answer === 'denied' ? false : undefined);
    else pair.serverHost.isFresh = isFresh;
    const answers = new Set<string>();
    const answered: string[] = [];
    pair.serverHost.onevent = (connection, event) => {
      if (event.kind !== 'earlyMessage') return;
      for (let copy = 0; copy < among(0, 1, 5); copy++) {
        const text = `${Buffer.from(event.data)} ${copy} ${'x'.repeat(among(0, 100))}`;
        const data = Buffer.from(text);
        if (connection.sendMany(data, Int32Array.of(0), Int32Array.of(data.length), pair.network.now) === 1)
          answers.add(text);
      }
    };
    pair.clientHost.onevent = (_, event) => {
      if (event.kind === 'message') answered.push(Buffer.from(event.data).toString());
    };
    const sent = ['a', 'b', 'c', 'd', 'e', 'f'];
    sendEarly(pair, ...sent.slice(0, 3));
    pair.network.advance(among(0, 5, 30));
    sendEarly(pair, ...sent.slice(3));
    t.true(pair.handshake(), `seed ${seed}`);
    const [ours, theirs] = results(pair);
    const arrived = earlyMessages(pair);
    t.is(new Set(arrived).size, arrived.length, `seed ${seed}: ${arrived}`);
    t.is(ours?.accepted, theirs?.accepted === true, `seed ${seed}`);
    t.is(theirs?.messages ?? 0, arrived.length, `seed ${seed}`);
    if (answer !== 'fresh') t.deepEqual(arrived, [], `seed ${seed}`);
    pair.network.advance(100);
    t.is(new Set(answered).size, answered.length, `seed ${seed}: ${answered}`);
    t.true(
      answered.every((text) => answers.has(text)),
      `seed ${seed}`,
    );
    accepted += answers.size;
    delivered += answered.length;
    const outcome = `${answer} ${ours?.accepted}`;
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + (arrived.length > 0 ? 1 : 0));
    if (seed % 10 === 0) {
      pair.network.advance(60_000);
      for (let attempt = 0; attempt < 20 && !exchangesData(pair); attempt++) t.true(attempt < 19, `seed ${seed}`);
    }
  }
  t.true((outcomes.get('fresh true') ?? 0) > 50);
  t.deepEqual([outcomes.get('denied true'), outcomes.get('none true')], [undefined, undefined]);
  t.true(delivered > 200 && delivered > accepted * 0.6, `${delivered} of ${accepted} answers`);
});
