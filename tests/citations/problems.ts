import { type CitedFile, CODE } from './cited-files.ts';
import { missing, type SectionList } from './section-list.ts';

/** What is wrong with the citations of the files, one `path:line: message` each. */
export function problemsIn(files: readonly CitedFile[], lists: ReadonlyMap<number, SectionList>): readonly string[] {
  return files.flatMap(({ path, citations, malformed }) => [
    ...malformed.map(({ line, message }) => `${path}:${line}: ${message}`),
    ...citations.flatMap(({ rfc, section, line }) => {
      const list = lists.get(rfc);
      if (list === undefined) {
        // The table prints the title of every RFC that code names; other texts may name one without a section.
        const named = section === undefined && !CODE.some((room) => path.startsWith(`${room}/`));
        return named ? [] : [`${path}:${line}: RFC ${rfc} has no list in tests/citations/sections`];
      }
      const why = section === undefined ? undefined : missing(list, section);
      return why === undefined ? [] : [`${path}:${line}: ${why}`];
    }),
  ]);
}
