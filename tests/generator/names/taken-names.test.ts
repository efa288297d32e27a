import test from 'ava';
import ts from 'typescript';
import { generate, type SourceFile } from '../../../generator/index.ts';
import { hostileProject } from '../hostile-project.ts';

const MESSAGE = 'endian: be }\ndoc: D.\ndoc-ref: R\nseq: [{ id: x, type: u1 }]\n';
const [hardware = ''] = hostileProject('p', () => 'Text.')
  .filter(({ path }) => path.includes('/hardware/'))
  .map(({ text }) => text);

function message(id: string, folder = ''): SourceFile {
  return { path: `spec/p/wire/${folder}${id}.ksy`, text: `meta: { id: ${id}, ${MESSAGE}` };
}

function registry(id: string): SourceFile {
  const text = `meta: { id: ${id} }\ndoc: D.\ndoc-ref: R\n-wc-source: S\n-wc-date: 2026-01-01\nenums: { ${id}: { 1: a } }\n`;
  return { path: `spec/p/registries/${id}.ksy`, text };
}

function chart(id: string, file = id, guard = 'ready'): SourceFile {
  const text = `import { setup } from 'xstate';
type E = { type: 'go' };
export const chart = setup({ types: { events: {} as E }, guards: { ${guard}: () => false } }).createMachine({ id: '${id}',
  initial: 'A', states: { A: { on: { go: [{ guard: { type: '${guard}' }, target: 'B' }, { target: 'A' }] } }, B: { type: 'final' } } });
`;
  return { path: `spec/p/charts/${file}.chart.ts`, text };
}

/** The hardware of the fixture with names replaced. */
function board(...changes: readonly (readonly [from: RegExp, to: string])[]): SourceFile {
  const text = changes.reduce((before, [from, to]) => before.replaceAll(from, to), hardware);
  return { path: 'spec/p/hardware/board.yaml', text };
}

const profileOf = /(?<=profiles:\n {2})fast:\n(.*\n)+$/g;
const TWINS = `a-1b:\n${body()}  a1b:\n${body()}`;

function body(): string {
  return hardware.slice(hardware.indexOf('  fast:\n') + '  fast:\n'.length);
}

/** Names that would overwrite another file or would not compile. */
const TAKEN: readonly (readonly [title: string, specs: readonly SourceFile[], complaint: RegExp])[] = [
  [
    'a message named index',
    [message('index')],
    /index\.ksy:1:\d+: generated\/p\/wire\/index\.ts is written by wirechart/,
  ],
  [
    'a message named building_blocks',
    [message('building_blocks')],
    /:1:\d+: generated\/p\/arbitraries\/building-blocks\.ts is written by/,
  ],
  [
    'a registry named index',
    [registry('index')],
    /:1:\d+: generated\/p\/registries\/index\.ts is written by wirechart/,
  ],
  [
    'a registry named constants',
    [registry('constants')],
    /generated\/p\/registries\/constants\.ts is written by wirechart/,
  ],
  ['a folder named like a module', [message('a', 'index.ts/')], /:1:1: .*no folder that ends in \.ts/],
  ['a chart named index', [chart('index')], /:3:\d+: id 'index' is the name of something else in generated code/],
  ['a chart named machine', [chart('machine')], /id 'machine' is the name of something else in generated code/],
  ['a chart named setup', [chart('setup')], /id 'setup' is the name of something else in generated code/],
  ['a chart named await', [chart('await')], /id 'await' is the name of something else in generated code/],
  [
    'charts that differ in capitals',
    [chart('aBC', 'x'), chart('aBc', 'y')],
    /y\.chart\.ts:3:\d+: id 'aBc' is taken by/,
  ],
  ['a guard named new', [chart('x', 'x', 'new')], /:3:\d+: guard 'new' would make the port a constructor/],
  ['a profile named class', [board([/fast:/g, 'class:'])], /:\d+:3: profile "class" becomes class, which the language/],
  ['a profile named eval', [board([/fast:/g, 'eval:'])], /profile "eval" becomes eval, which the language/],
  [
    'a profile named like the table of profiles',
    [board([/fast:/g, 'board-profiles:'])],
    /:3: profile "board-profiles" becomes boardProfiles, which the table of them/,
  ],
  ['profiles that differ in a hyphen', [board([profileOf, TWINS])], /profile "a1b" becomes a1b, which profile "a-1b"/],
  [
    'a platform named like the file of profiles',
    [board([/whole/g, 'board_profiles'])],
    /:3: "board_profiles" becomes Board/,
  ],
  [
    'a platform named like the type of profiles',
    [board([/whole/g, 'board_profile'])],
    /:3: "board_profile" becomes Board/,
  ],
  ['an item named like the costs of a module', [board([/packet/g, 'engine_timing'])], /which "engine_timing" of spec/],
  ['a module named name', [board([/\bengine\b/g, 'name'])], /a profile has a name and cannot hold the costs of "name"/],
  ['an instance named new', [board([/engine: \{ of/g, 'new: { of'], [/engine\.service/g, 'new.service'])], /"new" is/],
];

for (const [title, specs, complaint] of TAKEN) {
  test(`${title} is refused with its position`, async (t) => {
    const { diagnostics } = await generate(specs);
    t.true(
      diagnostics.some((each) => complaint.test(each.message)),
      diagnostics.map((each) => each.message).join('\n') || 'no complaint',
    );
  });
}

test('a socket may have the name of a keyword', async (t) => {
  const { files, diagnostics } = await generate([board([/\bservice\b/g, 'class'])]);
  t.deepEqual(diagnostics, []);
  for (const { path, text } of files) {
    const { diagnostics: syntax } = ts.transpileModule(text, { reportDiagnostics: true });
    t.deepEqual(syntax, [], path);
  }
});
