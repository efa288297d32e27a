import { readdirSync, readFileSync } from 'node:fs';
import test from 'ava';
import { danglingTests, type Requirement, readLedger, readSpecs, readTitles } from 'wirechart/requirements';
import { parseSectionList, readSectionLists } from '../citations/section-list.ts';
import { declaredTitles } from './declared-titles.ts';
import { differences } from './differences.ts';
import { countKeywords, keywordTableText, parseKeywordTable } from './keyword-count.ts';

const TABLES = 'tests/requirements/keywords';

const ledger = readLedger(readSpecs('.'), 'dtls13');
const tables = readdirSync(TABLES).map((name) => parseKeywordTable(readFileSync(`${TABLES}/${name}`, 'utf8')));

function testSources() {
  return readdirSync('tests', { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => ({ path, text: readFileSync(`tests/${path}`, 'utf8') }));
}

test('every test that a requirement names exists', (t) => {
  t.deepEqual(danglingTests(ledger, readTitles(testSources())), []);
});

test('every test that a requirement names is declared when its file is loaded', (t) => {
  const named = ledger.flatMap(({ status }) => (status.kind === 'done' ? status.tests : []));
  const declared = declaredTitles(testSources(), named);
  t.deepEqual(
    named.filter((title) => !declared.has(title)),
    [],
  );
});

test('every requirement has an id of its document and section, and a section that exists', (t) => {
  const lists = readSectionLists();
  for (const { id, document, section } of ledger) {
    const number = document.replace('RFC ', '');
    t.true(id.startsWith(`${number}-${section}-`), id);
    t.true(lists.get(Number(number))?.titles.has(section), `${id}: section ${section}`);
  }
});

test('what must be met is left out only for a later issue', (t) => {
  for (const { id, level, status } of ledger) {
    if (level !== 'must' || status.kind !== 'leftOut') continue;
    t.regex(status.reason, /^later: (?:sessions|users)$/, id);
  }
});

test('the ledger has one requirement for each key word of a section, but for the differences that are explained', (t) => {
  const explained = new Set<string>();
  for (const { document, counts } of tables) {
    const requirements = ledger.filter((each) => each.document === document && each.keyword !== 'IMPLIED');
    const sections = new Set([...counts, ...requirements].map(({ section }) => section));
    for (const section of sections) {
      const counted = counts.find((each) => each.section === section) ?? { must: 0, should: 0 };
      const key = `${document} ${section}`;
      const found = { must: number(requirements, section, 'must'), should: number(requirements, section, 'should') };
      const { must = 0, should = 0 } = differences[key] ?? {};
      t.deepEqual(found, { must: counted.must + must, should: counted.should + should }, key);
      explained.add(key);
    }
  }
  t.deepEqual(
    Object.keys(differences).filter((key) => !explained.has(key)),
    [],
  );
});

test('every document of the ledger has a table of key words', (t) => {
  t.deepEqual(
    [...new Set(ledger.map(({ document }) => document))].toSorted(),
    tables.map(({ document }) => document).toSorted(),
  );
});

test('key words are counted in the section whose title stands above them', (t) => {
  const list = parseSectionList('RFC 1 Beans\n1 Sowing\n1.1 Soil, Water\n2 Harvest\nA Tools\n');
  const markdown = [
    'You MUST wait.\n# Sowing {#sowing}',
    'You MUST\nNOT sow in winter; it is NOT\nRECOMMENDED. MUSTARD is REQUIRED, water NOT REQUIRED.',
    '## Soil, *Water*',
    'Seeds SHALL rest and SHOULD NOT swim.',
    '# Contributors\n# Harvest\nYou MAY eat.',
  ].join('\n');
  const counts = countKeywords(markdown, list);
  const source = 'a text';
  const text = 'RFC 1, a text\n1 2 1\n1.1 1 1\n';
  t.is(keywordTableText({ document: 'RFC 1', source, counts }), text);
  t.deepEqual(parseKeywordTable(text).counts, [
    { section: '1', must: 2, should: 1 },
    { section: '1.1', must: 1, should: 1 },
  ]);
});

test('a malformed table of key words is refused', (t) => {
  t.throws(() => parseKeywordTable('Beans\n1 1 1\n'), { message: /head/ });
  t.throws(() => parseKeywordTable('RFC 1, a text\n1 many\n'), { message: /not a count: 1 many/ });
});

function number(requirements: readonly Requirement[], section: string, level: string): number {
  return requirements.filter((each) => each.section === section && each.level === level).length;
}
