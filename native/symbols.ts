import { execFileSync } from 'node:child_process';

/** What an addon needs from outside and what it exports, as `nm` of binutils names it: `memcpy@GLIBC_2.14`. Sorted. */
export function addonSymbols(path: string): readonly string[] {
  const lines = execFileSync('nm', ['-D', path], { encoding: 'utf8' }).trim().split('\n');
  return lines.map((line) => line.trim().replace(/^[0-9a-f]+ /, '')).sort();
}

/** The highest version of glibc that a symbol needs: `2.14`. */
export function neededGlibc(symbols: readonly string[]): string {
  const versions = symbols.flatMap((symbol) => /@GLIBC_([\d.]+)$/.exec(symbol)?.[1] ?? []);
  return versions.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true })).at(-1) ?? '0';
}
