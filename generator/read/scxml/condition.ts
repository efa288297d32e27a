import { ts } from 'ts-morph';
import { ChartCall } from '../../model/chart-call.ts';

/** What the conditions of a chart are made of. */
export interface ConditionNames {
  /** The path of the state with an id, `#chart.A.B`; undefined where there is none, which is reported. */
  statePath(id: string): string | undefined;
  /** The name of a guard whose meaning is an expression. */
  guard(expression: string): string;
  /** The name of a guard that is written as a call, `isOpen()`, which keeps its name. */
  calledGuard(name: string, takesParams: boolean): string;
}

/**
 * The guard that the expression of `cond` stands for, as in a configuration: `In('a')` becomes `stateIn`, `&&`, `||` and `!`
 * become `and`, `or` and `not`, `isOpen()` and `isAbove({ "limit": 3 })` keep their names, and everything else becomes a
 * named guard. Undefined: it always holds.
 */
export function readCondition(text: string, names: ConditionNames): unknown {
  const source = ts.createSourceFile('cond.ts', `(${text}\n)`, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
  const [statement] = source.statements;
  if (statement === undefined || source.statements.length > 1 || !ts.isExpressionStatement(statement)) {
    return { type: names.guard(text.trim()) };
  }
  const expression = bare(statement.expression);
  return expression.kind === ts.SyntaxKind.TrueKeyword ? undefined : guardOf(expression, names);
}

function guardOf(node: ts.Expression, names: ConditionNames): unknown {
  const expression = bare(node);
  if (ts.isPrefixUnaryExpression(expression) && expression.operator === ts.SyntaxKind.ExclamationToken) {
    return new ChartCall('not', guardOf(expression.operand, names));
  }
  if (ts.isBinaryExpression(expression)) {
    const { kind } = expression.operatorToken;
    if (kind === ts.SyntaxKind.AmpersandAmpersandToken) return new ChartCall('and', operands(expression, kind, names));
    if (kind === ts.SyntaxKind.BarBarToken) return new ChartCall('or', operands(expression, kind, names));
  }
  if (ts.isCallExpression(expression) && ts.isIdentifier(expression.expression)) {
    const called = callOf(expression, expression.expression.text, names);
    if (called !== undefined) return called;
  }
  return { type: names.guard(expression.getText()) };
}

/** The operands of a chain of one operator. */
function operands(expression: ts.BinaryExpression, kind: ts.SyntaxKind, names: ConditionNames): readonly unknown[] {
  const left = bare(expression.left);
  const first =
    ts.isBinaryExpression(left) && left === expression.left && left.operatorToken.kind === kind
      ? operands(left, kind, names)
      : [guardOf(left, names)];
  return [...first, guardOf(expression.right, names)];
}

function callOf({ arguments: [argument, ...more] }: ts.CallExpression, name: string, names: ConditionNames): unknown {
  if (more.length > 0) return undefined;
  if (name === 'In') {
    if (argument === undefined || !ts.isStringLiteralLike(argument)) return undefined;
    const path = names.statePath(argument.text);
    return path === undefined ? undefined : new ChartCall('stateIn', path);
  }
  if (argument === undefined) return { type: names.calledGuard(name, false) };
  if (!ts.isObjectLiteralExpression(argument)) return undefined;
  const params = jsonOf(argument.getText());
  return params === undefined ? undefined : { type: names.calledGuard(name, true), params };
}

/** The value of a text in JSON; undefined for any other text. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function bare(expression: ts.Expression): ts.Expression {
  return ts.isParenthesizedExpression(expression) ? bare(expression.expression) : expression;
}
