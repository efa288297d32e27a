import { readFileSync } from 'node:fs';
import test from 'ava';
import { readCitations } from './citation.ts';
import { citedFile, readCitedFiles } from './cited-files.ts';
import { problemsIn } from './problems.ts';
import { parseSectionList, readSectionLists } from './section-list.ts';
import { whereTable } from './where-table.ts';

const lists = new Map(
  [
    'RFC 1 Beans\n1 Sowing\n1.1 Soil\n1.2 Water\n1.2.1 Rain\n2 Harvest\nA Tools\nA.1 Spade\n',
    'RFC 2 Peas\npartial\n3 Poles\n',
    'RFC 3 Roots\n',
  ].map((text) => {
    const list = parseSectionList(text);
    return [list.rfc, list] as const;
  }),
);

/** What a text cites, as `RFC section`. */
function cited(text: string): readonly string[] {
  const { found, malformed } = readCitations(text);
  return [
    ...found.map(({ rfc, section = '' }) => `${rfc} ${section}`.trim()),
    ...malformed.map(({ line }) => `malformed in line ${line}`),
  ];
}

function problems(path: string, text: string): readonly string[] {
  return problemsIn([citedFile(path, text)], lists);
}

test('every citation of the repository names a section that exists', (t) => {
  t.deepEqual(problemsIn(readCitedFiles(), readSectionLists()), []);
});

test('docs/design/where.md is what the citations say: run npm run docs', (t) => {
  t.is(readFileSync('docs/design/where.md', 'utf8'), whereTable(readCitedFiles(), readSectionLists()));
});

test('every section list but the partial ones has the sections before and above each of its sections', (t) => {
  for (const { rfc, partial, titles } of readSectionLists().values()) {
    for (const section of partial ? [] : titles.keys()) {
      const parts = section.split('.');
      const last = parts.pop() ?? '';
      const above = parts.join('.');
      const number = /^\d/.test(last) ? Number(last) - 1 : String.fromCharCode(last.charCodeAt(0) - 1);
      t.true(above === '' || titles.has(above), `RFC ${rfc}: ${above}, above ${section}`);
      if (number !== 0 && number !== '@')
        t.true(titles.has([...parts, number].join('.')), `RFC ${rfc}: before ${section}`);
    }
  }
});

test('sections and appendices are read, one or several, over the line breaks of a comment', (t) => {
  t.deepEqual(cited('as RFC 1 says'), ['1']);
  t.deepEqual(cited('(RFC 1 section 1.2.1).'), ['1 1.2.1']);
  t.deepEqual(cited('RFC 1 section 1.2, RFC 2 section 3 (b)'), ['1 1.2', '2 3']);
  t.deepEqual(cited('RFC 1 sections 1, 1.1 and 2.'), ['1 1', '1 1.1', '1 2']);
  t.deepEqual(cited('RFC 1 appendix A and RFC 1 appendices A and A.1'), ['1 A', '1 A', '1 A.1']);
  t.deepEqual(cited(' * See RFC\n * 1 section\n * 1.2.'), ['1 1.2']);
  t.deepEqual(cited('  // of RFC 1\n  // section 1.2'), ['1 1.2']);
  t.deepEqual(cited('doc: |\n  of RFC 1\n  section 1.2'), ['1 1.2']);
});

for (const text of [
  'RFC1 section 1',
  'RFC-1',
  'RFC 1, section 1',
  'RFC 1 Section 1',
  'RFC 1 sec. 1',
  'RFC 1 §1',
  'RFC 1 (section 1)',
  'RFC 1 section A.1',
  'RFC 1 appendix 1',
  'RFC 1 Appendix A',
  'RFC 1 section 1.1, 1.2',
  'RFC 1 section 1.1 and 1.2',
  'RFC 1 sections 1.1-1.2',
  'as section 1.2 says',
  '(§ 1)',
  'RFC 1 section 1; appendix A.1',
]) {
  test(`"${text}" is refused, because it cannot be checked`, (t) => {
    t.true(cited(`\n${text}`).includes('malformed in line 2'), cited(text).join());
  });
}

