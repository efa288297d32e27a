// Counts the key words of each section and writes the tables of tests/requirements/keywords.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readSectionLists } from '../citations/section-list.ts';
import { countKeywords, keywordTableText } from './keyword-count.ts';

/** The Markdown sources that are counted, with the repository and state of each. */
const SOURCES: readonly (readonly [rfc: number, source: string])[] = [
  [8449, 'tlswg/tls-record-limit 0147def, 2018-04-09'],
  [9146, 'tlswg/dtls-conn-id 40f193f, 2021-06-22'],
  [9147, 'as revised in tlswg/dtls13-spec 2f3aa76, 2026-07-07'],
  [9258, 'tlswg/draft-ietf-tls-external-psk-importer 9ebed78, 2022-04-22'],
  [9846, 'tlswg/tls13-spec c728b4e, 2026-07-07'],
  [9853, 'tlswg/dtls-rrc e6da030, 2025-07-12'],
];

const usage = `usage: WIRECHART_RFC_TEXTS=<folder> npm run keywords

The folder contains the sources in Markdown as rfc9147.md, rfc9846.md and so on.`;

process.chdir(fileURLToPath(new URL('../../..', import.meta.url)));
process.exitCode = main(process.env['WIRECHART_RFC_TEXTS']);

/** 0: the tables are written; 2: the folder is missing or incomplete. */
function main(folder: string | undefined): number {
  const paths = SOURCES.map(([rfc]) => join(folder ?? '', `rfc${rfc}.md`));
  const absent = paths.filter((path) => !existsSync(path));
  if (folder === undefined || absent.length > 0) {
    console.error([usage, ...(folder === undefined ? [] : absent.map((path) => `${path} does not exist`))].join('\n'));
    return 2;
  }
  const lists = readSectionLists();
  for (const [index, [rfc, source]] of SOURCES.entries()) {
    const list = lists.get(rfc);
    if (list === undefined) throw new Error(`RFC ${rfc} has no section list`);
    const counts = countKeywords(readFileSync(paths[index] ?? '', 'utf8'), list);
    writeFileSync(
      `tests/requirements/keywords/rfc${rfc}.txt`,
      keywordTableText({ document: `RFC ${rfc}`, source, counts }),
    );
  }
  return 0;
}
