import test from 'ava';
import type { LayerReport } from '../../bench/layer-report.ts';
import { performancePage } from './performance-page.ts';

const row = { key: 'ours', name: 'ours', median: 50, best: 60, low: 40, high: 55, ratio: 1 };

const report: LayerReport = {
  layer: 'bulk',
  date: '2026-11-23T12:00:00.000Z',
  machine: { cpu: 'CPU', cores: 2, memoryGiB: 4, system: 'linux', node: '20.0.0', openssl: '3.0' },
  rounds: 9,
  seconds: null,
  results: [
    {
      key: '',
      title: 'messages',
      unit: 'kpps',
      rows: [row, { ...row, key: 'dgram', name: 'plain node:dgram', median: 200, ratio: 0.25 }],
      gates: [],
      ratios: { perPacketOverhead: 0.75 },
      missing: [{ name: 'other', reason: 'no compiler' }],
    },
  ],
};

test('the page states the overhead against each kind of plain UDP that was measured', (t) => {
  const page = performancePage([report]);
  t.true(page.includes('| bulk | plain UDP as users have it, `node:dgram` | 0.25x | 75 % |'));
  t.false(page.includes('| plain UDP on our own fast path |'));
  const fast = { ...row, key: 'fastpathPlain', ratio: 0.2 };
  const both = report.results.map((result) => ({ ...result, rows: [...result.rows, fast] }));
  t.true(
    performancePage([{ ...report, results: both }]).includes(
      '| bulk | plain UDP on our own fast path | 0.20x | 80 % |',
    ),
  );
});

test('the page has a row for each contender, and names what was not measured', (t) => {
  const page = performancePage([report]);
  t.true(page.includes('| plain node:dgram | 200 | 40 to 55 | 0.25x |'));
  t.true(page.includes('`perPacketOverhead` 0.750.'));
  t.true(page.includes('Not measured: other (no compiler).'));
  t.regex(page, /## Not measured yet\n\n- `codec`\n/);
  t.false(page.includes('- `bulk`'));
});
