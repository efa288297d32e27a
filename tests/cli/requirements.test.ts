import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { run, temporaryFolder } from './run-cli.ts';

/** A project with requirements and the titles of its tests. */
function project(t: ExecutionContext, files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder(t);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

function requirement(id: string, section: string, keyword: string, status: string): string {
  const level = { MUST: 'must', IMPLIED: 'must', SHOULD: 'should', MAY: 'may' }[keyword];
  return `  - id: ${id}
    section: '${section}'
    level: ${level}
    keyword: ${keyword}
    who: both
    text: ${keyword} of ${section}
    ${status}
`;
}

const garden = `document: RFC 1
requirements:
${requirement('1-2-1', '2', 'MUST', 'done: [beans grow]')}
${requirement('1-2.1-1', '2.1', 'MUST', 'notApplicable: in winter')}
${requirement('1-10-1', '10', 'IMPLIED', 'leftOut: later')}
${requirement('1-10-2', '10', 'SHOULD', 'done: [beans grow, peas grow]')}
${requirement('1-A-1', 'A', 'MAY', 'leftOut: never')}`;

const files = {
  'spec/garden/requirements/beans.yaml': garden,
  'tests/beans.test.ts': "test('beans grow', (t) => {});\ntest('peas grow', (t) => {});\n",
};

test('requirements prints the coverage of each document and section, in the order of the document', async (t) => {
  const { code, stdout, stderr } = await run(t, ['requirements', '--root', project(t, files)]);
  t.is(code, 0, stderr);
  t.deepEqual(
    stdout.split('\n').map((line) => line.trimEnd()),
    [
      '       must  left out  should  left out  not applicable',
      'RFC 1   1/2         1     1/1                         1',
      '  2     1/1',
      '  2.1                                                 1',
      '  10    0/1         1     1/1',
      '  A',
      'all     1/2         1     1/1                         1',
      '',
    ],
  );
});

test('requirements --json prints one line with sums that leave out what is not applicable', async (t) => {
  const { code, stdout } = await run(t, ['requirements', '--json', '--root', project(t, files)]);
  t.is(code, 0);
  t.is(
    stdout,
    '{"must":{"total":2,"done":1,"leftOut":1,"notApplicable":1},"should":{"total":1,"done":1,"leftOut":0,"notApplicable":0},"dangling":[]}\n',
  );
});

test('requirements --missing lists what is left out, below its reason', async (t) => {
  const { stdout } = await run(t, ['requirements', '--missing', '--root', project(t, files)]);
  t.true(
    stdout.endsWith(
      '\nleft out, later: 1\n  1-10-1 IMPLIED: IMPLIED of 10\n\nleft out, never: 1\n  1-A-1 MAY: MAY of A\n',
    ),
  );
});

test('requirements --section counts one section and those below it', async (t) => {
  const root = project(t, files);
  for (const section of ['2', '1-2']) {
    const { stdout } = await run(t, ['requirements', '--json', '--root', root, '--section', section]);
    t.like(JSON.parse(stdout), { must: { total: 1, notApplicable: 1 } });
  }
  for (const section of ['7', '2-2', '-']) {
    const { code, stderr } = await run(t, ['requirements', '--root', root, `--section=${section}`]);
    t.is(code, 2);
    t.is(stderr, `wirechart: --section: no requirement of section ${section}\n`);
  }
});

test('requirements fails for a requirement whose test does not exist, and names both', async (t) => {
  const root = project(t, { ...files, 'tests/beans.test.ts': "test('beans grow', (t) => {});\n" });
  const json = await run(t, ['requirements', '--json', '--root', root]);
  t.is(json.code, 1);
  t.deepEqual(JSON.parse(json.stdout).dangling, ['1-10-2: peas grow']);
  const { code, stdout } = await run(t, ['requirements', '--root', root]);
  t.is(code, 1);
  t.true(stdout.endsWith('\nno test has the title: 1\n  1-10-2: peas grow\n'));
});

test('without a folder tests requirements says that titles are not checked', async (t) => {
  const { 'tests/beans.test.ts': _, ...specs } = files;
  const root = project(t, specs);
  const { code, stderr } = await run(t, ['requirements', '--root', root]);
  t.is(code, 0);
  t.is(stderr, `${root} has no folder tests: the titles of tests are not checked\n`);
  const json = await run(t, ['requirements', '--json', '--root', root]);
  t.deepEqual([json.code, JSON.parse(json.stdout).dangling, json.stderr], [0, [], '']);
});

test('a malformed requirement ends requirements with its file, line and column', async (t) => {
  const root = project(t, { 'spec/garden/requirements/beans.yaml': garden.replace('level: should', 'level: shall') });
  const { code, stderr } = await run(t, ['requirements', '--root', root]);
  t.is(code, 1);
  t.regex(stderr, /^wirechart: spec\/garden\/requirements\/beans\.yaml:\d+:12: "shall" is not a level/);
});

test('the protocol of requirements is named if there are several, and must exist', async (t) => {
  const root = project(t, { ...files, 'spec/orchard/requirements/trees.yaml': garden.replaceAll('1-', '2-') });
  const several = await run(t, ['requirements', '--root', root]);
  t.deepEqual([several.code, several.stderr], [2, `wirechart: --protocol is required: ${root} has garden, orchard\n`]);
  const unknown = await run(t, ['requirements', '--root', root, '--protocol', 'field']);
  t.deepEqual(unknown.stderr, `wirechart: --protocol: ${root} has garden, orchard, not field\n`);
  t.is((await run(t, ['requirements', '--root', root, '--protocol', 'orchard'])).code, 0);
});

test('in a folder with other specs requirements counts those of this package', async (t) => {
  const cwd = project(t, { 'spec/garden/wire/bean.ksy': 'meta:\n  id: bean\n' });
  const { code, stdout, stderr } = await run(t, ['requirements'], { cwd });
  t.is(code, 0, stderr);
  t.regex(stdout, /^RFC 9147 /m);
  const { code: failed, stderr: reason } = await run(t, ['requirements', '--root', cwd]);
  t.is(failed, 1);
  t.is(reason, `wirechart: ${join(cwd, 'spec')} has no <protocol>/requirements/*.yaml\n`);
});
