import ts from 'typescript';
import type { Change, MutationKind } from './mutation.ts';

const { SyntaxKind } = ts;

/** The negation of each comparison. */
const flipped: Readonly<Partial<Record<ts.SyntaxKind, string>>> = {
  [SyntaxKind.EqualsEqualsEqualsToken]: '!==',
  [SyntaxKind.ExclamationEqualsEqualsToken]: '===',
  [SyntaxKind.LessThanToken]: '>=',
  [SyntaxKind.LessThanEqualsToken]: '>',
  [SyntaxKind.GreaterThanToken]: '<=',
  [SyntaxKind.GreaterThanEqualsToken]: '<',
};
/** Each comparison with its boundary moved by one. */
const moved: Readonly<Partial<Record<ts.SyntaxKind, string>>> = {
  [SyntaxKind.LessThanToken]: '<=',
  [SyntaxKind.LessThanEqualsToken]: '<',
  [SyntaxKind.GreaterThanToken]: '>=',
  [SyntaxKind.GreaterThanEqualsToken]: '>',
};
const otherOperator: Readonly<Partial<Record<ts.SyntaxKind, string>>> = {
  [SyntaxKind.PlusToken]: '-',
  [SyntaxKind.MinusToken]: '+',
  [SyntaxKind.AsteriskToken]: '+',
  [SyntaxKind.SlashToken]: '*',
  [SyntaxKind.PercentToken]: '*',
  [SyntaxKind.AmpersandToken]: '|',
  [SyntaxKind.BarToken]: '&',
  [SyntaxKind.CaretToken]: '&',
  [SyntaxKind.LessThanLessThanToken]: '>>',
  [SyntaxKind.GreaterThanGreaterThanToken]: '<<',
  [SyntaxKind.GreaterThanGreaterThanGreaterThanToken]: '<<',
  [SyntaxKind.PlusEqualsToken]: '-=',
  [SyntaxKind.MinusEqualsToken]: '+=',
};
/** Calls whose texts are for people. */
const reportingCalls = /^(?:report|fail|log|warn|error|debug|note|complain|refuse|problem|violated)$/i;

