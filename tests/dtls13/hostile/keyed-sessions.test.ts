import process from 'node:process';
import { setImmediate } from 'node:timers/promises';
import { queryObjects } from 'node:v8';
import test from 'ava';
import { propertySeed } from '../../property-seed.ts';
import { handshakeKinds } from '../reliability/handshake-kinds.ts';
import { KeyedSession } from './keyed-session.ts';

/** WIRECHART_KEYED_SESSIONS=100000 runs more of them, here and after the handshake. */
const SESSIONS = Number(process.env['WIRECHART_KEYED_SESSIONS'] ?? 1000) / 4;

for (const side of ['client', 'server'] as const) {
  test(`a ${side} that damages its messages in any kind of handshake ends it with a typed error, or not at all`, (t) => {
    const ends = new Map<string, number>();
    const kinds = new Set<string>();
    const events = new Set<string>();
    let legacy = 0;
    for (let seed = propertySeed; seed < propertySeed + SESSIONS; seed++) {
      const outcome = new KeyedSession(seed, side).run();
      if (outcome.complaints.length > 0) t.fail(`seed ${seed}, ${outcome.kind}: ${outcome.complaints.join('; ')}`);
      ends.set(outcome.end, (ends.get(outcome.end) ?? 0) + 1);
      kinds.add(outcome.kind);
      for (const event of outcome.events) events.add(event);
      legacy += outcome.legacy;
    }
    t.log([...ends].map(([end, count]) => `${end} ${count}`).join(', '));
    t.log([...events].join(', '));
    t.is(kinds.size, Object.keys(handshakeKinds).length);
    t.true(ends.size >= 8, JSON.stringify([...ends]));
    t.true(events.has('secure'));
    if (side === 'client') t.true(legacy > 0 && events.has('earlyMessage') && events.has('clientAuthentication'));
    else t.true(events.has('session'));
  });
}

test('hostile sessions leave no objects behind', async (t) => {
  const run = async (first: number, count: number) => {
    for (let seed = first; seed < first + count; seed++) {
      new KeyedSession(seed, seed % 2 === 0 ? 'client' : 'server').run();
    }
    // Keys of the addon are forgotten by finalizers, which have a turn of their own after a collection.
    queryObjects(Object, { format: 'count' });
    await setImmediate();
    return queryObjects(Object, { format: 'count' });
  };
  const before = await run(1, 60);
  await run(1000, 100);
  // The last session of a run may still be on the stack: it is in some of the counts only.
  const counts: number[] = [];
  for (const first of [2000, 2010, 2020, 2030]) counts.push(await run(first, 10));
  // A leak of one object in each session is more.
  t.true(Math.min(...counts) - before < 100, `${before} objects, then ${counts}`);
  t.log(`${before} objects, then ${counts}`);
});
