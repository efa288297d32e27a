// Runs every layer for a fraction of a second, so that none stops working unnoticed. Times are not checked.
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import test from 'ava';
import { LAYER_NAMES, type LayerReport } from '../../bench/layer-report.ts';

/** All but those that are installed from a registry, which a test must not need. */
const CONTENDERS = 'dgram,cSend,cSendmmsg,cGso,cSendEvp,cSendmmsgEvp,cGsoEvp,openssl,fastpathPlain,fastpathPlainPacket';

const run = promisify(execFile);
const program = (path: string) => fileURLToPath(new URL(`../../bench/${path}`, import.meta.url));

function temporaryFolder(t: { teardown(implementation: () => void): void }): string {
  const folder = mkdtempSync(join(tmpdir(), 'wirechart-bench-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

for (const layer of LAYER_NAMES) {
  test.serial(`the layer ${layer} measures its contenders, and writes its results`, async (t) => {
    t.timeout(120_000);
    const out = temporaryFolder(t);
    const words = [
      program('run.js'),
      layer,
      '--json',
      '--rounds=1',
      // Two processes exchange messages: on a busy machine one of them may not run for a while.
      `--seconds=${['bulk', 'packet'].includes(layer) ? 0.3 : 0.05}`,
      '--connections=10',
      '--only',
      CONTENDERS,
      `--out=${out}`,
    ];
    const { stdout } = await run(process.execPath, words);
    t.is(stdout.trimEnd().split('\n').length, 1);
    const line = JSON.parse(stdout);
    t.is(line.layer, layer);
    t.true(Object.keys(line.medians).length > 0);
    for (const value of [...Object.values(line.medians), ...Object.values(line.ratios)]) t.true(Number.isFinite(value));
    const report = JSON.parse(readFileSync(join(out, `${layer}.json`), 'utf8')) as LayerReport;
    t.is(report.layer, layer);
    const mayBeZero = ['allocation', 'deoptimization'].includes(layer);
    t.true(report.results.every(({ rows }) => rows.every(({ median }) => median > 0 || mayBeZero)));
    t.regex(readFileSync(join(out, `${layer}.svg`), 'utf8'), /^<svg /);
  });
}

test.serial('a sender in JavaScript and a receiver in C agree on every byte, and the other way round', async (t) => {
  t.timeout(60_000);
  const { contenders } = await import('../../bench/bulk/contenders.ts');
  const { runPair } = await import('../../bench/bulk/pair.ts');
  const { Absence } = await import('../../bench/absence.ts');
  const settings = { size: 1200, window: 256, ackEvery: 32, warmUp: 10, warmUpMessages: 100, duration: 50 };
  const prepared = (key: string) => contenders.find((each) => each.key === key)?.prepare();
  const dgram = prepared('dgram');
  let c: typeof dgram;
  try {
    c = prepared('cSend');
  } catch (error) {
    if (!(error instanceof Absence)) throw error;
    t.log(`not run: ${error.message}`);
    t.pass();
    return;
  }
  if (dgram === undefined || c === undefined) throw new Error('a contender is missing');
  for (const [sender, receiver] of [
    [dgram, c],
    [c, dgram],
  ] as const) {
    const report = await runPair((role) => (role === 'sender' ? sender : receiver)(role), settings);
    t.true(report.goodput > 0);
  }
});

test.serial('a profile of a layer has a flame graph with places in the sources', async (t) => {
  t.timeout(120_000);
  const out = temporaryFolder(t);
  const { stdout } = await run(process.execPath, [
    program('profile/run.js'),
    'machine',
    '--seconds=0.2',
    `--out=${out}`,
  ]);
  t.deepEqual(readdirSync(out).sort(), ['machine-main.cpuprofile', 'machine-main.svg']);
  t.regex(stdout, /%.*\.ts:\d+/);
});

for (const [words, message] of [
  [['bulc'], /unknown layer: bulc; did you mean bulk\?/],
  [['--seconds=x'], /--seconds must be/],
] as const) {
  test(`npm run bench -- ${words.join(' ')} explains the mistake`, async (t) => {
    const error = await t.throwsAsync(run(process.execPath, [program('run.js'), ...words]));
    const { code, stderr } = error as unknown as { readonly code: number; readonly stderr: string };
    t.is(code, 2);
    t.regex(stderr, message);
  });
}
