import { hardline, type Layout } from './layout.ts';

/** A JSDoc comment with its line feed behind it, wrapped for an indentation of `depth` steps. */
export function commentLines(doc: string, depth: number): Layout {
  const single = `/** ${doc} */`;
  if (single.length + depth * 2 <= 120) return [single, hardline];
  const rows: string[] = [];
  let row = '';
  for (const word of doc.split(' ')) {
    if (row !== '' && row.length + word.length + 1 > 117 - depth * 2) {
      rows.push(row);
      row = word;
    } else row = row === '' ? word : `${row} ${word}`;
  }
  rows.push(row);
  return ['/**', ...rows.flatMap((each): Layout[] => [hardline, ` * ${each}`]), hardline, ' */', hardline];
}
