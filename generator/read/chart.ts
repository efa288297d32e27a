import { ts } from 'ts-morph';
import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import type { Report } from '../diagnostics/report.ts';
import type { SourceFile } from '../diagnostics/source-file.ts';
import type { Chart, ChartName } from '../model/chart.ts';
import { isLeaf } from '../model/chart-walk.ts';
import { dataOf, readLiteral } from './chart-literal.ts';
import { docOf, readSetup } from './chart-setup.ts';
import { readStates } from './chart-states.ts';
import { isReadable, isTooDeep, MAX_BRACKETS, MAX_TOKENS } from './limits.ts';

/**
 * Reads `export const x = setup({ ... }).createMachine({ ... })`. The file is parsed, never executed.
 *
 * Mistakes are reported to `diagnostics`; the result is undefined if there were any.
 */
export function readChart(file: SourceFile, diagnostics: Diagnostics): Chart | undefined {
  let complaints = 0;
  const report = (offset: number, reason: string): void => {
    complaints += 1;
    diagnostics.report(file, offset, reason);
  };
  if (!isReadable(file.text, report) || !isShallow(file.text, report)) return undefined;
  try {
    return readParsed(file, report, () => complaints > 0);
  } catch (error) {
    if (!isTooDeep(error)) throw error;
    report(0, 'the chart is nested too deeply');
    return undefined;
  }
}

/** Whether a parser that calls itself for what is in brackets gets through, and soon; reports where it would not. */
function isShallow(text: string, report: Report): boolean {
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, true, ts.LanguageVariant.Standard, text);
  let depth = 0;
  let tokens = 0;
  for (let token = scanner.scan(); token !== ts.SyntaxKind.EndOfFileToken; token = scanner.scan()) {
    tokens += 1;
    if (tokens > MAX_TOKENS) {
      report(scanner.getTokenStart(), `a chart may have ${MAX_TOKENS} tokens: split it`);
      return false;
    }
    if (OPENING.has(token)) depth += 1;
    if (CLOSING.has(token)) depth -= 1;
    if (depth <= MAX_BRACKETS) continue;
    report(scanner.getTokenStart(), `brackets are nested deeper than ${MAX_BRACKETS} levels: flatten the states`);
    return false;
  }
  return true;
}

const { OpenBraceToken, OpenBracketToken, OpenParenToken } = ts.SyntaxKind;
const { CloseBraceToken, CloseBracketToken, CloseParenToken } = ts.SyntaxKind;
const OPENING: ReadonlySet<ts.SyntaxKind> = new Set([OpenBraceToken, OpenBracketToken, OpenParenToken]);
const CLOSING: ReadonlySet<ts.SyntaxKind> = new Set([CloseBraceToken, CloseBracketToken, CloseParenToken]);

function readParsed(file: SourceFile, report: Report, complained: () => boolean): Chart | undefined {
  const { diagnostics: syntax = [] } = ts.transpileModule(file.text, { reportDiagnostics: true });
  for (const { start = 0, messageText } of syntax) {
    report(start, ts.flattenDiagnosticMessageText(messageText, '\n'));
  }
  if (complained()) return undefined;

  const source = ts.createSourceFile(file.path, file.text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
  const machines = source.statements.flatMap(machineOf);
  const [machine, second] = machines;
  if (machine === undefined) {
    report(0, 'no chart here; write `export const name = setup({ ... }).createMachine({ ... })`');
    return undefined;
  }
  if (second !== undefined) {
    report(second.statement.getStart(), 'a second chart in one file; move it into a file of its own');
    return undefined;
  }

  const setup = readSetup(machine.setup, report);
  const literal = readLiteral(machine.config, report);
  if (literal === undefined) return undefined;
  const named = (kind: ChartName['kind']): readonly string[] =>
    setup.names.filter((name) => name.kind === kind).map(({ name }) => name);
  const takingParams = (kind: ChartName['kind']): readonly string[] =>
    setup.names.filter((name) => name.kind === kind && name.params !== undefined).map(({ name }) => name);
  const names = {
    event: named('event'),
    guard: named('guard'),
    action: named('action'),
    delay: named('delay'),
    actor: named('actor'),
    withParams: { guard: takingParams('guard'), action: takingParams('action') },
  };
  const tree = readStates(literal, names, report);
  if (tree === undefined || complained()) return undefined;
  return {
    file,
    id: tree.id,
    doc: docOf(machine.statement),
    events: names.event,
    guards: names.guard,
    actions: names.action,
    actors: names.actor,
    delays: setup.delays,
    invokes: [tree.root, ...tree.states].flatMap(({ invokes }) => invokes),
    names: setup.names,
    root: tree.root,
    states: tree.states,
    leaves: tree.states.filter(isLeaf),
    edges: tree.edges,
    config: dataOf(literal) as Record<string, unknown>,
  };
}

interface MachineSource {
  readonly statement: ts.Statement;
  readonly setup: ts.Expression;
  readonly config: ts.Expression;
}

/** The exported chart a statement declares, if it does. */
function machineOf(statement: ts.Statement): readonly MachineSource[] {
  if (!ts.isVariableStatement(statement)) return [];
  if (statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) !== true) return [];
  return statement.declarationList.declarations.flatMap(({ initializer }) => {
    if (initializer === undefined || !ts.isCallExpression(initializer)) return [];
    const { expression: create } = initializer;
    const [config] = initializer.arguments;
    if (!ts.isPropertyAccessExpression(create) || create.name.text !== 'createMachine' || config === undefined)
      return [];
    if (!ts.isCallExpression(create.expression) || create.expression.expression.getText() !== 'setup') return [];
    const [setup] = create.expression.arguments;
    return setup === undefined ? [] : [{ statement, setup, config }];
  });
}
