import { readdirSync, readFileSync } from 'node:fs';

/** The sections of one RFC: numbers and titles, in the order of the document. */
export interface SectionList {
  readonly rfc: number;
  readonly title: string;
  /** True: only sections that two sources confirm; all others are refused like sections that do not exist. */
  readonly partial: boolean;
  readonly titles: ReadonlyMap<string, string>;
}

const FOLDER = 'tests/citations/sections';

/** Every list that is checked in, by RFC. */
export function readSectionLists(): ReadonlyMap<number, SectionList> {
  const lists = readdirSync(FOLDER).map((name) => parseSectionList(readFileSync(`${FOLDER}/${name}`, 'utf8')));
  return new Map(lists.map((list) => [list.rfc, list]));
}

/** First line: `RFC nnnn TITLE`. Second, perhaps: `partial`. Then `NUMBER TITLE` for each section. */
export function parseSectionList(text: string): SectionList {
  const [head = '', ...rest] = text.trimEnd().split('\n');
  const [, rfc, title] = /^RFC (\d+) (.+)$/.exec(head) ?? [];
  if (rfc === undefined || title === undefined) throw new Error(`not the head of a section list: ${head}`);
  const partial = rest[0] === 'partial';
  const titles = new Map<string, string>();
  for (const line of partial ? rest.slice(1) : rest) {
    const [, number, name] = /^((?:\d+|[A-Z])(?:\.\d+)*) (.+)$/.exec(line) ?? [];
    if (number === undefined || name === undefined) throw new Error(`RFC ${rfc}: not a section: ${line}`);
    if (titles.has(number)) throw new Error(`RFC ${rfc}: section ${number} is listed twice`);
    titles.set(number, name);
  }
  return { rfc: Number(rfc), title, partial, titles };
}

/** Why a section cannot be cited, with the listed sections nearest to it; undefined: it is listed. */
export function missing(list: SectionList, section: string): string | undefined {
  if (list.titles.has(section)) return undefined;
  const near = nearest([...list.titles.keys()], section).map((each) => `${each} ${list.titles.get(each)}`);
  const why = list.partial ? 'is not in the partial list of' : 'does not exist in';
  return `section ${section} ${why} RFC ${list.rfc}${near.length === 0 ? '' : `; near it: ${near.join(', ')}`}`;
}

/** At most five: the longest listed part of the number, and the sections directly below it. */
function nearest(sections: readonly string[], section: string): readonly string[] {
  for (let parts = section.split('.').slice(0, -1); parts.length > 0; parts = parts.slice(0, -1)) {
    const parent = parts.join('.');
    if (!sections.includes(parent)) continue;
    const below = sections.filter(
      (each) => each.startsWith(`${parent}.`) && each.split('.').length === parts.length + 1,
    );
    return [parent, ...below].slice(0, 5);
  }
  return sections.filter((each) => !each.includes('.')).slice(-5);
}
