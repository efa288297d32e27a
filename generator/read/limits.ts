import type { Report } from '../diagnostics/report.ts';

/** UTF-16 code units of one spec: some fifty times the longest of this repository. */
const MAX_LENGTH = 1 << 20;

/** Values in one YAML file. */
export const MAX_VALUES = 20_000;

/** Levels of maps and lists around a value. */
export const MAX_DEPTH = 60;

/** Fields of one type: what is emitted for them is compared with each other. */
export const MAX_FIELDS = 400;

/** Maximum nesting of brackets in a chart. */
export const MAX_BRACKETS = 200;

/** Tokens in the file of a chart. A thousand transitions have fewer; a long sum would take the parser too long. */
export const MAX_TOKENS = 40_000;

/** States and transitions of one chart. */
export const MAX_STATES = 100;
export const MAX_TRANSITIONS = 1000;

/** Milliseconds of a delay that is a number: the longest timer of JavaScript. */
export const MAX_DELAY = 2 ** 31 - 1;

/** Whether a spec is of a size that can be read at once; reports when it is not. */
export function isReadable(text: string, report: Report): boolean {
  if (text.length <= MAX_LENGTH) return true;
  report(0, `the file has ${text.length} characters; a spec may have ${MAX_LENGTH}: split it`);
  return false;
}

/** Whether an error says that something was nested deeper than the stack of calls. */
export function isTooDeep(error: unknown): boolean {
  return error instanceof RangeError && error.message.includes('call stack');
}