/** Every change of meaning that can be made to a source file, in the order of the text. Texts for people are left alone. */
export function codeChanges(text: string): Change[] {
  const source = ts.createSourceFile('source.ts', text, ts.ScriptTarget.ES2023, true);
  const changes: Change[] = [];
  const visit = (node: ts.Node): void => {
    if (isIgnored(node)) return;
    for (const [kind, target, replacement, last = target] of changesAt(node)) {
      changes.push({ kind, start: target.getStart(source), end: last.getEnd(), replacement });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return changes;
}

/** `last`: where the replaced text ends, if not with `target`. */
type Proposal = readonly [kind: MutationKind, target: ts.Node, replacement: string, last?: ts.Node];

/** Types, imports, thrown errors and texts: none of them decides a result that a test should check. */
function isIgnored(node: ts.Node): boolean {
  if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return true;
  if (ts.isImportDeclaration(node) || ts.isThrowStatement(node)) return true;
  if (ts.isExportDeclaration(node)) return true;
  if (ts.isNewExpression(node)) return /Error$/.test(node.expression.getText());
  if (ts.isCallExpression(node) && node.expression.kind === SyntaxKind.SuperKeyword) return true;
  // The values of a list of names have no meaning.
  if (ts.isObjectLiteralExpression(node) && ts.isCallExpression(node.parent)) {
    return node.parent.expression.getText() === 'refuseUnknownOptions';
  }
  return ts.isTemplateExpression(node) && ts.isCallExpression(node.parent) && isReportingCall(node.parent);
}

function isReportingCall({ expression }: ts.CallExpression): boolean {
  const name = ts.isPropertyAccessExpression(expression) ? expression.name : expression;
  return reportingCalls.test(name.getText().replace('#', ''));
}

function* changesAt(node: ts.Node): Iterable<Proposal> {
  if (ts.isBinaryExpression(node)) yield* ofBinary(node);
  else if (ts.isIfStatement(node)) yield* ofIf(node);
  else if (ts.isExpressionStatement(node)) yield* ofStatement(node);
  else if (ts.isCallExpression(node) || ts.isNewExpression(node)) yield* ofCall(node);
  else if (ts.isNumericLiteral(node)) yield* ofNumber(node);
  else if (ts.isConditionalExpression(node)) {
    const { condition, whenTrue, whenFalse } = node;
    yield ['condition', node, `${condition.getText()} ? ${whenFalse.getText()} : ${whenTrue.getText()}`];
  } else if (ts.isPrefixUnaryExpression(node) && node.operator === SyntaxKind.ExclamationToken) {
    yield ['boolean', node, node.operand.getText()];
  } else if (node.kind === SyntaxKind.TrueKeyword && !ts.isLiteralTypeNode(node.parent)) {
    yield ['boolean', node, 'false'];
  } else if (node.kind === SyntaxKind.FalseKeyword && !ts.isLiteralTypeNode(node.parent)) {
    yield ['boolean', node, 'true'];
  } else if (ts.isReturnStatement(node)) yield* ofReturn(node);
}

function* ofBinary(node: ts.BinaryExpression): Iterable<Proposal> {
  const { left, right, operatorToken } = node;
  const flip = flipped[operatorToken.kind];
  if (flip !== undefined) yield ['comparison', operatorToken, flip];
  const move = moved[operatorToken.kind];
  if (move !== undefined) yield ['boundary', operatorToken, move];
  if (operatorToken.kind === SyntaxKind.AmpersandAmpersandToken || operatorToken.kind === SyntaxKind.BarBarToken) {
    yield ['condition', node, left.getText()];
    yield ['condition', node, right.getText()];
  }
  const other = otherOperator[operatorToken.kind];
  // `| 0` and `>>> 0` only select an integer type, and `+` may join strings.
  if (other !== undefined && right.getText() !== '0' && ![left, right].some(isText)) {
    yield ['arithmetic', operatorToken, other];
  }
}

function* ofIf(node: ts.IfStatement): Iterable<Proposal> {
  const { expression, thenStatement, elseStatement } = node;
  if (elseStatement === undefined && leaves(thenStatement)) yield ['guard', node, ''];
  yield ['condition', expression, `!(${expression.getText()})`];
}

function* ofStatement(node: ts.ExpressionStatement): Iterable<Proposal> {
  const { expression } = node;
  // A missing field assignment in a constructor makes every test fail.
  if (ts.isStringLiteralLike(expression) || isFieldAssignment(node)) return;
  if (ts.isCallExpression(expression) && expression.expression.kind === SyntaxKind.SuperKeyword) return;
  yield ['statement', node, ';'];
}

function* ofCall(node: ts.CallExpression | ts.NewExpression): Iterable<Proposal> {
  const arguments_ = node.arguments ?? [];
  if (/^Math\.m(?:in|ax)$/.test(node.expression.getText())) {
    yield ['arithmetic', node.expression, node.expression.getText() === 'Math.min' ? 'Math.max' : 'Math.min'];
    return;
  }
  for (let index = 0; index + 1 < arguments_.length; index++) {
    const [first, second] = [arguments_[index] as ts.Expression, arguments_[index + 1] as ts.Expression];
    if (![first, second].every(isPlain) || first.getText() === second.getText()) continue;
    yield ['arguments', first, `${second.getText()}, ${first.getText()}`, second];
  }
}

function* ofNumber(node: ts.NumericLiteral): Iterable<Proposal> {
  const { parent } = node;
  if (ts.isPropertyAssignment(parent) && parent.name === node) return;
  if (ts.isBinaryExpression(parent) && parent.right === node) {
    const operator = parent.operatorToken.kind;
    // Expressions required by `noUncheckedIndexedAccess`, and those that select an integer type.
    if (operator === SyntaxKind.QuestionQuestionToken) return;
    if (node.text === '0' && /^(?:\||>>>)$/.test(parent.operatorToken.getText())) return;
    if (flipped[operator] !== undefined) yield ['boundary', node, `${Number(node.text) + 1}`];
    else yield ['constant', node, `${Number(node.text) + 1}`];
    return;
  }
  yield ['constant', node, `${Number(node.text) + 1}`];
}

function* ofReturn({ expression, parent }: ts.ReturnStatement): Iterable<Proposal> {
  if (expression === undefined || ts.isLiteralExpression(expression)) return;
  const type = returnTypeAround(parent);
  const isLiteral = expression.kind === SyntaxKind.TrueKeyword || expression.kind === SyntaxKind.FalseKeyword;
  if (type === 'boolean' && !isLiteral) yield ['return', expression, `!(${expression.getText()})`];
  if (type === 'number') yield ['return', expression, `(${expression.getText()}) + 1`];
  if (type !== undefined && /\bundefined$/.test(type) && expression.getText() !== 'undefined') {
    yield ['return', expression, 'undefined'];
  }
}

function returnTypeAround(node: ts.Node): string | undefined {
  for (let at: ts.Node | undefined = node; at !== undefined; at = at.parent) {
    if (ts.isFunctionLike(at)) return at.type?.getText();
  }
  return undefined;
}

/** Whether a statement leaves the block around it. */
function leaves(statement: ts.Statement): boolean {
  if (ts.isBlock(statement)) {
    const last = statement.statements.at(-1);
    return last !== undefined && leaves(last);
  }
  return [
    SyntaxKind.ReturnStatement,
    SyntaxKind.ThrowStatement,
    SyntaxKind.ContinueStatement,
    SyntaxKind.BreakStatement,
  ].includes(statement.kind);
}

function isFieldAssignment({ expression, parent }: ts.ExpressionStatement): boolean {
  if (!ts.isBlock(parent) || !ts.isConstructorDeclaration(parent.parent)) return false;
  if (!ts.isBinaryExpression(expression) || expression.operatorToken.kind !== SyntaxKind.EqualsToken) return false;
  return expression.left.getText().startsWith('this.');
}

function isText(node: ts.Expression): boolean {
  if (ts.isBinaryExpression(node)) return isText(node.left) || isText(node.right);
  return ts.isStringLiteralLike(node) || ts.isTemplateExpression(node);
}

/** An argument that can be in another position. */
function isPlain(node: ts.Expression): boolean {
  return !ts.isFunctionLike(node) && !ts.isSpreadElement(node) && !ts.isObjectLiteralExpression(node);
}
