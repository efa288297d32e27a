import test from 'ava';
import { chart, escapeXml } from '../../bench/chart.ts';
import { resultWith, rowWith } from './example-result.ts';

const machine = { cpu: 'a <fast> CPU', cores: 2, memoryGiB: 4, system: 'linux', node: '20', openssl: '3' };
const report = { layer: 'bulk', date: '2026-11-23T00:00:00.000Z', machine, rounds: 3, seconds: null };

test('markup characters are escaped, and characters that XML forbids are left out', (t) => {
  t.is(escapeXml(`a & <b> "c" 'd'`), 'a &#38; &#60;b&#62; &#34;c&#34; &#39;d&#39;');
  t.is(escapeXml('x\u0000\u001b\uffffy\tz µ'), 'xy\tz µ');
});

test('a chart has a bar for each contender, and no markup from names', (t) => {
  const rows = [rowWith(10), rowWith(5, { name: '<script>alert(1)</script>' })];
  const text = chart({ ...report, results: [resultWith({ rows }), resultWith({ rows })] });
  t.is(text.match(/height="14"/g)?.length, 4);
  t.false(text.includes('<script>'));
  t.false(text.includes('<fast>'));
  t.regex(text, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" .*<\/svg>\n$/s);
});

test('a chart without a measured value has no invalid coordinate', (t) => {
  const rows = [rowWith(Number.NaN), rowWith(0)];
  t.false(
    /(?:x|y|x1|x2|width|height)="[^"]*(?:NaN|Infinity)/.test(chart({ ...report, results: [resultWith({ rows })] })),
  );
  t.notThrows(() => chart({ ...report, results: [] }));
});
