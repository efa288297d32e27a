import { existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test from 'ava';
import { type CompiledAddon, type CompilerOptions, compileAddon, loadAddon } from 'wirechart/native';
import { readRecord, staleness } from '../../native/prebuilt-record.ts';
import { addonSymbols, neededGlibc } from '../../native/symbols.ts';
import { packageVersion, prebuilt } from '../../runtime/native/addon-package.ts';
import { gxx } from '../compilers.ts';
import { type Need, testThatNeeds } from '../needed-software.ts';

/** Archives of Node have the headers of the addon beside the binary; the npm package `node` has none. */
const hasHeaders = existsSync(join(dirname(dirname(realpathSync(process.execPath))), 'include/node/node_api.h'));
const headers: Need = {
  name: 'headers',
  absence: hasHeaders ? undefined : 'this Node has no headers beside its binary',
};

test('the addon in the repository was built from its sources', (t) => {
  t.is(staleness(readRecord()), undefined);
});

test('an addon that is older than its sources is noticed, and one that is another file', (t) => {
  const record = readRecord();
  t.regex(staleness({ ...record, sources: '00' }) ?? '', /older than native\/src/);
  t.regex(staleness({ ...record, file: '00' }) ?? '', /not the file of its record/);
});

testThatNeeds(gxx, 'the addon in the repository needs Node, and of the system glibc 2.28 at most', (t) => {
  const symbols = addonSymbols(prebuilt.path);
  t.true(neededGlibc(symbols).localeCompare(prebuilt.glibc, 'en', { numeric: true }) <= 0);
  t.deepEqual(
    symbols.filter(
      (each) => !/^(?:[Uw] (?:EVP|OPENSSL|OpenSSL|CRYPTO|ERR|RAND|OSSL|EC|BN|ECDSA|HMAC|napi|uv)_|[UwT] )/.test(each),
    ),
    [],
  );
});

testThatNeeds([gxx, headers], 'the sources in the package build an addon that loads', (t) => {
  const out = mkdtempSync(join(tmpdir(), 'wirechart-built-'));
  t.teardown(() => rmSync(out, { recursive: true, force: true }));
  const options: CompilerOptions = { out };
  const made: CompiledAddon = compileAddon(options);
  t.is(made.path, join(out, `linux-${process.arch}.node`));
  t.is(loadAddon(made.path).version, packageVersion());
});

test('what is missing for a build is named, with the package that has it', (t) => {
  const out = join(tmpdir(), 'wirechart-never');
  t.teardown(() => rmSync(out, { recursive: true, force: true }));
  const code = 'ERR_WIRECHART_BUILD';
  if (process.platform !== 'linux') return void t.throws(() => compileAddon({ out }), { code, message: /needs Linux/ });
  t.throws(() => compileAddon({ out, compiler: 'no-such-compiler' }), { code, message: /the package g\+\+/ });
  if (gxx.absence === undefined)
    t.throws(() => compileAddon({ out, headers: out }), { code, message: /node_api\.h .*node-api-headers/ });
});
