import test from 'ava';
import { recordHandshake } from '../../inspector/index.ts';
import { pageData } from '../../inspector/page-data.ts';
import { replay } from '../../inspector/replay.ts';
import { sequenceRows } from '../../inspector/sequence-rows.ts';
import { charts } from './recorded-handshake.ts';
import { recordingOf, sampleChart } from './sample-chart.ts';

test('in a handshake both peers enter CONNECTED and end in CLOSED', (t) => {
  const { machines, transitions } = replay(charts, recordHandshake());
  const paths = machines.map((_, index) =>
    transitions.flatMap((transition) => (transition?.machine === index ? transition.active : [])),
  );
  t.deepEqual(
    paths.map((path) => path.at(-1)),
    ['CLOSED', 'DONE', 'DONE', 'DONE', 'CLOSED', 'CLOSED', 'DONE', 'DONE', 'DONE', 'CLOSED'],
  );
  t.true(paths[0]?.includes('CONNECTED'));
  t.true(paths[5]?.includes('CONNECTED'));
});

test('with loss, duplication and reordering the core takes only edges of its active states', (t) => {
  for (let seed = 1; seed <= 20; seed++) {
    const { transitions } = replay(charts, recordHandshake({ seed, loss: 0.2, duplication: 0.2, jitter: 15 }));
    t.deepEqual(
      transitions.filter((transition) => transition?.unexpected),
      [],
      `seed ${seed}`,
    );
  }
});

test('a transition to a compound state enters its initial atomic state', (t) => {
  const { transitions } = replay([sampleChart], recordingOf(3, 6));
  t.deepEqual(
    transitions.map((transition) => [transition?.from, transition?.to, transition?.unexpected]),
    [
      [['IDLE'], ['BUSY.FIRST'], false],
      [['BUSY.FIRST'], ['BUSY.SECOND'], false],
    ],
  );
});

test('an edge that does not belong to an active state is taken and marked', (t) => {
  const recording = recordingOf(6);
  const replayed = replay([sampleChart], recording);
  t.true(replayed.transitions[0]?.unexpected);
  t.regex(sequenceRows(recording, replayed)[0]?.classes ?? '', /unexpected/);
  t.regex(pageData(recording, replayed).steps[0]?.sentence ?? '', /The chart has no such edge in this state\.$/);
});

test('a recording that does not fit the charts is refused', (t) => {
  const code = 'ERR_WIRECHART_RECORDING';
  t.throws(() => replay([], recordingOf()), { code, message: 'there is no chart for the machine client' });
  t.throws(() => replay([sampleChart], recordingOf(99)), { code, message: 'client client has no edge 99' });
  t.throws(() => replay([sampleChart], { ...recordingOf(0), machines: [] }), {
    code,
    message: 'a step of client client, which is not one of the machines',
  });
});