test('sections of standards that are no RFC are not checked', (t) => {
  t.deepEqual(cited('X.690 section 10.1, SEC 1 section 2.3.3, FIPS 180-4 section 5, IEEE 1364 section 18'), []);
});

test('a section that does not exist is refused with its file, its line and the sections near it', (t) => {
  t.deepEqual(problems('runtime/bed.ts', '\n// RFC 1 section 1.2.2'), [
    'runtime/bed.ts:2: section 1.2.2 does not exist in RFC 1; near it: 1.2 Water, 1.2.1 Rain',
  ]);
  t.deepEqual(problems('runtime/bed.ts', '// RFC 1 appendix B'), [
    'runtime/bed.ts:1: section B does not exist in RFC 1; near it: 1 Sowing, 2 Harvest, A Tools',
  ]);
  t.deepEqual(problems('runtime/bed.ts', '// RFC 1 sections 1.1 and 1.2'), []);
});

test('a partial list refuses what it does not have', (t) => {
  t.deepEqual(problems('docs/bed.md', 'RFC 2 section 4'), [
    'docs/bed.md:1: section 4 is not in the partial list of RFC 2; near it: 3 Poles',
  ]);
});

test('an RFC without a list may be named outside code, but its sections are refused everywhere', (t) => {
  t.deepEqual(problems('docs/bed.md', 'RFC 4'), []);
  t.is(problems('docs/bed.md', 'RFC 4 section 1').length, 1);
  t.is(problems('runtime/bed.ts', '// RFC 4').length, 1);
});

test('a malformed section list is refused', (t) => {
  t.throws(() => parseSectionList('Beans\n1 Sowing\n'), { message: /head/ });
  t.throws(() => parseSectionList('RFC 1 Beans\nSowing\n'), { message: /not a section: Sowing/ });
  t.throws(() => parseSectionList('RFC 1 Beans\n1 Sowing\n1 Soil\n'), { message: /twice/ });
});

test('the table has the sections in the order of the RFC, and the implementing files apart from the others', (t) => {
  const files = [
    citedFile('docs/bed.md', 'RFC 1 section 1'),
    citedFile('runtime/a.ts', 'export function a() {\n  // RFC 1 section 1.1, RFC 1 section 1\n}\n'),
    citedFile('runtime/b.ts', '/**\n * Waters the bed;\n * RFC 1 section 1.1, RFC 3.\n */\nexport class B {}\n'),
    citedFile('runtime/c.ts', '/** RFC 1 section 2. */\nconst C = 1;\n'),
    citedFile('spec/p/wire/d.ksy', 'doc-ref: RFC 1 section 1.1\nseq:\n  - id: a\n    doc-ref: RFC 1 section 2\n'),
    citedFile(
      'runtime/e.ts',
      `${'import e from "e";\n'.repeat(90)}\n/** RFC 1 appendix A.1. */\nexport const e = 1;\n`,
    ),
    citedFile('runtime/f.ts', `${'\n'.repeat(60)}/** RFC 1 appendix A.1. */\nexport const f = 1;\n`),
  ];
  const link = (path: string) => `[${path}](../../${path})`;
  t.deepEqual(
    whereTable(files, lists)
      .split('\n')
      .filter((line) => /^(## |\| (?!section))/.test(line)),
    [
      '## RFC 1: Beans',
      `| 1 | Sowing |  | ${link('runtime/a.ts')} |`,
      `| 1.1 | Soil | ${link('runtime/b.ts')}<br>${link('spec/p/wire/d.ksy')} | ${link('runtime/a.ts')} |`,
      `| 2 | Harvest |  | ${link('runtime/c.ts')}<br>${link('spec/p/wire/d.ksy')} |`,
      `| A.1 | Spade | ${link('runtime/e.ts')} | ${link('runtime/f.ts')} |`,
      '## RFC 3: Roots',
      `|  | the whole document | ${link('runtime/b.ts')} |  |`,
    ],
  );
});
