import type { SectionList } from '../citations/section-list.ts';

/** Key words of RFC 2119 in one section. */
export interface KeywordCount {
  readonly section: string;
  readonly must: number;
  readonly should: number;
}

/** The counts of one document. */
export interface KeywordTable {
  readonly document: string;
  /** Which state of which text was counted. */
  readonly source: string;
  readonly counts: readonly KeywordCount[];
}

const HEADING = /^#+\s.*$/m;
const MUST = /\b(?:MUST|SHALL|(?<!NOT\s+)REQUIRED)\b/g;
const SHOULD = /\b(?:SHOULD|RECOMMENDED)\b/g;

/**
 * Counts key words in the Markdown of a document of the TLS working group. Sections are recognized by their titles in
 * the order of the list; text before the first section is not counted.
 */
export function countKeywords(markdown: string, { titles }: SectionList): readonly KeywordCount[] {
  const sections = [...titles].map(([section, title]) => ({ section, title: simplified(title), text: '' }));
  let current = -1;
  for (const part of markdown.split(/^(?=#)/m)) {
    const [heading = ''] = HEADING.exec(part) ?? [];
    const title = simplified(heading.replace(/\{[^}]*\}\s*$/, ''));
    const found = sections.findIndex((each, index) => index > current && each.title === title);
    if (found !== -1) current = found;
    const section = sections[current];
    if (section !== undefined) section.text += part;
  }
  return sections.map(({ section, text }) => ({
    section,
    must: text.match(MUST)?.length ?? 0,
    should: text.match(SHOULD)?.length ?? 0,
  }));
}

function simplified(title: string): string {
  return title.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}

/** First line: document and source. Then `SECTION MUST SHOULD` for each section with key words. */
export function keywordTableText({ document, source, counts }: KeywordTable): string {
  const lines = counts.filter(({ must, should }) => must + should > 0);
  return [`${document}, ${source}`, ...lines.map((each) => `${each.section} ${each.must} ${each.should}`), ''].join(
    '\n',
  );
}

export function parseKeywordTable(text: string): KeywordTable {
  const [head = '', ...rest] = text.trimEnd().split('\n');
  const [, document, source] = /^(RFC \d+), (.+)$/.exec(head) ?? [];
  if (document === undefined || source === undefined) throw new Error(`not the head of a keyword table: ${head}`);
  const counts = rest.map((line) => {
    const [, section, must, should] = /^(\S+) (\d+) (\d+)$/.exec(line) ?? [];
    if (section === undefined) throw new Error(`${document}: not a count: ${line}`);
    return { section, must: Number(must), should: Number(should) };
  });
  return { document, source, counts };
}
