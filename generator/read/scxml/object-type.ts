import { ts } from 'ts-morph';

/** Whether a text is one object type of TypeScript that names no other type, and nothing else. */
export function isObjectType(text: string): boolean {
  const source = `type T = ${text};`;
  const { diagnostics = [] } = ts.transpileModule(source, { reportDiagnostics: true });
  if (diagnostics.length > 0) return false;
  const { statements } = ts.createSourceFile('params.ts', source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
  const [statement] = statements;
  if (statements.length !== 1 || statement === undefined || !ts.isTypeAliasDeclaration(statement)) return false;
  return ts.isTypeLiteralNode(statement.type) && isData(statement.type);
}

function isData(node: ts.Node): boolean {
  if (ts.isTypeReferenceNode(node) || ts.isTypeQueryNode(node) || ts.isImportTypeNode(node)) return false;
  return !ts.isComputedPropertyName(node) && node.getChildren().every(isData);
}
