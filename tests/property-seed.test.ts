import test from 'ava';
import fc from 'fast-check';
import { propertySeed } from './property-seed.ts';

test('a property draws the same values in every run', (t) => {
  const draw = () => {
    const values: number[] = [];
    fc.assert(
      fc.property(fc.nat(), (value) => {
        values.push(value);
      }),
    );
    return values;
  };
  t.deepEqual(draw(), draw());
  t.is(fc.readConfigureGlobal().seed, propertySeed);
});

test('a property that fails prints its seed, the counterexample, and the command to repeat it', async (t) => {
  const again = `Again: WIRECHART_SEED=${propertySeed} npx ava`;
  const sync = t.throws(() => fc.assert(fc.property(fc.nat(), (value) => value < 10)));
  t.true(sync.message.includes(again));
  t.true(sync.message.includes(`seed: ${propertySeed}`));
  t.regex(sync.message, /Counterexample: \[10\]/);
  const async = await t.throwsAsync(() => fc.assert(fc.asyncProperty(fc.nat(), async (value) => value < 10)));
  t.true(async.message.includes(again));
});
