import { plainLine } from '../comment.ts';

/**
 * Escapes a text of a spec as one line of Markdown: no markup, no HTML, no table cell of its own. Underscores
 * between letters are not escaped: Markdown does not interpret them.
 */
export function markdownText(text: string): string {
  return plainLine(text)
    .replaceAll(/[\\`*[\]<>|&~]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\$&')
    .replace(/^(?:[#+=-]|\d+(?=[.)]))/, (start) => (/\d/.test(start) ? `${start}\\` : `\\${start}`));
}
