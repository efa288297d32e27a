import { ts } from 'ts-morph';
import type { Report } from '../diagnostics/report.ts';
import { didYouMean } from '../diagnostics/suggestion.ts';
import type { ChartName } from '../model/chart.ts';
import { keyOf } from './chart-literal.ts';

/** What `setup({ ... })` declares. */
export interface ChartSetup {
  readonly names: readonly ChartName[];
  /** Delay names with their nominal milliseconds. */
  readonly delays: ReadonlyMap<string, number>;
}

const setupKeys = ['types', 'actions', 'guards', 'delays', 'actors'];
const namePattern = /^[a-z][A-Za-z0-9]{0,31}$/;
/** Events may have several words, which wildcards match from the left. */
const eventPattern = /^(?=.{1,48}$)(?!xstate\.)[a-z][A-Za-z0-9]*(?:\.[A-Za-z0-9]+)*$/;

/** Reads the names a chart declares: events from the event type, the rest from the keys of the stubs. */
export function readSetup(options: ts.Expression, report: Report): ChartSetup {
  const names: ChartName[] = [];
  const delays = new Map<string, number>();
  for (const property of propertiesOf(options, 'setup()', report)) {
    const key = keyOf(property.name) ?? '';
    switch (key) {
      case 'types':
        names.push(...readEvents(property.initializer, report));
        break;
      case 'actions':
      case 'guards':
        for (const stub of propertiesOf(property.initializer, key, report)) {
          if (!isStub(stub.initializer, key)) {
            report(stub.initializer.getStart(), stubRefusal(key));
          }
          declare(names, key === 'actions' ? 'action' : 'guard', stub, stub.name, report, paramsOf(stub, report));
        }
        break;
      case 'delays':
        for (const delay of propertiesOf(property.initializer, key, report)) {
          declare(names, 'delay', delay, delay.name, report);
          const milliseconds = ts.isNumericLiteral(delay.initializer) ? Number(delay.initializer.text) : Number.NaN;
          if (Number.isNaN(milliseconds)) {
            report(
              delay.initializer.getStart(),
              'a delay is a nominal number of milliseconds; the port computes the actual delay',
            );
          }
          delays.set(keyOf(delay.name) ?? '', milliseconds);
        }
        break;
      case 'actors':
        for (const stub of propertiesOf(property.initializer, key, report)) {
          if (!isActorStub(stub.initializer)) {
            report(
              stub.initializer.getStart(),
              'an actor in setup() is a stub, `fromPromise(async () => {})`; what it does belongs in the port',
            );
          }
          declare(names, 'actor', stub, stub.name, report);
        }
        break;
      default:
        report(property.getStart(), `unknown key '${key}' in setup()${didYouMean(key, setupKeys)}`);
    }
  }
  return { names, delays };
}

/** The `key: value` members of an object literal; reports any other form. */
function propertiesOf(node: ts.Expression, where: string, report: Report): readonly ts.PropertyAssignment[] {
  if (!ts.isObjectLiteralExpression(node)) {
    report(node.getStart(), `${where} takes an object literal`);
    return [];
  }
  const properties: ts.PropertyAssignment[] = [];
  for (const property of node.properties) {
    if (ts.isPropertyAssignment(property)) properties.push(property);
    else report(property.getStart(), `${property.getText()}: write \`name: stub\` in ${where}`);
  }
  return properties;
}

/** A stub does nothing: a name for one, an empty arrow function, or for guards an arrow function to a constant. */
function isStub(node: ts.Expression, kind: 'actions' | 'guards'): boolean {
  if (ts.isIdentifier(node)) return true;
  if (!ts.isArrowFunction(node) || node.parameters.length > 2) return false;
  if (kind === 'actions') return ts.isBlock(node.body) && node.body.statements.length === 0;
  return node.body.kind === ts.SyntaxKind.TrueKeyword || node.body.kind === ts.SyntaxKind.FalseKeyword;
}

/** The type of the second parameter of a stub, `(_, params: { level: number }) => {}`, as written. */
function paramsOf({ initializer }: ts.PropertyAssignment, report: Report): string | undefined {
  if (!ts.isArrowFunction(initializer)) return undefined;
  const [, params] = initializer.parameters;
  if (params === undefined) return undefined;
  if (params.type !== undefined && ts.isTypeLiteralNode(params.type) && isSpelledOut(params.type)) {
    return params.type.getText().replaceAll(/\s+/g, ' ');
  }
  const advice = 'spell it out here, as in `(_, params: { level: number }) => {}`';
  report(params.getStart(), `the type of ${params.name.getText()} is generated into the port: ${advice}`);
  return undefined;
}

/** Whether a type names no other type, so that it means the same in another file. */
function isSpelledOut(type: ts.Node): boolean {
  if (ts.isTypeReferenceNode(type) || ts.isTypeQueryNode(type) || ts.isImportTypeNode(type)) return false;
  return type.getChildren().every(isSpelledOut);
}

