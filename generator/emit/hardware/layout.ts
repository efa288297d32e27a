import { commentText } from '../comment.ts';

/** As the formatter is set. */
export const LINE_WIDTH = 120;

/** `head(arg, arg)tail` on one line, or one argument a line where it is too long. `indent`: columns before it. */
export function callLines(head: string, args: readonly string[], tail: string, indent: number): string {
  const line = `${head}(${args.join(', ')})${tail}`;
  if (indent + line.length <= LINE_WIDTH || args.length === 0) return line;
  return `${head}(\n${args.map((arg) => `  ${arg},\n`).join('')})${tail}`;
}

/** A signature: indentation, everything up to its parameters, the parameters, the rest. */
const SIGNATURE = /^( *)((?:export function |protected abstract )?\w+)\((.+)\)((?:: [\w |]+)?(?: \{|;))$/;

/** The text with too long signatures broken, one parameter a line: ts-morph does not limit the line width. */
export function breakSignatures(text: string): string {
  return text
    .split('\n')
    .map((line) => {
      const [, indent = '', head = '', parameters = '', tail = ''] = SIGNATURE.exec(line) ?? [];
      if (line.length <= LINE_WIDTH || head === '') return line;
      const lines = parameters.split(', ').map((parameter) => `${indent}  ${parameter},\n`);
      return `${indent}${head}(\n${lines.join('')}${indent})${tail}`;
    })
    .join('\n');
}

/** Columns for the text of a comment on one line, and on several, inside an indentation of two. */
const SINGLE_WIDTH = LINE_WIDTH - 9;
const DOC_WIDTH = LINE_WIDTH - 5;

/** A doc comment's text, filled to the line width: the doc, and the reference in a sentence of its own. */
export function docText(doc: string, ref?: string): string {
  const text = doc.trim();
  const source = ref === undefined ? undefined : commentText(ref);
  if (!text.includes('\n')) {
    const both = source === undefined ? commentText(text) : `${commentText(text)} ${source}.`;
    if (both.length <= SINGLE_WIDTH) return both;
  }
  const paragraphs = text.split(/\n\s*\n/).map((paragraph) => fill(commentText(paragraph)));
  return `${paragraphs.join('\n\n')}${source === undefined ? '' : `\n${source}.`}`;
}

function fill(paragraph: string): string {
  const lines: string[] = [];
  let current = '';
  for (const word of paragraph.split(' ')) {
    if (current !== '' && current.length + 1 + word.length > DOC_WIDTH) {
      lines.push(current);
      current = word;
    } else {
      current = current === '' ? word : `${current} ${word}`;
    }
  }
  return [...lines, current].join('\n');
}
