/**
 * Diagrams are laid out without a browser, so text is measured by rule: everything is set in a
 * monospaced face, and the usual ones (Menlo, Consolas, DejaVu Sans Mono, Liberation Mono, Cascadia, Courier)
 * advance by at most 0.603 of the font size. The rule is slightly wider, so text is never clipped.
 */
const ADVANCE = 0.612;

/** Line height of running text, as a factor of the font size. */
const LEADING = 1.32;

/** Columns that `text` takes in a terminal-like face: East Asian wide characters and emoji take two. */
export function columns(text: string): number {
  let count = 0;
  for (const character of text) count += (character.codePointAt(0) ?? 0) >= 0x1100 ? 2 : 1;
  return count;
}

/** Width in pixels, never below what a browser will draw. */
export function textWidth(text: string, fontSize: number): number {
  return columns(text) * fontSize * ADVANCE;
}

export function lineHeight(fontSize: number): number {
  return fontSize * LEADING;
}
