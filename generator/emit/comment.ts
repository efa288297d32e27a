import { hardline, type Layout } from './layout.ts';

const WIDTH = 120;

/** Line ends of every kind, white space and invisible characters. */
const WHITESPACE = /[\s\p{Cc}\p{Zl}\p{Zp}]+/gu;
/** Lone surrogates cannot be encoded; bidirectional marks display code in another order than it runs. */
const REPLACED = /[\p{Cs}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/gu;

/** Text of a spec as one line in which nothing is hidden. */
export function plainLine(text: string): string {
  return text.replaceAll(WHITESPACE, ' ').trim().replaceAll(REPLACED, '\ufffd');
}

/**
 * Text of a spec as one line inside a comment that neither ends the comment nor instructs a tool. Compilers look for
 * `@word` anywhere in a comment, so the sign is spelled out; addresses (`user@host.example`) are kept.
 */
export function commentText(text: string): string {
  return plainLine(text)
    .replaceAll('*/', '*\\/')
    .replaceAll(/@(?=\S)(?!(?<=[\p{L}\p{N}]@)[\w-]+\.\w)/gu, '(at)');
}

/** A doc comment's text in rows that fit after ` * ` at an indentation of `depth` steps. */
export function wrapDoc(doc: string, depth: number): readonly string[] {
  const rows: string[] = [];
  let row = '';
  for (const word of commentText(doc).split(' ')) {
    if (row !== '' && row.length + word.length + 1 > WIDTH - 3 - depth * 2) {
      rows.push(row);
      row = word;
    } else row = row === '' ? word : `${row} ${word}`;
  }
  return [...rows, row];
}

/** The text of a doc comment that fits on one line; undefined for a longer one. */
export function oneLineDoc(doc: string, depth: number): string | undefined {
  const text = commentText(doc);
  return `/** ${text} */`.length + depth * 2 <= WIDTH ? text : undefined;
}

/** A doc comment followed by a line feed. */
export function commentLines(doc: string, depth: number): Layout {
  const short = oneLineDoc(doc, depth);
  if (short !== undefined) return [`/** ${short} */`, hardline];
  const rows = wrapDoc(doc, depth).flatMap((row): Layout[] => [hardline, ` * ${row}`]);
  return ['/**', ...rows, hardline, ' */', hardline];
}

/** The first line of a generated module. `sources`: paths of specs. */
export function originLine(sources: readonly string[]): string {
  return `// Code generated from ${sources.map(commentText).join(', ')}. DO NOT EDIT.`;
}

/** The same for HTML, Markdown and SVG, whose comments may not hold two hyphens in a row. */
export function originMarkup(source: string): string {
  const path = commentText(source)
    .replaceAll(/-(?=-)/g, '- ')
    .replaceAll(/[<>&]/g, '_');
  return `<!-- Code generated from ${path}. DO NOT EDIT. -->`;
}
