/** A table of Markdown. Line breaks in cells become `<br>`. */
export function markdownTable(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |\n`;
  return `${line(heads)}|${heads.map(() => '---|').join('')}\n${rows.map(line).join('')}`;
}

/** `code` in backticks. */
export function code(text: string): string {
  return `\`${text}\``;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', '<br>');
}
