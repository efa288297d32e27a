import test from 'ava';
import { recordHandshake } from '../../inspector/index.ts';
import { charts } from './recorded-handshake.ts';
import { replayed } from './replayed-recording.ts';

test('in a handshake both peers enter CONNECTED and end in CLOSED', (t) => {
  const transitions = replayed(charts, recordHandshake());
  for (const peer of ['client', 'server']) {
    const own = transitions
      .filter((each) => each.peer === peer && each.machine === peer)
      .map(({ active }) => active[0]);
    t.true(own.includes('CONNECTED'), peer);
    t.is(own.at(-1), 'CLOSED');
  }
});

test('with loss, duplication and reordering the core takes only edges of its active states', (t) => {
  for (let seed = 1; seed <= 20; seed++) {
    const transitions = replayed(charts, recordHandshake({ seed, loss: 0.2, duplication: 0.2, jitter: 15 }));
    t.true(transitions.length > 0);
    t.deepEqual(
      transitions.filter(({ unexpected }) => unexpected),
      [],
      `seed ${seed}`,
    );
  }
});
