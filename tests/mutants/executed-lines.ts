import { SourceMap } from 'node:module';

/** The coverage report of V8 for one script. Offsets are in characters. */
export interface ScriptCoverage {
  readonly url: string;
  readonly functions: readonly {
    readonly ranges: readonly { readonly startOffset: number; readonly endOffset: number; readonly count: number }[];
  }[];
}

/** The lines of a TypeScript file, from 1, whose beginning was executed. `map` is the source map of its JavaScript. */
export function executedLines(code: string, map: string, { functions }: Pick<ScriptCoverage, 'functions'>): number[] {
  const isExecuted = new Uint8Array(code.length);
  // Inner functions and blocks follow the outer ones.
  for (const { ranges } of functions) {
    for (const { startOffset, endOffset, count } of ranges) isExecuted.fill(count > 0 ? 1 : 0, startOffset, endOffset);
  }
  const sourceMap = new SourceMap(JSON.parse(map));
  const lines = new Set<number>();
  let lineStart = 0;
  for (const [index, line] of code.split('\n').entries()) {
    for (let column = 0; column < line.length; column++) {
      if (isExecuted[lineStart + column] !== 1 || /\s/.test(line[column] as string)) continue;
      const entry = sourceMap.findEntry(index, column);
      if ('originalLine' in entry) lines.add(entry.originalLine + 1);
    }
    lineStart += line.length + 1;
  }
  return [...lines].sort((a, b) => a - b);
}
