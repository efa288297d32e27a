import { ExpressionError } from '../diagnostics/expression-error.ts';
import type { BinaryOperator, Expression } from '../model/expression.ts';

interface Token {
  readonly kind: 'integer' | 'string' | 'word' | 'symbol' | 'end';
  readonly text: string;
  readonly offset: number;
}

/** Python's order, as Kaitai's reference has it: a larger number binds tighter. */
const PRECEDENCE: ReadonlyMap<string, number> = new Map([
  ['or', 1],
  ['and', 2],
  ['<', 4],
  ['<=', 4],
  ['>', 4],
  ['>=', 4],
  ['==', 4],
  ['!=', 4],
  ['|', 5],
  ['^', 6],
  ['&', 7],
  ['<<', 8],
  ['>>', 8],
  ['+', 9],
  ['-', 9],
  ['*', 10],
  ['/', 10],
  ['%', 10],
]);
const NOT = 3;
const SIGN = 11;
const COMPARISON = 4;
/** Limits recursion, so that a malformed file cannot overflow the stack. */
const MAX_DEPTH = 100;
/** Longer than any, too: chains of operators nest as deep as they are long. */
const MAX_TOKENS = 500;

const TOKEN =
  /(?<space>\s+)|(?<integer>0[xX][0-9a-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|[0-9][0-9_]*(?![.\w]))|(?<word>[a-zA-Z_]\w*)|(?<string>'[^']*'|"(?:[^"\\]|\\.)*")|(?<symbol>::|<<|>>|<=|>=|==|!=|[-+*/%&|^~<>?:.,()[\]])/y;

/** Parses an expression that starts at `offset` of its file. Throws ExpressionError. */
export function parseExpression(text: string, offset: number): Expression {
  const parser = new Parser(tokenize(text, offset));
  const expression = parser.ternary();
  parser.expectEnd();
  return expression;
}

/** Parses `name`, `name::name` or `name(arg, arg)`. Throws ExpressionError. */
export function parseTypeReference(
  text: string,
  offset: number,
): { readonly path: readonly string[]; readonly args: readonly Expression[] } {
  const parser = new Parser(tokenize(text, offset));
  const path = parser.path();
  const args = parser.arguments();
  parser.expectEnd();
  return { path, args };
}

function tokenize(text: string, offset: number): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    TOKEN.lastIndex = at;
    const { groups } = TOKEN.exec(text) ?? {};
    if (groups === undefined) {
      const found = /^[\w.]+/.exec(text.slice(at))?.[0] ?? String.fromCodePoint(text.codePointAt(at) ?? 0);
      throw new ExpressionError(offset + at, `"${found}" is not allowed in an expression`);
    }
    const [kind, match] = Object.entries(groups).find(([, value]) => value !== undefined) ?? ['space', ' '];
    const matched = match ?? ' ';
    if (kind !== 'space') tokens.push({ kind: kind as Token['kind'], text: matched, offset: offset + at });
    if (tokens.length > MAX_TOKENS) throw new ExpressionError(offset, `an expression may have ${MAX_TOKENS} tokens`);
    at += matched.length;
  }
  tokens.push({ kind: 'end', text: 'the end', offset: offset + text.length });
  return tokens;
}

