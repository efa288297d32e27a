import type { Report } from '../diagnostics/report.ts';
import { didYouMean } from '../diagnostics/suggestion.ts';
import type { ChartName, ChartTransition, ChartTrigger } from '../model/chart.ts';
import type { Literal, LiteralEntry } from './chart-literal.ts';

/** The names a chart may use, by kind. */
export type DeclaredNames = Readonly<Record<ChartName['kind'], readonly string[]>>;

/** A transition before its target is resolved. */
export interface DraftTransition extends Omit<ChartTransition, 'index' | 'source' | 'target'> {
  readonly target: string | undefined;
  readonly targetOffset: number;
}

const transitionKeys = ['target', 'guard', 'actions', 'reenter', 'description', 'meta'];
const metaKeys = ['alert', 'ref', 'reason'];
const reasonForm = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*$/;
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
    target: undefined,
    targetOffset: value.offset,
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
    draft.target = readTarget(value, report);
    return [draft];
  }
  if (value.kind === 'array') {
    report(value.offset, 'a candidate is a target or an object, not an array');
    return [];
  }
  for (const field of value.entries) {
    switch (field.key) {
      case 'target':
        draft.target = readTarget(field.value, report);
        draft.targetOffset = field.value.offset;
        break;
      case 'guard':
        draft.guard = readName(field.value, 'guard', names, report);
        break;
      case 'actions':
        draft.actions = readNames(field.value, 'action', names, report);
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
  const { target, actions, alert, ref, reason, description, trigger, offset } = draft;
  if (reason !== undefined && alert === undefined) {
    report(offset, `reason '${reason}' without an alert: only a fatal transition has a reason`);
  } else if (reason !== undefined && !reasonForm.test(reason)) {
    report(offset, `reason '${reason}' must be written in capitals with underscores: UNEXPECTED_MESSAGE`);
  }
  if (alert !== undefined) {
    draft.outcome = 'fatal';
    if (target?.split('.').at(-1) !== failed && target !== failed) {
      report(offset, `alert '${alert}': the target of a fatal transition must be ${failed}`);
    }
    if (ref === undefined) report(offset, `fatal by '${alert}' needs meta.ref with document and section`);
    return;
  }
  if (target !== undefined || actions.length > 0) return;
  draft.outcome = 'ignored';
  if (trigger.kind !== 'event') {
    const keyword = trigger.kind === 'done' ? 'onDone' : trigger.kind;
    report(offset, `\`${keyword}\` without target and actions does nothing; give it one or drop it`);
  } else if (description === undefined || ref === undefined) {
    report(offset, `'${trigger.event}' is ignored: give the reason in \`description\` and the rule in meta.ref`);
  }
}

function readTarget(value: Literal, report: Report): string | undefined {
  if (value.kind === 'array') {
    const advice = 'lead to the parallel state, to one of its states inside or to a history state';
    report(value.offset, `a transition has one target; ${advice}, and the other regions enter their initial states`);
    return undefined;
  }
  return readText(value, 'a target', report);
}

function readText(value: Literal, what: string, report: Report): string | undefined {
  if (value.kind === 'scalar' && typeof value.value === 'string' && value.value.trim() !== '') return value.value;
  report(value.offset, `${what} must be a non-empty string`);
  return undefined;
}

/** One name or an array of them. */
export function readNames(value: Literal, kind: 'action', names: DeclaredNames, report: Report): readonly string[] {
  const items = value.kind === 'array' ? value.items : [value];
  return items.flatMap((item) => readName(item, kind, names, report) ?? []);
}

/** `'name'` or `{ type: 'name' }`. */
function readName(value: Literal, kind: 'guard' | 'action', names: DeclaredNames, report: Report): string | undefined {
  if (value.kind === 'array') {
    report(value.offset, `${kind} is one name, { type: 'name' }`);
    return undefined;
  }
  let named: Literal | undefined = value;
  if (value.kind === 'object') {
    named = value.entries.find(({ key }) => key === 'type')?.value;
    for (const { key, offset } of value.entries) {
      if (key === 'params') report(offset, "'params' is not supported: the port provides the data");
      else if (key !== 'type') report(offset, `unknown key '${key}' beside 'type'${didYouMean(key, ['type'])}`);
    }
  }
  if (named?.kind !== 'scalar' || typeof named.value !== 'string') {
    report(value.offset, `${kind} is one name, { type: 'name' }`);
    return undefined;
  }
  const { value: name } = named;
  if (!names[kind].includes(name)) {
    report(
      named.offset,
      `unknown ${kind} '${name}'${didYouMean(name, names[kind])}; declare it in setup({ ${kind}s })`,
    );
  }
  return name;
}
