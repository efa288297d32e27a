// `npm run bogo [-- --test REGEXP] [--provider NAME] [--details]`: runs the DTLS tests of BoringSSL's suite over the
// openssl provider and again over the native one, and writes docs/conformance.md. With `--test` only the tests with
// matching names run, with `--provider` only over that provider, and the document is not written. `--details` prints why
// tests failed. Ends with 1 when a test failed.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { conformancePage, type SuiteRun } from './conformance-page.ts';
import { disabledBecause } from './reasons.ts';
import { Runner, type TestResult } from './runner.ts';
import { type ProviderName, providerNames } from './shim-provider.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

interface Selection {
  /** Of names of tests; undefined: all. */
  readonly pattern: string | undefined;
  readonly providers: readonly ProviderName[];
  readonly details: boolean;
}

async function main(source: string, folder: string, { pattern, providers, details }: Selection): Promise<void> {
  const shim = join(folder, 'shim.mjs');
  await bundleShim(shim);
  const runner = new Runner(source, folder);
  const names = await runner.names();
  const selected = names.filter((name) => pattern === undefined || new RegExp(pattern).test(name));
  const enabled = selected.filter((name) => disabledBecause(name) === undefined);
  const runs: SuiteRun[] = [];
  for (const provider of providers) {
    const results: TestResult[] = [];
    await runner.run(shim, provider, enabled, (result) => {
      results.push(result);
      if (result.outcome === 'failed') console.log(`failed: ${result.name}${details ? `\n${result.detail}\n` : ''}`);
      if (pattern !== undefined && result.outcome !== 'failed') {
        console.log(`${result.outcome}: ${result.name} ${result.reason ?? ''} ${result.detail}`.trimEnd());
      }
    });
    runs.push({ provider, results });
    const count = (outcome: string): number => results.filter((result) => result.outcome === outcome).length;
    console.log(
      `${provider}: ${count('passed')} passed, ${count('failed')} failed, ${count('unimplemented')} unimplemented, ` +
        `${selected.length - results.length} disabled`,
    );
    if (count('failed') > 0) process.exitCode = 1;
  }
  if (pattern !== undefined || runs.length < providerNames.length) return;
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
  const date = new Date().toISOString().slice(0, 10);
  writeFileSync(join(root, 'docs/conformance.md'), conformancePage({ names, runs, date, commit }));
}

/** One file: each test starts its own process. */
async function bundleShim(outfile: string): Promise<void> {
  await build({
    entryPoints: [fileURLToPath(new URL('./shim.js', import.meta.url))],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile,
    // The module that finds the files of the package by its own place finds them from the bundle too.
    define: { 'import.meta.url': JSON.stringify(new URL('../../runtime/native/addon-package.js', import.meta.url)) },
  });
}

const { values } = parseArgs({
  options: {
    test: { type: 'string' },
    provider: { type: 'string' },
    details: { type: 'boolean', default: false },
  },
});
const providers = providerNames.filter((name) => values.provider === undefined || name === values.provider);
const source = process.env['WIRECHART_BOGO_SOURCE'];
if (providers.length === 0) {
  console.error(`--provider must be one of ${providerNames.join(', ')}`);
  process.exitCode = 1;
} else if (source === undefined || !existsSync(join(source, 'ssl/test/runner'))) {
  console.log("bogo: skipped, because WIRECHART_BOGO_SOURCE is not the path of BoringSSL's source");
} else {
  const folder = mkdtempSync(join(tmpdir(), 'wirechart-bogo-'));
  try {
    await main(source, folder, { pattern: values.test, providers, details: values.details });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
