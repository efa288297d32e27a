import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { run, temporaryFolder } from './run-cli.ts';

const lamp = `<scxml xmlns="http://www.w3.org/2005/07/scxml" name="lamp" initial="OFF">
  <state id="OFF"><transition event="pressed" cond="count &gt; 1" target="ON"/></state>
  <final id="ON"/>
</scxml>`;

test('import writes a chart, and lists the names that the port implements', async (t) => {
  const cwd = temporaryFolder(t);
  writeFileSync(join(cwd, 'lamp.scxml'), lamp);
  const { code, stdout, stderr } = await run(t, ['import', 'lamp.scxml'], { cwd });
  t.is(code, 0, stderr);
  t.regex(stdout, /^guard \w+: count > 1$/m);
  t.regex(stderr, /wrote lamp\.chart\.ts; implement these names in the port/);
  t.regex(readFileSync(join(cwd, 'lamp.chart.ts'), 'utf8'), /createMachine\(/);
});

test('a chart that exists is replaced only if the command line names it', async (t) => {
  const cwd = temporaryFolder(t);
  writeFileSync(join(cwd, 'lamp.scxml'), lamp);
  writeFileSync(join(cwd, 'lamp.chart.ts'), 'mine');
  const refused = await run(t, ['import', 'lamp.scxml'], { cwd });
  t.is(refused.code, 1);
  t.regex(refused.stderr, /lamp\.chart\.ts exists; name the file to write with --output/);
  t.is(readFileSync(join(cwd, 'lamp.chart.ts'), 'utf8'), 'mine');
  t.is((await run(t, ['import', 'lamp.scxml', '-o', 'lamp.chart.ts'], { cwd })).code, 0);
  t.not(readFileSync(join(cwd, 'lamp.chart.ts'), 'utf8'), 'mine');
});

test('an import that fails says where, writes nothing, and ends with code 1', async (t) => {
  const cwd = temporaryFolder(t);
  writeFileSync(join(cwd, 'lamp.scxml'), lamp.replace('target="ON"', 'target="GONE"'));
  const unknown = await run(t, ['import', 'lamp.scxml', '-o', 'out.chart.ts'], { cwd });
  t.is(unknown.code, 1);
  t.regex(unknown.stdout + unknown.stderr, /lamp\.scxml:2:\d+: .*GONE/);
  t.throws(() => readFileSync(join(cwd, 'out.chart.ts')), { code: 'ENOENT' });
  const absent = await run(t, ['import', 'absent.scxml'], { cwd });
  t.is(absent.code, 1);
  t.regex(absent.stderr, /cannot read absent\.scxml/);
});
