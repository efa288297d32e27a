import { appendFileSync, cpSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { run, temporaryFolder } from './run-cli.ts';

test.serial('generate writes what differs, check compares, and both name the files', async (t) => {
  const root = temporaryFolder(t);
  cpSync('spec', join(root, 'spec'), { recursive: true });
  const first = await run(t, ['generate', '--root', root]);
  t.is(first.code, 0, first.stdout);
  t.regex(first.stdout, /^wrote generated\/dtls13\//m);
  t.regex(first.stderr, /^\d+ specs, \d+ files, \d+ ms\n$/);

  const inner = join(root, 'generated/dtls13');
  const path = /^wrote (generated\/dtls13\/\S+)$/m.exec(first.stdout)?.[1] ?? '';
  const before = statSync(join(root, path)).mtimeMs;
  // From a subfolder the nearest spec/ above it is used.
  const second = await run(t, ['generate'], { cwd: inner });
  t.deepEqual([second.code, second.stdout], [0, '']);
  t.is(statSync(join(root, path)).mtimeMs, before);
  t.is((await run(t, ['generate', '--check', '--root', root])).code, 0);

  const written = first.stdout.split('\n').filter((line) => line.startsWith('wrote '));
  const missing = written.at(-1)?.slice(6) ?? '';
  appendFileSync(join(root, path), '\n');
  rmSync(join(root, missing));
  writeFileSync(join(inner, 'orphan.ts'), '// Code generated from spec/dtls13/gone. DO NOT EDIT.\n');
  const check = await run(t, ['generate', '--check', '--root', root]);
  t.is(check.code, 1);
  t.is(check.stdout, `missing ${missing}\nstale ${path}\norphan generated/dtls13/orphan.ts\n`);
  t.regex(check.stderr, /^generated\/ is out of date: run wirechart generate/);

  const repaired = await run(t, ['generate', '--root', root]);
  t.is(
    repaired.stdout,
    `${[`wrote ${path}`, `wrote ${missing}`].toSorted().join('\n')}\nremoved generated/dtls13/orphan.ts\n`,
  );

  writeFileSync(join(inner, 'mine.ts'), '');
  const kept = await run(t, ['generate', '--root', root]);
  t.deepEqual([kept.code, kept.stdout], [1, 'orphan generated/dtls13/mine.ts\n']);
  t.regex(kept.stderr, /^orphans that wirechart did not write are not removed/);
});

test.serial('a mistake in a spec is file:line:column, and nothing is written', async (t) => {
  const root = temporaryFolder(t);
  mkdirSync(join(root, 'spec/p/wire'), { recursive: true });
  writeFileSync(join(root, 'spec/p/wire/broken.ksy'), 'meta:\n  id: broken\nseq:\n  - id: [\n');
  for (const command of ['lint', 'generate']) {
    const { code, stdout, stderr } = await run(t, [command, '--root', root]);
    t.is(code, 1);
    t.regex(stdout, /^spec\/p\/wire\/broken\.ksy:\d+:\d+: \S/);
    t.regex(stderr, /^\d+ errors?\n$/);
  }
  t.throws(() => readFileSync(join(root, 'generated')));
});

test.serial('lint finds no problem in the specs of this repository', async (t) => {
  const { code, stdout, stderr } = await run(t, ['lint']);
  t.deepEqual([code, stdout], [0, '']);
  t.regex(stderr, /^\d+ specs, no errors\n$/);
});
