import test from 'ava';
import { isShortened, parseBenchArguments, UsageError } from '../../bench/arguments.ts';

const known = ['codec', 'bulk', 'packet'];

test('layers and options are read', (t) => {
  const args = parseBenchArguments(['bulk', 'codec', 'bulk', '--json', '--rounds=3', '--seconds', '0.5'], known);
  t.deepEqual(args.layers, ['bulk', 'codec']);
  t.deepEqual([args.json, args.gate, args.rounds, args.seconds, args.only], [true, false, 3, 0.5, undefined]);
  t.deepEqual(parseBenchArguments(['--only', 'dgram,openssl'], known).only, ['dgram', 'openssl']);
});

test('a run is shortened when it does not have the default rounds and contenders', (t) => {
  t.false(isShortened(parseBenchArguments(['bulk', '--json', '--gate'], known)));
  for (const option of ['--rounds=3', '--seconds=1', '--only=dgram', '--against=../before', '--connections=10']) {
    t.true(isShortened(parseBenchArguments([option], known)), option);
  }
});

for (const [words, message] of [
  [['bulc'], /^unknown layer: bulc; did you mean bulk\? the layers are codec, bulk, packet$/],
  [['zzz'], /^unknown layer: zzz; the layers are codec, bulk, packet$/],
  [['--frobnicate'], /--frobnicate/],
  [['--rounds=0'], /^--rounds must be 1 to 1000, not 0$/],
  [['--rounds=1.5'], /^--rounds must be an integer$/],
  [['--rounds='], /^--rounds must be/],
  [['--connections=2.5'], /^--connections must be an integer$/],
  [['--seconds=fast'], /^--seconds must be 0\.01 to 3600, not fast$/],
  [['--only=,'], /^--only needs keys/],
] as const) {
  test(`${words.join(' ')} is a mistake`, (t) => {
    t.throws(() => parseBenchArguments(words, known), { instanceOf: UsageError, message });
  });
}