/** A name, or `fromPromise` or `fromCallback` of an empty function. */
function isActorStub(node: ts.Expression): boolean {
  if (ts.isIdentifier(node)) return true;
  if (!ts.isCallExpression(node) || !/^from(?:Promise|Callback)$/.test(node.expression.getText())) return false;
  const [logic, other] = node.arguments;
  if (logic === undefined || other !== undefined || !ts.isArrowFunction(logic)) return false;
  return logic.parameters.length === 0 && ts.isBlock(logic.body) && logic.body.statements.length === 0;
}

function stubRefusal(kind: 'actions' | 'guards'): string {
  return kind === 'actions'
    ? 'an action in setup() is a stub, `() => {}`; what it does belongs in the port'
    : 'a guard in setup() is a stub, `() => false`; what it asks belongs in the port';
}

function declare(
  names: ChartName[],
  kind: ChartName['kind'],
  node: ts.Node,
  nameNode: ts.PropertyName | ts.StringLiteral,
  report: Report,
  params?: string,
): void {
  const name = keyOf(nameNode);
  const offset = nameNode.getStart();
  if (name === undefined || !(kind === 'event' ? eventPattern : namePattern).test(name)) {
    report(
      offset,
      `${kind} name ${nameNode.getText()} is not in lower camel case, at most 32 letters and digits, as in 'serverHello'`,
    );
    return;
  }
  if (names.some((other) => other.kind === kind && other.name === name)) {
    report(offset, `${kind} '${name}' is declared twice; keep one`);
    return;
  }
  names.push({ kind, name, doc: docOf(node), offset, ...(params === undefined ? {} : { params }) });
}

/** `types: { events: {} as FlightEvent }`: every member of the union is an object with a literal `type` alone. */
function readEvents(types: ts.Expression, report: Report): readonly ChartName[] {
  const names: ChartName[] = [];
  for (const property of propertiesOf(types, 'types', report)) {
    const key = keyOf(property.name) ?? '';
    if (key !== 'events') {
      report(property.getStart(), `unknown key '${key}' in types: a chart has events and no data; the port holds data`);
    } else if (!ts.isAsExpression(property.initializer)) {
      report(property.initializer.getStart(), 'write the events as `{} as MyEvent`, a union of `{ type: name }`');
    } else {
      collectEvents(property.initializer.type, names, new Set(), report);
    }
  }
  return names;
}

function collectEvents(type: ts.TypeNode, names: ChartName[], open: Set<string>, report: Report): void {
  if (ts.isParenthesizedTypeNode(type)) {
    collectEvents(type.type, names, open, report);
  } else if (ts.isUnionTypeNode(type)) {
    for (const member of type.types) collectEvents(member, names, open, report);
  } else if (ts.isTypeReferenceNode(type) && type.typeArguments === undefined) {
    const name = type.typeName.getText();
    const alias = type
      .getSourceFile()
      .statements.find(
        (node): node is ts.TypeAliasDeclaration => ts.isTypeAliasDeclaration(node) && node.name.text === name,
      );
    if (alias === undefined || open.has(name)) {
      report(type.getStart(), `type '${name}' is not a union of events in this file; declare it here with \`type\``);
      return;
    }
    collectEvents(alias.type, names, new Set([...open, name]), report);
  } else if (ts.isTypeLiteralNode(type)) {
    collectEvent(type, names, report);
  } else {
    report(type.getStart(), `${type.getText()} is not an event; write a union of \`{ type: 'name' }\``);
  }
}

function collectEvent(type: ts.TypeLiteralNode, names: ChartName[], report: Report): void {
  let found = false;
  for (const member of type.members) {
    const key = member.name === undefined || ts.isComputedPropertyName(member.name) ? undefined : member.name.getText();
    if (key !== 'type' || !ts.isPropertySignature(member) || member.type === undefined) {
      report(member.getStart(), `an event has only a 'type'; the port carries data`);
      continue;
    }
    found = true;
    for (const option of ts.isUnionTypeNode(member.type) ? member.type.types : [member.type]) {
      if (ts.isLiteralTypeNode(option) && ts.isStringLiteral(option.literal)) {
        declare(names, 'event', docOf(type) === '' ? member : type, option.literal, report);
      } else {
        report(option.getStart(), `the type of an event is a literal name, not ${option.getText()}`);
      }
    }
  }
  if (!found) report(type.getStart(), "an event needs a literal 'type'");
}

/** The last doc comment before a node, without its markers, on one line. */
export function docOf(node: ts.Node): string {
  const { text } = node.getSourceFile();
  const comments = ts.getLeadingCommentRanges(text, node.getFullStart()) ?? [];
  const comment = comments.findLast(({ pos }) => text.startsWith('/**', pos));
  if (comment === undefined) return '';
  return text
    .slice(comment.pos + 3, comment.end - 2)
    .split('\n')
    .map((line) => line.replace(/^\s*\*?\s?/, '').trimEnd())
    .join(' ')
    .trim();
}
