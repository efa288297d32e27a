import { plainLine } from '../comment.ts';

/**
 * Text of a spec as one line of Markdown that says just that: no markup, no HTML, no second cell of a table. Underscores
 * between letters stay as they are, since names are full of them and Markdown lets them be.
 */
export function markdownText(text: string): string {
  return plainLine(text)
    .replaceAll(/[\\`*[\]<>|&~]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\$&')
    .replace(/^(?:[#+=-]|\d+(?=[.)]))/, (start) => (/\d/.test(start) ? `${start}\\` : `\\${start}`));
}
