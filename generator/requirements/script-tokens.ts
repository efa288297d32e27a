/** A part of a script that titles are read from. Comments, numbers and regular expressions are left out. */
export type ScriptToken =
  | { readonly kind: 'word' | 'sign' | 'string'; readonly text: string }
  /** The texts around the substitutions of a template. */
  | { readonly kind: 'template'; readonly parts: readonly string[] };

/** After these a slash begins a regular expression. */
const BEFORE_EXPRESSION = /^(?:[(,=:[!&|?{};+*%<>~^-]|return|typeof|case|in|of|await|yield|void|delete|else|do)$/;

/** The tokens of a JavaScript or TypeScript file. Never throws: a part that is not understood yields other tokens. */
export function scriptTokens(source: string): readonly ScriptToken[] {
  return new Scanner(source).scan(false);
}

class Scanner {
  readonly #source: string;
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  /** `nested`: up to the brace that ends a substitution. */
  scan(nested: boolean): readonly ScriptToken[] {
    const tokens: ScriptToken[] = [];
    let braces = 0;
    while (this.#at < this.#source.length) {
      if (this.#take(/\s+|\/\/.*|\/\*[\s\S]*?\*\/|[\d][\w.]*/y) !== undefined) continue;
      const character = this.#source[this.#at] ?? '';
      if (nested && character === '}' && braces === 0) break;
      if (character === '{') braces += 1;
      if (character === '}') braces -= 1;
      if (character === '`') tokens.push(this.#template());
      else if (character === "'" || character === '"') tokens.push(this.#string(character));
      else if (character === '/' && startsExpression(tokens.at(-1))) this.#skipExpression();
      else tokens.push(this.#wordOrSign());
    }
    return tokens;
  }

  #wordOrSign(): ScriptToken {
    const word = this.#take(/[\p{ID_Start}$_][\p{ID_Continue}$]*/uy);
    if (word !== undefined) return { kind: 'word', text: word };
    const text = this.#source[this.#at] ?? '';
    this.#at += 1;
    return { kind: 'sign', text };
  }

  #string(quote: string): ScriptToken {
    this.#at += 1;
    const text = this.#take(quote === "'" ? /(?:[^'\\\n]|\\[\s\S])*/y : /(?:[^"\\\n]|\\[\s\S])*/y) ?? '';
    this.#at += 1;
    return { kind: 'string', text: unescaped(text) };
  }

  #template(): ScriptToken {
    const parts: string[] = [];
    this.#at += 1;
    for (;;) {
      parts.push(unescaped(this.#take(/(?:[^`\\$]|\\[\s\S]|\$(?!\{))*/y) ?? ''));
      const ends = this.#take(/\$\{/y) === undefined;
      if (ends) break;
      this.scan(true);
      this.#at += 1;
    }
    this.#at += 1;
    return { kind: 'template', parts };
  }

  #skipExpression(): void {
    const read = this.#take(/\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/\w*/y);
    if (read === undefined) this.#at += 1;
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const [text] = pattern.exec(this.#source) ?? [];
    this.#at += text?.length ?? 0;
    return text;
  }
}

function startsExpression(before: ScriptToken | undefined): boolean {
  if (before === undefined) return true;
  return (before.kind === 'sign' || before.kind === 'word') && BEFORE_EXPRESSION.test(before.text);
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '\n': '' };

function unescaped(text: string): string {
  return text.replaceAll(
    /\\(?:u\{([\da-f]+)\}|u([\da-f]{4})|x([\da-f]{2})|([\s\S]))/gi,
    (_, braced, four, two, single) => {
      const digits: string | undefined = braced ?? four ?? two;
      return digits === undefined ? (ESCAPES[single] ?? single) : String.fromCodePoint(Number.parseInt(digits, 16));
    },
  );
}
