/**
 * A number of a spec as TypeScript writes it: hexadecimal stays hexadecimal. YAML knows more spellings than TypeScript
 * (`012`, `+1`, `.5`), so all others are printed in decimal.
 */
export function numberText(text: string, value: number): string {
  const lower = text.toLowerCase();
  return /^0x[0-9a-f]+$/.test(lower) ? lower : String(value);
}
