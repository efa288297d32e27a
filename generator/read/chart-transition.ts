import type { Report } from '../diagnostics/report.ts';
import { didYouMean } from '../diagnostics/suggestion.ts';
import type { ChartAction, ChartName, ChartTransition, ChartTrigger } from '../model/chart.ts';
import { namedAction, raiseAction } from '../model/chart-action.ts';
import { dataOf, type Literal, type LiteralEntry } from './chart-literal.ts';

/** The names a chart may use, by kind. */
export type DeclaredNames = Readonly<Record<ChartName['kind'], readonly string[]>> & {
  /** The guards and actions whose stubs take parameters. */
  readonly withParams: Readonly<Record<'guard' | 'action', readonly string[]>>;
};

/** A guard before its states are resolved. */
export type DraftGuard =
  | { readonly kind: 'named'; readonly name: string; readonly params: unknown }
  | { readonly kind: 'not'; readonly guard: DraftGuard }
  | { readonly kind: 'and' | 'or'; readonly guards: readonly DraftGuard[] }
  | { readonly kind: 'in'; readonly state: string; readonly offset: number };

/** A transition before its states are resolved. */
export interface DraftTransition extends Omit<ChartTransition, 'index' | 'source' | 'targets' | 'guard'> {
  readonly targets: readonly DraftTarget[];
  readonly guard: DraftGuard | undefined;
}

/** A target as written. */
export interface DraftTarget {
  readonly text: string;
  readonly offset: number;
}

const transitionKeys = ['target', 'guard', 'actions', 'reenter', 'description', 'meta'];
const metaKeys = ['alert', 'ref', 'reason'];
const reasonForm = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*$/;
/** The keys under which transitions without an event stand. */
const keywords = {
  always: 'always',
  after: 'after',
  done: 'onDone',
  actorDone: 'onDone',
  actorError: 'onError',
} as const;
/** The target of every fatal transition. */
const failed = 'FAILED';

/** One candidate, written as a target or an object, or an array of them. */
export function readCandidates(
  entry: LiteralEntry,
  trigger: ChartTrigger,
  names: DeclaredNames,
  report: Report,
): readonly DraftTransition[] {
  const { value } = entry;
  if (value.kind !== 'array') return readCandidate(value, entry.offset, trigger, names, report);
  if (value.items.length === 0) report(value.offset, `'${entry.key}' has no candidate; write one or drop it`);
  return value.items.flatMap((item) => {
    if (item.kind === 'scalar' && trigger.kind === 'after') {
      report(item.offset, 'XState loses a bare target in a list of `after`; write { target: ... }');
    }
    return readCandidate(item, item.offset, trigger, names, report);
  });
}

function readCandidate(
  value: Literal,
  offset: number,
  trigger: ChartTrigger,
  names: DeclaredNames,
  report: Report,
): readonly DraftTransition[] {
  const draft: { -readonly [Key in keyof DraftTransition]: DraftTransition[Key] } = {
    trigger,
    guard: undefined,
    targets: [],
    actions: [],
    reenter: false,
    outcome: 'handled',
    alert: undefined,
    ref: undefined,
    reason: undefined,
    description: undefined,
    offset,
  };
  if (value.kind === 'scalar') {
    draft.targets = readTargets(value, report);
    return [draft];
  }
  if (value.kind !== 'object') {
    report(value.offset, 'a candidate is a target or an object, not an array');
    return [];
  }
  for (const field of value.entries) {
    switch (field.key) {
      case 'target':
        draft.targets = readTargets(field.value, report);
        break;
      case 'guard':
        draft.guard = readGuard(field.value, names, report);
        break;
      case 'actions':
        draft.actions = readActions(field.value, names, report);
        break;
      case 'reenter':
        draft.reenter = field.value.kind === 'scalar' && field.value.value === true;
        if (!draft.reenter) report(field.value.offset, '`reenter` is written as `true` or left out');
        break;
      case 'description':
        draft.description = readText(field.value, 'a description', report);
        break;
      case 'meta':
        readMeta(field.value, draft, report);
        break;
      default:
        report(field.offset, `unknown key '${field.key}' in a transition${didYouMean(field.key, transitionKeys)}`);
    }
  }
  classifyOutcome(draft, report);
  return [draft];
}

function readMeta(
  value: Literal,
  draft: { alert: string | undefined; ref: string | undefined; reason: string | undefined },
  report: Report,
): void {
  if (value.kind !== 'object') {
    report(value.offset, '`meta` takes an object, { alert, ref, reason }');
    return;
  }
  for (const { key, value: text, offset } of value.entries) {
    if (key === 'alert' || key === 'ref' || key === 'reason') draft[key] = readText(text, `meta.${key}`, report);
    else report(offset, `unknown key '${key}' in meta${didYouMean(key, metaKeys)}`);
  }
}

