import { ts } from 'ts-morph';

/**
 * The statements of a module without its text: every node with its names and numbers, without string literals and comments.
 * Two modules with the same shape run the same statements.
 */
export function moduleShape(path: string, text: string): string {
  const lines: string[] = [];
  const visit = (node: ts.Node, depth: number): void => {
    // The formatter adds these where a line is long: braces around a statement, parentheses around a sum, a bar before a union.
    const isBroken = ts.isBlock(node)
      ? node.statements.length === 1
      : ts.isUnionTypeNode(node) && node.types.length === 1;
    if (ts.isParenthesizedExpression(node) || isBroken) {
      ts.forEachChild(node, (child) => visit(child, depth));
      return;
    }
    const line = describe(node);
    lines.push(`${' '.repeat(depth)}${line}`);
    if (!isLeaf(node)) ts.forEachChild(node, (child) => visit(child, depth + 1));
  };
  visit(parsed(path, text), 0);
  return lines.join('\n');
}

/** Parse errors, and the directives, pragmas and tags in the comments of a module. */
export function instructionsIn(path: string, text: string): readonly string[] {
  const file = parsed(path, text);
  const { parseDiagnostics, commentDirectives, pragmas } = file as unknown as {
    readonly parseDiagnostics: readonly ts.Diagnostic[];
    readonly commentDirectives: readonly unknown[] | undefined;
    readonly pragmas: ReadonlyMap<string, unknown>;
  };
  const found = parseDiagnostics.map(({ start, messageText }) => `${start}: ${JSON.stringify(messageText)}`);
  for (const name of pragmas.keys()) found.push(`pragma ${name}`);
  if ((commentDirectives ?? []).length > 0) found.push('a comment that disables the type checker');
  const visit = (node: ts.Node): void => {
    for (const tag of ts.getJSDocTags(node)) found.push(`tag @${tag.tagName.text}`);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function parsed(path: string, text: string): ts.SourceFile {
  return ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
}

/** Nodes that may contain text of a spec. */
function isLeaf(node: ts.Node): boolean {
  return ts.isStringLiteral(node) || isKey(node) || isMember(node);
}

/** `Registry.member`, `Registry['any text']`. */
function isMember(node: ts.Node): node is ts.ElementAccessExpression | ts.PropertyAccessExpression {
  if (!ts.isElementAccessExpression(node) && !ts.isPropertyAccessExpression(node)) return false;
  if (!ts.isIdentifier(node.expression) || !/^[A-Z]/.test(node.expression.text)) return false;
  return ts.isPropertyAccessExpression(node) || ts.isStringLiteral(node.argumentExpression);
}

/** A key may or may not need quotes. */
function isKey(node: ts.Node): boolean {
  if (ts.isComputedPropertyName(node)) return ts.isStringLiteral(node.expression);
  return (
    (ts.isIdentifier(node) || ts.isStringLiteral(node)) &&
    ts.isPropertyAssignment(node.parent) &&
    node.parent.name === node
  );
}

function describe(node: ts.Node): string {
  if (isKey(node)) return 'key';
  if (ts.isStringLiteral(node)) return 'string';
  if (isMember(node)) return `${node.expression.getText()}.member`;
  if (ts.isIdentifier(node) || ts.isNumericLiteral(node)) return node.text;
  return ts.SyntaxKind[node.kind] ?? '';
}
