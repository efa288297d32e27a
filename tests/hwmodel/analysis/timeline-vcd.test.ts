import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { timelineVcd } from '../../../hwmodel/analysis/index.ts';
import { parseVcd } from './vcd-parser.ts';

const entry = (module: string, operation: string, beginPs: number, endPs: number) => ({
  module,
  operation,
  bytes: 1,
  initiator: '',
  beginPs,
  endPs,
});

test('a waveform of a timeline shows the number of operations in progress', (t) => {
  const text = timelineVcd(
    [
      entry('link', 'datagram', 0, 30),
      entry('link', 'datagram', 10, 40),
      entry('crypto', 'hash', 5, 8),
      entry('crypto', 'hash', 8, 9),
      entry('crypto', 'mask', 9, 9),
    ],
    50,
  );
  const { changes, end } = parseVcd(text);
  t.is(end, 50);
  t.deepEqual(changes.get('link.datagram'), [
    [0, 1],
    [10, 2],
    [30, 1],
    [40, 0],
  ]);
  t.deepEqual(changes.get('crypto.hash'), [
    [0, 0],
    [5, 1],
    [9, 0],
  ]);
  t.deepEqual(changes.get('crypto.mask'), [[0, 0]], 'an operation without a duration does not appear');
});

const isInstalled = spawnSync('vcd2fst', ['--help']).error === undefined;
const vcd2fstTest = isInstalled ? test : test.skip;
vcd2fstTest(
  `vcd2fst of gtkwave reads the waveform${isInstalled ? '' : ' (skipped: vcd2fst is not installed)'}`,
  (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'wirechart-vcd-'));
    try {
      writeFileSync(join(folder, 'wave.vcd'), timelineVcd([entry('a.b', 'c', 0, 10), entry('a', 'd', 2, 3)], 20));
      const { status, stderr } = spawnSync('vcd2fst', [join(folder, 'wave.vcd'), join(folder, 'wave.fst')]);
      t.is(status, 0, String(stderr));
      t.true(readFileSync(join(folder, 'wave.fst')).length > 0);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);
