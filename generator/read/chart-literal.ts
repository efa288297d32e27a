import { ts } from 'ts-morph';
import type { Report } from '../diagnostics/report.ts';
import { CHART_CALLS, ChartCall, type ChartCallName } from '../model/chart-call.ts';

/** A literal of a chart with the place of every part. */
export type Literal =
  | { readonly kind: 'object'; readonly entries: readonly LiteralEntry[]; readonly offset: number }
  | { readonly kind: 'array'; readonly items: readonly Literal[]; readonly offset: number }
  | { readonly kind: 'scalar'; readonly value: string | number | boolean; readonly offset: number }
  /** A guard made of others: `not('isBusy')`. */
  | { readonly kind: 'call'; readonly name: ChartCallName; readonly argument: Literal; readonly offset: number };

export interface LiteralEntry {
  readonly key: string;
  readonly value: Literal;
  readonly offset: number;
}

/** Reads strings, numbers, booleans, arrays, objects and guards made of others; reports everything that is not data. */
export function readLiteral(expression: ts.Expression, report: Report): Literal | undefined {
  const node = unwrap(expression);
  const offset = node.getStart();
  if (ts.isStringLiteralLike(node)) return { kind: 'scalar', value: node.text, offset };
  if (ts.isNumericLiteral(node)) return { kind: 'scalar', value: Number(node.text), offset };
  if (
    ts.isPrefixUnaryExpression(node) &&
    node.operator === ts.SyntaxKind.MinusToken &&
    ts.isNumericLiteral(node.operand)
  ) {
    return { kind: 'scalar', value: -Number(node.operand.text), offset };
  }
  if (node.kind === ts.SyntaxKind.TrueKeyword) return { kind: 'scalar', value: true, offset };
  if (node.kind === ts.SyntaxKind.FalseKeyword) return { kind: 'scalar', value: false, offset };
  if (ts.isArrayLiteralExpression(node)) return readArray(node, report);
  if (ts.isObjectLiteralExpression(node)) return readObject(node, report);
  const call = chartCallOf(node);
  if (call !== undefined) {
    const argument = readLiteral(call.argument, report);
    return argument === undefined ? undefined : { kind: 'call', name: call.name, argument, offset };
  }
  report(offset, refusal(node));
  return undefined;
}

/** A call of one of XState's functions for guards, with one argument. */
function chartCallOf(
  node: ts.Expression,
): { readonly name: ChartCallName; readonly argument: ts.Expression } | undefined {
  if (!ts.isCallExpression(node) || node.arguments.length !== 1) return undefined;
  const name = CHART_CALLS.find((known) => known === node.expression.getText());
  const [argument] = node.arguments;
  return name === undefined || argument === undefined ? undefined : { name, argument };
}

/** `value as const` and `(value)` mean the value. */
function unwrap(expression: ts.Expression): ts.Expression {
  if (ts.isParenthesizedExpression(expression)) return unwrap(expression.expression);
  if (ts.isAsExpression(expression) && expression.type.getText() === 'const') return unwrap(expression.expression);
  return expression;
}

function readArray(node: ts.ArrayLiteralExpression, report: Report): Literal {
  const items: Literal[] = [];
  for (const element of node.elements) {
    const item = readLiteral(element, report);
    if (item !== undefined) items.push(item);
  }
  return { kind: 'array', items, offset: node.getStart() };
}

function readObject(node: ts.ObjectLiteralExpression, report: Report): Literal {
  const entries: LiteralEntry[] = [];
  const seen = new Set<string>();
  for (const property of node.properties) {
    const offset = property.getStart();
    if (!ts.isPropertyAssignment(property)) {
      report(
        offset,
        `${property.getText()}: a chart is a literal; write \`key: value\` with the value spelled out here`,
      );
      continue;
    }
    const key = keyOf(property.name);
    if (key === undefined) {
      report(offset, `${property.name.getText()}: computed keys cannot be read; write the name itself`);
      continue;
    }
    if (seen.has(key)) {
      report(offset, `'${key}' is given twice; keep one`);
      continue;
    }
    seen.add(key);
    const value = readLiteral(property.initializer, report);
    if (value !== undefined) entries.push({ key, value, offset });
  }
  return { kind: 'object', entries, offset: node.getStart() };
}

/** The text of a plain or quoted key; undefined for a computed one. */
export function keyOf(name: ts.PropertyName): string | undefined {
  return ts.isIdentifier(name) || ts.isStringLiteral(name) || ts.isNumericLiteral(name) ? name.text : undefined;
}

function refusal(node: ts.Expression): string {
  if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) {
    return 'inline functions cannot be compiled; declare a name in setup() and write { type: name } here';
  }
  if (ts.isCallExpression(node)) {
    const callee = node.expression.getText();
    return `${callee}() cannot be compiled: a chart holds names only; declare a name in setup() and let the port do it`;
  }
  if (ts.isIdentifier(node)) return `'${node.text}': a chart is a literal; write the value itself here`;
  return `${node.getText()}: a chart is a literal; only strings, numbers, booleans, arrays and objects can be read`;
}

/** The literal as plain data, keys in their order. */
export function dataOf(literal: Literal): unknown {
  if (literal.kind === 'scalar') return literal.value;
  if (literal.kind === 'array') return literal.items.map(dataOf);
  if (literal.kind === 'call') return new ChartCall(literal.name, dataOf(literal.argument));
  return Object.fromEntries(literal.entries.map(({ key, value }) => [key, dataOf(value)]));
}
