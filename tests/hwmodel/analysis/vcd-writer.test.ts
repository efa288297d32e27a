import test from 'ava';
import { VcdWriter } from '../../../hwmodel/analysis/index.ts';
import { parseVcd } from './vcd-parser.ts';

test('values, times and scopes come back from a written waveform', (t) => {
  const writer = new VcdWriter();
  const busy = writer.declare('client.crypto', 'busy', 1);
  const level = writer.declare('client', 'level', 8);
  writer.change(0, level, 200);
  writer.change(10, busy, 1);
  writer.change(10, level, 3);
  writer.change(25, busy, 0);
  const wave = parseVcd(writer.finish(40));
  t.is(wave.timescale, '1 ps');
  t.is(wave.end, 40);
  t.deepEqual([...wave.changes].toSorted(), [
    [
      'client.crypto.busy',
      [
        [0, 0],
        [10, 1],
        [25, 0],
      ],
    ],
    [
      'client.level',
      [
        [0, 200],
        [10, 3],
      ],
    ],
  ]);
});

test('of several changes at one time the last is written, and an unchanged value is not', (t) => {
  const writer = new VcdWriter();
  const level = writer.declare('', 'level', 4);
  writer.change(5, level, 1);
  writer.change(5, level, 2);
  writer.change(9, level, 3);
  writer.change(9, level, 2);
  const text = writer.finish(9);
  t.deepEqual(parseVcd(text).changes.get('level'), [
    [0, 0],
    [5, 2],
  ]);
  t.is(parseVcd(text).end, 9);
});

test('changes at the end of the waveform are written', (t) => {
  const writer = new VcdWriter();
  const level = writer.declare('', 'level', 4);
  writer.change(7, level, 1);
  t.deepEqual(parseVcd(writer.finish(7)).changes.get('level'), [
    [0, 0],
    [7, 1],
  ]);
});

test('ten thousand variables have different identifiers of printable characters', (t) => {
  const writer = new VcdWriter();
  const ids = Array.from({ length: 10_000 }, (_, index) => writer.declare('', `v${index}`, 1).id);
  t.is(new Set(ids).size, ids.length);
  t.is(parseVcd(writer.finish(0)).changes.size, ids.length);
});

test('decreasing time, values that do not fit and invalid declarations are refused', (t) => {
  const writer = new VcdWriter();
  const level = writer.declare('', 'level', 2);
  for (const bad of [4, -1, 0.5, Number.NaN]) {
    t.throws(() => writer.change(0, level, bad), { code: 'ERR_WIRECHART_MODEL_STATE', message: /does not fit 2 bits/ });
  }
  t.throws(() => writer.declare('', 'level', 1), { message: /declared twice/ });
  for (const width of [0, 54, 1.5])
    t.throws(() => writer.declare('', 'wide', width), { message: /is not from 1 to 53/ });
  for (const name of ['', 'two words', '9lives', '$end']) t.throws(() => writer.declare('', name, 1));
  t.throws(() => writer.declare('a b', 'x', 1), { message: /is not a valid name/ });
  writer.change(10, level, 1);
  t.throws(() => writer.change(9, level, 1), { code: 'ERR_WIRECHART_MODEL_TIME' });
  t.throws(() => writer.finish(9), { code: 'ERR_WIRECHART_MODEL_TIME' });
  t.throws(() => writer.declare('', 'late', 1), { message: /after time has advanced/ });
});