class Parser {
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  ternary(): Expression {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw new ExpressionError(this.#peek().offset, 'the expression is nested too deeply');
    const condition = this.#binary(0);
    let result = condition;
    if (this.#accept('?')) {
      const then = this.ternary();
      this.#expect(':');
      const otherwise = this.ternary();
      result = { kind: 'ternary', offset: condition.offset, condition, then, otherwise };
    }
    this.#depth -= 1;
    return result;
  }

  /** `a`, `a::b`, ... */
  path(): readonly string[] {
    const path = [this.#word()];
    while (this.#accept('::')) path.push(this.#word());
    return path;
  }

  /** `(a, b)` or nothing. */
  arguments(): readonly Expression[] {
    return this.#accept('(') ? this.#list(')') : [];
  }

  expectEnd(): void {
    const token = this.#peek();
    if (token.kind !== 'end') throw new ExpressionError(token.offset, `"${token.text}" is not expected here`);
  }

  #binary(minimum: number): Expression {
    let left = this.#unary();
    for (;;) {
      const token = this.#peek();
      const precedence = token.kind === 'symbol' || token.kind === 'word' ? PRECEDENCE.get(token.text) : undefined;
      if (precedence === undefined || precedence < minimum) return left;
      this.#next += 1;
      const operator = token.text as BinaryOperator;
      const right = this.#binary(precedence + 1);
      left = { kind: 'binary', offset: left.offset, operator, left, right };
      const following = this.#peek();
      if (precedence === COMPARISON && PRECEDENCE.get(following.text) === COMPARISON && following.kind === 'symbol') {
        throw new ExpressionError(following.offset, 'comparisons cannot be chained: join them with "and"');
      }
    }
  }

  #unary(): Expression {
    const token = this.#peek();
    if (token.kind === 'word' && token.text === 'not') {
      this.#next += 1;
      return { kind: 'unary', offset: token.offset, operator: 'not', of: this.#nested(NOT) };
    }
    if (token.kind === 'symbol' && (token.text === '-' || token.text === '~')) {
      this.#next += 1;
      return { kind: 'unary', offset: token.offset, operator: token.text, of: this.#nested(SIGN) };
    }
    return this.#postfix();
  }

  #nested(precedence: number): Expression {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw new ExpressionError(this.#peek().offset, 'the expression is nested too deeply');
    const expression = this.#binary(precedence);
    this.#depth -= 1;
    return expression;
  }

  #postfix(): Expression {
    let expression = this.#primary();
    for (;;) {
      if (this.#accept('.')) {
        expression = { kind: 'member', offset: expression.offset, of: expression, name: this.#word() };
      } else if (this.#at('[')) {
        throw new ExpressionError(this.#peek().offset, 'indexing is not supported: name the field you need');
      } else if (this.#at('(')) {
        throw new ExpressionError(this.#peek().offset, 'methods with arguments are not supported');
      } else {
        return expression;
      }
    }
  }

  #primary(): Expression {
    const token = this.#peek();
    this.#next += 1;
    const { offset, text } = token;
    if (token.kind === 'integer') {
      const digits = text.replaceAll('_', '');
      if (/^0[xXbBoO]$/.test(digits)) throw new ExpressionError(offset, `"${text}" has no digits`);
      return { kind: 'integer', offset, value: BigInt(digits), text: digits.toLowerCase() };
    }
    if (token.kind === 'string') return { kind: 'string', offset, value: unquote(text) };
    if (token.kind === 'word') {
      if (text === 'true' || text === 'false') return { kind: 'boolean', offset, value: text === 'true' };
      if (PRECEDENCE.has(text)) throw new ExpressionError(offset, `"${text}" has no left operand`);
      if (!this.#at('::')) return { kind: 'name', offset, name: text };
      const path = [text];
      while (this.#accept('::')) path.push(this.#word());
      const member = path.pop() ?? text;
      return { kind: 'enum', offset, path, member };
    }
    if (token.kind === 'symbol' && text === '(') {
      const inner = this.ternary();
      this.#expect(')');
      return inner;
    }
    if (token.kind === 'symbol' && text === '[') return { kind: 'array', offset, items: this.#list(']') };
    this.#next -= 1;
    throw new ExpressionError(offset, `a value is missing before ${token.kind === 'end' ? 'the end' : `"${text}"`}`);
  }

  #list(close: string): readonly Expression[] {
    const items: Expression[] = [];
    if (this.#accept(close)) return items;
    do {
      items.push(this.ternary());
    } while (this.#accept(','));
    this.#expect(close);
    return items;
  }

  #word(): string {
    const token = this.#peek();
    if (token.kind !== 'word') throw new ExpressionError(token.offset, `a name is missing before "${token.text}"`);
    this.#next += 1;
    return token.text;
  }

  #peek(): Token {
    return this.#tokens[Math.min(this.#next, this.#tokens.length - 1)] as Token;
  }

  #at(symbol: string): boolean {
    const token = this.#peek();
    return token.kind === 'symbol' && token.text === symbol;
  }

  #accept(symbol: string): boolean {
    if (!this.#at(symbol)) return false;
    this.#next += 1;
    return true;
  }

  #expect(symbol: string): void {
    const token = this.#peek();
    if (!this.#accept(symbol)) throw new ExpressionError(token.offset, `"${symbol}" is missing before "${token.text}"`);
  }
}

/** Single quotes take everything literally; double quotes know the usual escapes. */
function unquote(text: string): string {
  const inner = text.slice(1, -1);
  if (text.startsWith("'")) return inner;
  const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '0': '\0' };
  return inner.replace(/\\(.)/g, (_, letter: string) => escapes[letter] ?? letter);
}
