// `npm run bogo [-- --test REGEXP] [--details]`: runs the DTLS tests of BoringSSL's suite and writes docs/conformance.md.
// With `--test` only the tests with matching names run, and the document is not written. `--details` prints why tests
// failed. Ends with 1 when a test failed.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { conformancePage } from './conformance-page.ts';
import { disabledBecause } from './reasons.ts';
import { Runner, type TestResult } from './runner.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

async function main(source: string, folder: string, pattern: string | undefined, details: boolean): Promise<void> {
  const shim = join(folder, 'shim.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('./shim.js', import.meta.url))],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: shim,
  });
  const runner = new Runner(source, folder);
  const names = await runner.names();
  const selected = names.filter((name) => pattern === undefined || new RegExp(pattern).test(name));
  const results: TestResult[] = [];
  await runner.run(
    shim,
    selected.filter((name) => disabledBecause(name) === undefined),
    (result) => {
      results.push(result);
      if (result.outcome === 'failed') console.log(`failed: ${result.name}${details ? `\n${result.detail}\n` : ''}`);
      if (pattern !== undefined && result.outcome !== 'failed') {
        console.log(`${result.outcome}: ${result.name} ${result.reason ?? ''} ${result.detail}`.trimEnd());
      }
    },
  );
  const count = (outcome: string): number => results.filter((result) => result.outcome === outcome).length;
  console.log(
    `${count('passed')} passed, ${count('failed')} failed, ${count('unimplemented')} unimplemented, ` +
      `${selected.length - results.length} disabled`,
  );
  if (count('failed') > 0) process.exitCode = 1;
  if (pattern !== undefined) return;
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
  const date = new Date().toISOString().slice(0, 10);
  writeFileSync(join(root, 'docs/conformance.md'), conformancePage({ names, results, date, commit }));
}

const { values } = parseArgs({ options: { test: { type: 'string' }, details: { type: 'boolean', default: false } } });
const source = process.env['WIRECHART_BOGO_SOURCE'];
if (source === undefined || !existsSync(join(source, 'ssl/test/runner'))) {
  console.log("bogo: skipped, because WIRECHART_BOGO_SOURCE is not the path of BoringSSL's source");
} else {
  const folder = mkdtempSync(join(tmpdir(), 'wirechart-bogo-'));
  try {
    await main(source, folder, values.test, values.details);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
