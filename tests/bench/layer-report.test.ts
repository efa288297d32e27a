import test from 'ava';
import { bandsAround, outsideBands } from '../../bench/bands.ts';
import { jsonLine } from '../../bench/layer-report.ts';
import { resultWith, rowWith } from './example-result.ts';

const ours = rowWith(100, { key: 'ours', ratio: 1 });

test('a line has medians and ratios by key, without our own ratio', (t) => {
  const line = jsonLine('bulk', [
    resultWith({
      rows: [ours, rowWith(300.04, { key: 'dgram', ratio: 0.33333 })],
      ratios: { perPacketOverhead: 0.667 },
    }),
  ]);
  t.deepEqual(line, {
    layer: 'bulk',
    medians: { ours: 100, dgram: 300 },
    ratios: { dgram: 0.3333, perPacketOverhead: 0.667 },
  });
});

test('the keys of a layer with several comparisons have a prefix', (t) => {
  const line = jsonLine('aead', [
    resultWith({ key: 'seal64', rows: [ours, rowWith(1, { key: 'c', ratio: 2 })] }),
    resultWith({ key: 'open64', rows: [ours], ratios: { mask: 3 } }),
  ]);
  t.deepEqual(Object.keys(line.medians), ['seal64Ours', 'seal64C', 'open64Ours']);
  t.deepEqual(line.ratios, { seal64C: 2, open64Mask: 3 });
});

const line = { layer: 'bulk', medians: {}, ratios: { dgram: 0.5, openssl: 1 } };

test('a ratio is inside its band at its bounds, and outside beyond them', (t) => {
  const bands = (min: number, max: number) => ({ bulk: { dgram: { min, max } } });
  t.deepEqual(outsideBands(line, bands(0.5, 0.6)), []);
  t.deepEqual(outsideBands(line, bands(0.4, 0.5)), []);
  t.deepEqual(outsideBands(line, bands(0.51, 0.6)), ['bulk: dgram is 0.5, outside 0.51 to 0.6']);
  t.deepEqual(outsideBands(line, bands(0.4, 0.49)), ['bulk: dgram is 0.5, outside 0.4 to 0.49']);
});

test('a band whose ratio was not measured is reported, and a layer without bands', (t) => {
  t.deepEqual(outsideBands(line, { bulk: { native: { min: 0, max: 1 } } }), ['bulk: native was not measured']);
  t.is(outsideBands(line, {}).length, 1);
});

test('new bands contain the ratios that they were made from', (t) => {
  const negative = { ...line, ratios: { overhead: -0.2, dgram: 0.5 } };
  t.deepEqual(outsideBands(negative, { bulk: bandsAround(negative) }), []);
  t.deepEqual(bandsAround(line), { dgram: { min: 0.35, max: 0.65 }, openssl: { min: 0.7, max: 1.3 } });
});
