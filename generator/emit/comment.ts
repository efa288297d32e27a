import { hardline, type Layout } from './layout.ts';

const WIDTH = 120;

/** A doc comment's text in rows that fit behind ` * ` at an indentation of `depth` steps. */
export function wrapDoc(doc: string, depth: number): readonly string[] {
  const rows: string[] = [];
  let row = '';
  for (const word of doc.split(' ')) {
    if (row !== '' && row.length + word.length + 1 > WIDTH - 3 - depth * 2) {
      rows.push(row);
      row = word;
    } else row = row === '' ? word : `${row} ${word}`;
  }
  return [...rows, row];
}

/** Whether a doc comment fits on one line. */
export function fitsOneLine(doc: string, depth: number): boolean {
  return `/** ${doc} */`.length + depth * 2 <= WIDTH;
}

/** A doc comment with its line feed behind it. */
export function commentLines(doc: string, depth: number): Layout {
  if (fitsOneLine(doc, depth)) return [`/** ${doc} */`, hardline];
  const rows = wrapDoc(doc, depth).flatMap((row): Layout[] => [hardline, ` * ${row}`]);
  return ['/**', ...rows, hardline, ' */', hardline];
}
