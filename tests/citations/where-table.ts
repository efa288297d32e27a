import { type CitedFile, CODE } from './cited-files.ts';
import type { SectionList } from './section-list.ts';

/** The RFCs of the protocol itself, which the table lists before the others. */
const FIRST: readonly number[] = [9147, 9846];
const WHOLE = '';

interface Row {
  readonly implementing: string[];
  readonly citing: string[];
}

/**
 * `docs/design/where.md`: one table for each RFC, in the order of its sections, with the files of `CODE` that cite a
 * section; `lists` has every RFC and section that is cited.
 */
export function whereTable(files: readonly CitedFile[], lists: ReadonlyMap<number, SectionList>): string {
  // A requirement says what a section demands, not where that is implemented.
  const code = CODE.flatMap((room) =>
    files.filter(({ path }) => path.startsWith(`${room}/`) && !/^spec\/[^/]+\/requirements\//.test(path)),
  );
  const rows = collect(code);
  const rfcs = [...rows.keys()].toSorted((a, b) => place(a) - place(b) || a - b);
  return [head, ...rfcs.flatMap((rfc) => oneTable(listed(lists, rfc), rows.get(rfc) ?? new Map()))].join('\n');
}

const head = `# Where a section of an RFC is

Written by \`npm run docs\` from the citations in the code; do not edit. A file implements a section when it cites the
section in its first screen: in the comment of an exported declaration, or in the \`doc-ref\` of a schema. Other files cite
the section in passing, or further down.
`;

function collect(files: readonly CitedFile[]): Map<number, Map<string, Row>> {
  const rows = new Map<number, Map<string, Row>>();
  for (const { path, citations } of files) {
    for (const { rfc, section = WHOLE } of citations) {
      const sections = rows.get(rfc) ?? new Map<string, Row>();
      rows.set(rfc, sections);
      const row = sections.get(section) ?? { implementing: [], citing: [] };
      sections.set(section, row);
      if (row.implementing.includes(path) || row.citing.includes(path)) continue;
      const header = citations.some((each) => each.header && each.rfc === rfc && (each.section ?? WHOLE) === section);
      (header ? row.implementing : row.citing).push(path);
    }
  }
  return rows;
}

function oneTable(list: SectionList, rows: ReadonlyMap<string, Row>): readonly string[] {
  const lines = [
    `## RFC ${list.rfc}: ${list.title}`,
    '',
    '| section | title | implemented in | also cited in |',
    '|---|---|---|---|',
  ];
  for (const section of [WHOLE, ...list.titles.keys()]) {
    const row = rows.get(section);
    if (row === undefined) continue;
    const title = section === WHOLE ? 'the whole document' : list.titles.get(section);
    lines.push(`| ${section} | ${title} | ${links(row.implementing)} | ${links(row.citing)} |`);
  }
  return [...lines, ''];
}

function links(paths: readonly string[]): string {
  return paths.map((path) => `[${path}](../../${path})`).join('<br>');
}

function place(rfc: number): number {
  return FIRST.includes(rfc) ? FIRST.indexOf(rfc) : FIRST.length;
}

function listed(lists: ReadonlyMap<number, SectionList>, rfc: number): SectionList {
  const list = lists.get(rfc);
  if (list === undefined) throw new Error(`RFC ${rfc} has no section list`);
  return list;
}