/** Decides the outcome and demands what each of them has to say. */
function classifyOutcome(
  draft: { -readonly [Key in keyof DraftTransition]: DraftTransition[Key] },
  report: Report,
): void {
  const { targets, actions, alert, ref, reason, description, trigger, offset } = draft;
  if (reason !== undefined && alert === undefined) {
    report(offset, `reason '${reason}' without an alert: only a fatal transition has a reason`);
  } else if (reason !== undefined && !reasonForm.test(reason)) {
    report(offset, `reason '${reason}' must be written in capitals with underscores: UNEXPECTED_MESSAGE`);
  }
  if (alert !== undefined) {
    draft.outcome = 'fatal';
    if (targets.length !== 1 || targets[0]?.text.split('.').at(-1) !== failed) {
      report(offset, `alert '${alert}': the target of a fatal transition must be ${failed}`);
    }
    if (ref === undefined) report(offset, `fatal by '${alert}' needs meta.ref with document and section`);
    return;
  }
  if (targets.length > 0 || actions.length > 0) return;
  draft.outcome = 'ignored';
  if (trigger.kind !== 'event') {
    const keyword = keywords[trigger.kind];
    report(offset, `\`${keyword}\` without target and actions does nothing; give it one or drop it`);
  } else if (description === undefined || ref === undefined) {
    report(offset, `'${trigger.event}' is ignored: give the reason in \`description\` and the rule in meta.ref`);
  }
}

/** One target, or an array of them. */
function readTargets(value: Literal, report: Report): readonly DraftTarget[] {
  const items = value.kind === 'array' ? value.items : [value];
  if (items.length === 0) report(value.offset, '`target` is empty; write a target or drop it');
  return items.flatMap((item) => {
    const text = readText(item, 'a target', report);
    return text === undefined ? [] : [{ text, offset: item.offset }];
  });
}

function readText(value: Literal, what: string, report: Report): string | undefined {
  if (value.kind === 'scalar' && typeof value.value === 'string' && value.value.trim() !== '') return value.value;
  report(value.offset, `${what} must be a non-empty string`);
  return undefined;
}

/** One name or an array of them. */
export function readActions(value: Literal, names: DeclaredNames, report: Report): readonly ChartAction[] {
  const items = value.kind === 'array' ? value.items : [value];
  return items.flatMap((item) => {
    if (item.kind === 'call' && item.name === 'raise') return readRaise(item.argument, names, report);
    const use = readUse(item, 'action', names, report);
    return use === undefined ? [] : [namedAction(use.name, use.params)];
  });
}

/** The event of `raise({ type: 'stopped' })`. */
function readRaise(value: Literal, names: DeclaredNames, report: Report): readonly ChartAction[] {
  const [type, other] = value.kind === 'object' ? value.entries : [];
  if (type?.key !== 'type' || other !== undefined || type.value.kind !== 'scalar') {
    report(value.offset, "raise() takes an event, { type: 'name' }");
    return [];
  }
  const name = String(type.value.value);
  if (names.event.includes(name)) return [raiseAction(name)];
  report(
    type.value.offset,
    `unknown event '${name}'${didYouMean(name, names.event)}; add it to the event type or correct it`,
  );
  return [];
}

/** A name, or XState's functions of guards. */
function readGuard(value: Literal, names: DeclaredNames, report: Report): DraftGuard | undefined {
  if (value.kind !== 'call') {
    const use = readUse(value, 'guard', names, report);
    return use && { kind: 'named', ...use };
  }
  const { name, argument, offset } = value;
  switch (name) {
    case 'stateIn': {
      const state = readText(argument, 'the argument of stateIn()', report);
      return state === undefined ? undefined : { kind: 'in', state, offset: argument.offset };
    }
    case 'raise':
      report(offset, 'raise() is an action, not a guard');
      return undefined;
    case 'not': {
      const guard = readGuard(argument, names, report);
      return guard && { kind: 'not', guard };
    }
    case 'and':
    case 'or': {
      if (argument.kind !== 'array' || argument.items.length === 0) {
        report(offset, `${name}() takes an array of guards, at least one`);
        return undefined;
      }
      return { kind: name, guards: argument.items.flatMap((item) => readGuard(item, names, report) ?? []) };
    }
  }
}

interface Use {
  readonly name: string;
  readonly params: unknown;
}

/** `'name'`, `{ type: 'name' }` or `{ type: 'name', params: { ... } }`. */
function readUse(value: Literal, kind: 'guard' | 'action', names: DeclaredNames, report: Report): Use | undefined {
  if (value.kind === 'array') {
    report(value.offset, `${kind} is one name, { type: 'name' }`);
    return undefined;
  }
  let named: Literal | undefined = value;
  let params: unknown;
  if (value.kind === 'object') {
    named = value.entries.find(({ key }) => key === 'type')?.value;
    for (const { key, value: field, offset } of value.entries) {
      if (key === 'params') params = readParams(field, report);
      else if (key !== 'type')
        report(offset, `unknown key '${key}' beside 'type'${didYouMean(key, ['type', 'params'])}`);
    }
  }
  if (named?.kind !== 'scalar' || typeof named.value !== 'string') {
    report(value.offset, `${kind} is one name, { type: 'name' }`);
    return undefined;
  }
  const { value: name, offset } = named;
  if (!names[kind].includes(name)) {
    report(offset, `unknown ${kind} '${name}'${didYouMean(name, names[kind])}; declare it in setup({ ${kind}s })`);
    return { name, params };
  }
  const takes = names.withParams[kind].includes(name);
  if (takes && params === undefined)
    report(offset, `${kind} '${name}' takes params: { type: '${name}', params: { ... } }`);
  if (!takes && params !== undefined) {
    report(
      offset,
      `${kind} '${name}' takes no params; declare their type in setup({ ${kind}s }): (_, params: { ... }) => ...`,
    );
  }
  return { name, params };
}

/** Static parameters: plain data. */
function readParams(value: Literal, report: Report): unknown {
  if (value.kind === 'object') return dataOf(value);
  report(value.offset, '`params` takes an object of plain data');
  return undefined;
}
