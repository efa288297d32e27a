import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import test from 'ava';
import { ofOurs } from '../../bench/bulk/deoptimization.ts';
import { deoptLogOptions, readDeoptimizations } from '../../bench/profile/deopt-log.ts';

const log = [
  'v8-version,11,3,244,8,-node.38,0',
  'code-deopt,143716,832,0x7f28a4006fc0,-1,137,deopt-eager,<file:///p/bench/d.js:4:1>,wrong map',
  'new,MemoryChunk,0x2f2bf7080000,262144',
  'code-deopt,448331,576,0x7f28a4006d80,0,24,deopt-lazy,<file:///p/runtime/a.js:1:25> inlined at <node:net:2:52>,(unknown)',
  'code-deopt,500000,576,0x7f28a4006d80,0,24,deopt-soft,<node:net:2:52> inlined at <file:///p/generated/b.js:7:8>,not a Smi',
].join('\n');

test('deoptimizations are read with their times and all their places', (t) => {
  const all = readDeoptimizations(log);
  t.deepEqual(
    all.map(({ time, kind, reason }) => [time, kind, reason]),
    [
      [143.716, 'eager', 'wrong map'],
      [448.331, 'lazy', '(unknown)'],
      [500, 'soft', 'not a Smi'],
    ],
  );
  t.deepEqual(all[1]?.places, [
    { url: 'file:///p/runtime/a.js', line: 1, column: 25 },
    { url: 'node:net', line: 2, column: 52 },
  ]);
});

test('a deoptimization is ours where one of its places is in a folder of ours', (t) => {
  const ours = ofOurs(readDeoptimizations(log), ['file:///p/runtime/', 'file:///p/generated/']);
  t.deepEqual(
    ours.map(({ kind }) => kind),
    ['lazy', 'soft'],
  );
});

const SCRIPT = `
function read(value) { return value.a; }
function sum(value) { let all = 0; for (let index = 0; index < 1000; index++) all += read(value); return all; }
for (let count = 0; count < 10_000; count++) sum({ a: count });
for (let count = 0; count < 10; count++) sum({ b: 1, a: 'text' });
`;

test('the log of this engine has what --trace-deopt prints', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'wirechart-deopt-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const [script, file] = [join(folder, 'script.mjs'), join(folder, 'v8.log')];
  writeFileSync(script, SCRIPT);
  const { stdout } = await promisify(execFile)(process.execPath, [...deoptLogOptions(file), script]);
  t.is(stdout, '');
  const own = ofOurs(readDeoptimizations(readFileSync(file, 'utf8')), [pathToFileURL(script).href]);
  t.true(own.some(({ reason, places }) => reason === 'wrong map' && places[0]?.line === 2));
  await promisify(execFile)(process.execPath, ['--trace-deopt', ...deoptLogOptions(file), script]);
  const printed = readFileSync(`${file}.txt`, 'utf8');
  t.is(readDeoptimizations(readFileSync(file, 'utf8')).length, printed.split('[bailout').length - 1);
});
