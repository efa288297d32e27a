// `npm run native`: builds the addon that the repository contains, and records what it was built from.
import { chmodSync, copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compileAddon } from '../runtime/native/addon-compiler.ts';
import { prebuilt } from '../runtime/native/addon-package.ts';
import { fileHash, readRecord, sourcesHash, staleness, writeRecord } from './prebuilt-record.ts';
import { addonSymbols, neededGlibc } from './symbols.ts';

const usage = `usage: npm run native -- [--check | --compare]

Builds native/prebuilt/linux-x64.node. --check: compiles nothing, and fails if the file is older than the sources.
--compare: builds it elsewhere, and fails if the bytes differ; with another compiler or other headers, if the symbols differ.`;

const { values } = parseArgs({
  options: { check: { type: 'boolean' }, compare: { type: 'boolean' }, help: { type: 'boolean' } },
});

if (values.help) console.log(usage);
else if (values.check) report(staleness(readRecord()));
else {
  const out = mkdtempSync(join(tmpdir(), 'wirechart-native-'));
  try {
    report(build(out));
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

function report(problem: string | undefined): void {
  if (problem === undefined) return;
  console.error(problem);
  process.exitCode = 1;
}

/** Returns what is wrong. */
function build(out: string): string | undefined {
  if (`${process.platform}-${process.arch}` !== `${prebuilt.platform}-${prebuilt.arch}`)
    return `the addon in the repository is for ${prebuilt.platform}-${prebuilt.arch}`;
  const { path, compiler } = compileAddon({ out });
  const symbols = addonSymbols(path);
  const glibc = neededGlibc(symbols);
  if (glibc.localeCompare(prebuilt.glibc, 'en', { numeric: true }) > 0)
    return `the addon needs glibc ${glibc}, and may need ${prebuilt.glibc} at most`;
  const made = { compiler, headers: process.versions.node, sources: sourcesHash(), file: fileHash(path) };
  if (!values.compare) {
    copyFileSync(path, prebuilt.path);
    chmodSync(prebuilt.path, 0o644);
    writeRecord(made);
    return undefined;
  }
  const record = readRecord();
  if (record.compiler === compiler && record.headers === made.headers)
    return record.file === made.file ? undefined : 'native/prebuilt/linux-x64.node is not what the sources give';
  const before = addonSymbols(prebuilt.path);
  const differing = [
    ...symbols.filter((each) => !before.includes(each)),
    ...before.filter((each) => !symbols.includes(each)),
  ];
  console.log(
    `another compiler or other headers than ${record.compiler}, Node ${record.headers}: symbols are compared`,
  );
  return differing.length === 0 ? undefined : `symbols differ: ${differing.join(', ')}`;
}
