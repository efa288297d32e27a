import type { SourceFile } from '../diagnostics/source-file.ts';
import { type ScriptToken, scriptTokens } from './script-tokens.ts';

/** The titles of the tests in some scripts. */
export interface TestTitles {
  /** Number of titles and of forms of titles. */
  readonly size: number;
  has(title: string): boolean;
}

/**
 * The titles of tests, read from their sources without running them: the first argument of each call of `test` (also
 * `test.serial`, and of functions whose names end in `Test`), the form that AVA, `node:test` and others share.
 * - A template is a form: any text may replace a substitution.
 * - A literal inside a larger expression, such as a call that adds a prefix, may have other text before and after it.
 * - A property `title` of an object is an argument too: the options of a function that declares a test.
 * - If the argument is a variable or a template without text of its own, the title is one of the strings of the file.
 * - `test.skip` and `test.todo` run nothing, so their titles do not count.
 */
export function readTitles(sources: readonly SourceFile[]): TestTitles {
  const exact = new Set<string>();
  const forms = new Map<string, RegExp>();
  for (const { text } of sources) {
    const tokens = scriptTokens(text);
    let takesVariables = false;
    for (const argument of titleArguments(tokens)) {
      const literals = argument.filter(({ kind }) => kind === 'string' || kind === 'template');
      const isWhole = argument.length === 1;
      for (const each of literals) {
        const parts = each.kind === 'string' ? [each.text] : each.kind === 'template' ? each.parts : [];
        if (/\w/.test(parts.join(''))) addForm(isWhole ? parts : ['', ...parts, ''], exact, forms);
        else takesVariables = true;
      }
      if (literals.length === 0) takesVariables = true;
    }
    if (!takesVariables) continue;
    for (const each of tokens) if (each.kind === 'string') exact.add(normalized(each.text));
  }
  return {
    size: exact.size + forms.size,
    has: (title) => exact.has(normalized(title)) || [...forms.values()].some((form) => form.test(normalized(title))),
  };
}

/** The tokens of the first argument of each call that declares a test. */
function* titleArguments(tokens: readonly ScriptToken[]): Generator<readonly ScriptToken[]> {
  for (const [index, token] of tokens.entries()) {
    if (token.kind === 'word' && token.text === 'title' && isSign(tokens[index + 1], ':')) {
      const value = firstArgument(tokens, index + 2);
      if (value[0]?.kind === 'string' || value[0]?.kind === 'template') yield value;
      continue;
    }
    if (token.kind !== 'word' || !/^(?:test|\w+Test)$/.test(token.text)) continue;
    let at = index + 1;
    const modifiers: string[] = [];
    while (isSign(tokens[at], '.') && tokens[at + 1]?.kind === 'word') {
      const modifier = tokens[at + 1];
      if (modifier?.kind === 'word') modifiers.push(modifier.text);
      at += 2;
    }
    if (!isSign(tokens[at], '(') || !modifiers.every((each) => /^(?:serial|only|failing)$/.test(each))) continue;
    const argument = firstArgument(tokens, at + 1);
    // `pattern.test(text)` of a regular expression, and the declaration of a function.
    const isMethod = isSign(tokens[index - 1], '.') && argument.every(({ kind }) => kind === 'word' || kind === 'sign');
    const before = tokens[index - 1];
    if (!isMethod && !(before?.kind === 'word' && before.text === 'function')) yield argument;
  }
}

function firstArgument(tokens: readonly ScriptToken[], start: number): readonly ScriptToken[] {
  let depth = 0;
  for (let at = start; at < tokens.length; at++) {
    const token = tokens[at];
    if (token?.kind !== 'sign') continue;
    if (depth === 0 && /^[,)}]$/.test(token.text)) return tokens.slice(start, at);
    if ('([{'.includes(token.text)) depth += 1;
    if (')]}'.includes(token.text)) depth -= 1;
  }
  return [];
}

function addForm(parts: readonly string[], exact: Set<string>, forms: Map<string, RegExp>): void {
  if (parts.length === 1) {
    exact.add(normalized(parts[0] ?? ''));
    return;
  }
  const source = parts.map((part) => escaped(part.replaceAll(/\s+/g, ' '))).join('.*');
  forms.set(source, new RegExp(`^${source}$`, 'u'));
}

/** Test runners join white space. */
function normalized(title: string): string {
  return title.trim().replaceAll(/\s+/g, ' ');
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

function isSign(token: ScriptToken | undefined, text: string): boolean {
  return token?.kind === 'sign' && token.text === text;
}
