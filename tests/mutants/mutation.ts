import { createHash } from 'node:crypto';

/** The kind of a change of meaning. */
export type MutationKind =
  /** `===` becomes `!==`, `<` becomes `>=`. */
  | 'comparison'
  /** `<` becomes `<=`, a limit moves by one. */
  | 'boundary'
  /** A statement with an effect is removed. */
  | 'statement'
  /** A check that returns early is removed. */
  | 'guard'
  /** A condition is negated, or one half of it decides alone. */
  | 'condition'
  /** Two adjacent arguments are swapped. */
  | 'arguments'
  /** A number is changed. */
  | 'constant'
  | 'boolean'
  /** `+` becomes `-`, `&` becomes `|`, `min` becomes `max`. */
  | 'arithmetic'
  /** A function returns another value. */
  | 'return'
  /** Of a chart: a transition has another target. */
  | 'target'
  /** Of a chart: an action is removed, or two are swapped. */
  | 'action';

/** Replaces `text[start, end)` of a file. */
export interface Change {
  readonly kind: MutationKind;
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
}

/** One change of meaning in one file of the project. */
export interface Mutation extends Change {
  /** Unchanged while the changed line, and the number of equal lines before it, are unchanged. */
  readonly id: string;
  /** From the root, with slashes. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/** The text with the change in it. */
export function applied(text: string, { start, end, replacement }: Change): string {
  return text.slice(0, start) + replacement + text.slice(end);
}

/** Names the changes of a file. `changes` are all that can be made to it. */
export function identified(file: string, text: string, changes: readonly Change[]): Mutation[] {
  const seen = new Map<string, number>();
  const breaks = [...text.matchAll(/\n/g)].map(({ index }) => index);
  return changes.map((change) => {
    const lineStart = text.lastIndexOf('\n', change.start - 1) + 1;
    const around = text.slice(lineStart, change.start);
    const key = JSON.stringify([file, change.kind, around, text.slice(change.start, change.end), change.replacement]);
    const occurrence = seen.get(key) ?? 0;
    seen.set(key, occurrence + 1);
    const id = createHash('sha256').update(`${key} ${occurrence}`).digest('hex').slice(0, 8);
    return { ...change, id, file, line: breaks.filter((at) => at < change.start).length + 1 };
  });
}

/** The lines that differ, as a diff without context. */
export function diffOf(text: string, change: Change): string[] {
  const from = text.lastIndexOf('\n', change.start - 1) + 1;
  const nextLine = text.indexOf('\n', change.end);
  const to = nextLine === -1 ? text.length : nextLine;
  const before = text.slice(from, to).split('\n');
  const after = (text.slice(from, change.start) + change.replacement + text.slice(change.end, to)).split('\n');
  while (before.length > 1 && after.length > 1 && before.at(-1) === after.at(-1)) {
    before.pop();
    after.pop();
  }
  return [
    ...before.map((line) => `- ${line}`),
    ...after.filter((line) => line.trim() !== '').map((line) => `+ ${line}`),
  ];
}
