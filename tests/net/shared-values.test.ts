import type { ExecutionContext } from 'ava';
import { exchangeValues, parseSharedValues, type SharedValues } from '../../runtime/net/shared-values.ts';
import { peerTest } from '../peers.ts';
import { RedisServer } from './redis-server.ts';

const name = 'keys';
const lifetime = 3_600_000;
const lead = 40_000;
const value = (letter: string) => `wc1.${letter.repeat(64)}`;
const [a, b, c] = ['a', 'b', 'c'].map(value) as [string, string, string];
/** Redis and this process read one clock, but not at once. */
const SLACK = 30_000;

async function start(t: ExecutionContext) {
  const server = await RedisServer.start(t);
  const client = await server.connect(t);
  const exchange = async (newValue: string, known?: string): Promise<SharedValues> => {
    const shared = parseSharedValues(await exchangeValues(client, { name, lifetime, lead, newValue, known }));
    if (shared === undefined) throw new Error('not an answer of the script');
    return shared;
  };
  /** Sets from when on a value protects, in milliseconds from now. */
  const set = (of: string, startsIn: number) => client.zAdd(name, { score: Date.now() + startsIn, value: of });
  return { client, exchange, set };
}

const names = ({ values }: SharedValues) => values.map((each) => each.value);

peerTest('redis', 'the first value protects at once, and is the answer to all others', async (t) => {
  const { client, exchange } = await start(t);
  t.deepEqual(await exchange(a), { values: [{ value: a, startsIn: 0 }], foreign: 0 });
  t.deepEqual(names(await exchange(b)), [a]);
  t.deepEqual(names(await exchange(b, a)), [a], 'it is not due');
  const timeToLive = await client.pTTL(name);
  t.true(timeToLive > 4 * lifetime - SLACK && timeToLive <= 4 * lifetime);
});

peerTest('redis', 'the next value is added once, before its use, by one that has the current value', async (t) => {
  const { exchange, set } = await start(t);
  await exchange(a);
  await set(a, -lifetime + lead + SLACK);
  t.deepEqual(names(await exchange(b, a)), [a], 'too early');
  await set(a, -lifetime + lead - 1);
  t.deepEqual(names(await exchange(b)), [a]);
  t.deepEqual(names(await exchange(b, c)), [a]);
  const { values } = await exchange(b, a);
  t.deepEqual(values[1], { value: b, startsIn: lead });
  t.deepEqual(names(await exchange(c, a)), [b, a], 'not a second one');
  await set(b, -1);
  t.deepEqual(names(await exchange(c, b)), [b, a]);
});

peerTest('redis', 'a value is removed when it is over, and a new one protects at once', async (t) => {
  const { client, exchange, set } = await start(t);
  await exchange(a);
  await set(a, -2 * lifetime + SLACK);
  await set(b, -lifetime);
  t.deepEqual(names(await exchange(c)), [b, a]);
  await set(a, -2 * lifetime);
  t.deepEqual(names(await exchange(c)), [b]);
  await set(b, -2 * lifetime);
  t.deepEqual(await exchange(c), { values: [{ value: c, startsIn: 0 }], foreign: 0 });
  t.is(await client.zCard(name), 1);
});

peerTest('redis', 'a value of a clock that was set back protects at once', async (t) => {
  const { client, exchange, set } = await start(t);
  await exchange(a);
  await set(a, lead + SLACK);
  t.deepEqual(await exchange(b), { values: [{ value: a, startsIn: 0 }], foreign: 0 });
  await client.zAdd(name, { score: Number.POSITIVE_INFINITY, value: a });
  t.deepEqual(await exchange(b), { values: [{ value: a, startsIn: 0 }], foreign: 0 });
});

peerTest(
  'redis',
  'nothing is written into a set with other members, and no more than twelve values are read',
  async (t) => {
    const { client, exchange, set } = await start(t);
    const wrong = ['', 'player 1', a.slice(1), `${a}a`, `wc1.${'a'.repeat(63)}+`, 'x'.repeat(100_000)];
    for (const member of wrong) await client.zAdd(name, { score: 0, value: member });
    t.deepEqual(await exchange(a), { values: [], foreign: wrong.length });
    await set(a, -2 * lifetime);
    await set(b, -lifetime);
    t.deepEqual(names(await exchange(c, b)), [b]);
    t.is(await client.zCard(name), wrong.length + 2);
    t.is(await client.pTTL(name), -1);
    await client.del(name);
    for (let index = 0; index < 20; index++) await set(value(String.fromCharCode(65 + index)), -index);
    t.is((await exchange(a)).values.length, 12);
    t.is(await client.zCard(name), 20);
  },
);
