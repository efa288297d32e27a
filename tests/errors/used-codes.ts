import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';

/** Rooms whose errors reach a user. */
const ROOMS = ['runtime', 'generated', 'hwmodel', 'generator', 'inspector', 'cli'];
/** The table itself is no use of a code. */
const TABLE = 'runtime/errors/error-codes.ts';
const CODE = /^ERR_(?:DTLS|WIRE|WIRECHART)(?:_[A-Z0-9]+)+$/;
const FAMILY = /^ERR_(?:DTLS|WIRE|WIRECHART)_(?:[A-Z0-9]+_)*$/;

/** What the sources say of error codes. */
export interface UsedCodes {
  /** Complete codes, with the files that use them. */
  readonly codes: ReadonlyMap<string, readonly string[]>;
  /** Starts of codes that are put together when an error is made: `ERR_DTLS_ALERT_`. */
  readonly families: ReadonlyMap<string, readonly string[]>;
  /** Rules that are broken outside the charts. */
  readonly violations: readonly Violation[];
}

/** A call of `violated` with the literals that it is given. */
export interface Violation {
  readonly reason: string;
  readonly alert: string;
  readonly rule: string;
}

/** Every source file of the rooms, with its text. */
export function readErrorSources(): ReadonlyMap<string, string> {
  const paths = ROOMS.flatMap((room) =>
    readdirSync(room, { recursive: true, encoding: 'utf8' }).map((path) => `${room}/${path.replaceAll('\\', '/')}`),
  );
  const sources = paths.filter((path) => path.endsWith('.ts') && path !== TABLE).sort();
  return new Map(sources.map((path) => [path, readFileSync(path, 'utf8')]));
}

/** Finds the codes in expressions. A code that stands in a type only is not used. Throws for a call that it cannot read. */
export function findUsedCodes(sources: ReadonlyMap<string, string>): UsedCodes {
  const codes = new Map<string, string[]>();
  const families = new Map<string, string[]>();
  const violations: Violation[] = [];
  for (const [path, text] of sources) {
    if (!text.includes('ERR_') && !text.includes('violated(')) continue;
    const visit = (node: ts.Node): void => {
      if (ts.isTypeNode(node)) return;
      if (ts.isStringLiteralLike(node) && CODE.test(node.text)) note(codes, node.text, path);
      if (ts.isTemplateHead(node) && FAMILY.test(node.text)) note(families, node.text, path);
      const violation = violationIn(node, path);
      if (violation !== undefined) violations.push(violation);
      ts.forEachChild(node, visit);
    };
    visit(ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true));
  }
  return { codes, families, violations };
}

function violationIn(node: ts.Node, path: string): Violation | undefined {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return undefined;
  if (!/^#?violated$/.test(node.expression.name.text)) return undefined;
  const [reason, alert, rule] = node.arguments.map((each) => (ts.isStringLiteral(each) ? each.text : undefined));
  if (reason === undefined || alert === undefined || rule === undefined) {
    throw new TypeError(`${path}: violated() takes reason, alert and rule as literals, so that they can be listed`);
  }
  return { reason, alert, rule };
}

function note(found: Map<string, string[]>, key: string, path: string): void {
  const paths = found.get(key);
  if (paths === undefined) found.set(key, [path]);
  else paths.push(path);
}

/** The first paragraph of the comment above each key of an object or member of a union, by name. */
export function readDocs(path: string, declared: string): ReadonlyMap<string, string> {
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.ES2023, true);
  const docs = new Map<string, string>();
  const visit = (node: ts.Node): void => {
    const name = ts.isPropertyAssignment(node)
      ? node.name.getText(source)
      : ts.isLiteralTypeNode(node) && ts.isStringLiteral(node.literal)
        ? node.literal.text
        : undefined;
    const doc = name === undefined ? '' : commentAbove(source, node);
    if (name !== undefined && doc !== '') docs.set(name, doc);
    ts.forEachChild(node, visit);
  };
  for (const statement of source.statements) {
    const isDeclared = ts.isVariableStatement(statement)
      ? statement.declarationList.declarations.some(({ name }) => name.getText(source) === declared)
      : ts.isTypeAliasDeclaration(statement) && statement.name.text === declared;
    if (isDeclared) visit(statement);
  }
  return docs;
}

function commentAbove(source: ts.SourceFile, node: ts.Node): string {
  const text = source.getFullText();
  // In a union the comment stands before the bar.
  const before = text
    .slice(0, node.getStart(source))
    .replace(/\|\s*$/, '')
    .trimEnd();
  if (!before.endsWith('*/')) return '';
  const comment = before.slice(before.lastIndexOf('/**') + 3, -2);
  return comment.replaceAll(/\s*\n\s*\*?\s*/g, ' ').trim();
}
