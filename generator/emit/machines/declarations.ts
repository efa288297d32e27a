import type { Chart, ChartName, ChartState, ChartTransition, ChartTrigger } from '../../model/chart.ts';
import { activeStatesOf, regionsOf } from '../../model/chart-region.ts';
import { timersOf } from '../../model/chart-walk.ts';
import { propertyKey, quote } from '../../names/identifier.ts';
import { machineNames, regionNames, regionType, timerKey } from '../../names/machine-names.ts';
import { activeStateKey } from './active-state.ts';
import { docComment, lineWidth, literalText } from './literal-text.ts';

/** Numbers for states, events and timers, with their names and types. */
export function numberDeclarations(chart: Chart): readonly string[] {
  const { lower, upper } = machineNames(chart);
  const docs = new Map(chart.names.filter(({ kind }) => kind === 'event').map(({ name, doc }) => [name, doc]));
  const events = chart.events.map((key) => ({ key, doc: docs.get(key) ?? '' }));
  const timers = timersOf(chart).map((timer) => ({ key: timerKey(timer), doc: '' }));
  const actors = chart.invokes.map(({ id, src }) => ({ key: id, doc: docOfActor(chart, src) }));
  return [
    ...regionsOf(chart).flatMap((region) => activeStateDeclarations(chart, region)),
    ...numbers(`${upper}Event`, 'The events of the machine.', events),
    ...nameList(`${lower}EventNames`, `${upper}Event`),
    ...(timers.length === 0
      ? []
      : numbers(`${upper}Timer`, 'One timer for each state and each of its delays.', timers)),
    ...(actors.length === 0 ? [] : numbers(`${upper}Actor`, 'The actors that states invoke.', actors)),
  ];
}

function docOfActor(chart: Chart, src: string): string {
  return chart.names.find(({ kind, name }) => kind === 'actor' && name === src)?.doc ?? '';
}

function activeStateDeclarations(chart: Chart, region: ChartState): readonly string[] {
  const type = regionType(chart, region);
  const doc =
    region.path === ''
      ? 'The states of the machine, in the order of the chart.'
      : `The states of region ${region.path}, in the order of the chart.`;
  const activeStates = activeStatesOf(region).map((activeState) => ({
    key: activeStateKey(region, activeState),
    doc: activeState.description ?? '',
  }));
  return [...numbers(type, doc, activeStates), ...nameList(regionNames(chart, region), type)];
}

interface Numbered {
  readonly key: string;
  readonly doc: string;
}

function numbers(name: string, doc: string, members: readonly Numbered[]): readonly string[] {
  return [
    `/** ${doc} */`,
    `export const ${name} = {`,
    ...members.flatMap((member, index) => [...docComment(member.doc, '  '), `  ${propertyKey(member.key)}: ${index},`]),
    '} as const;',
    ...assignment(`export type ${name}`, `(typeof ${name})[keyof typeof ${name}]`),
    '',
  ];
}

/** Built by a call marked as pure, so that bundlers drop an unused list. */
function nameList(name: string, of: string): readonly string[] {
  return [
    '/** The names, by number. */',
    ...nameDeclaration(`export const ${name}: readonly string[]`, '/* @__PURE__ */ Object.keys', of),
    '',
  ];
}

/** Biome puts a long argument on its own line, but not one of up to a quarter of the line width. */
function nameDeclaration(what: string, callee: string, argument: string): readonly string[] {
  const line = `${what} = ${callee}(${argument});`;
  if (line.length <= lineWidth || argument.length <= lineWidth / 4) return assignment(what, `${callee}(${argument})`);
  return [`${what} = ${callee}(`, `  ${argument},`, ');'];
}

/** One line if it fits; otherwise broken as Biome breaks it. */
function assignment(what: string, value: string): readonly string[] {
  const line = `${what} = ${value};`;
  return line.length <= lineWidth ? [line] : [`${what} =`, `  ${value};`];
}

/** The alerts of the fatal transitions as a union, in the order of their first use. */
export function alertDeclaration(chart: Chart): readonly string[] {
  const doc = '/** Alerts the chart can send, as named in their registry. */';
  return unionDeclaration(doc, `${machineNames(chart).upper}Alert`, alertsOf(chart));
}

/** The tags of the states as a union, in the order of their first use. */
export function tagDeclaration(chart: Chart): readonly string[] {
  return unionDeclaration('/** The tags of the states. */', `${machineNames(chart).upper}Tag`, tagsOf(chart));
}

/** The outputs of the machine and of its final states, which are plain data. */
export function outputDeclarations(chart: Chart): readonly string[] {
  const { lower } = machineNames(chart);
  const { output } = chart.root;
  const start = `export const ${lower}Output = `;
  const own =
    output === undefined
      ? []
      : ['/** The output of the machine. */', `${start}${literalText(output, '', start.length, 10)} as const;`, ''];
  const finals = chart.states.filter((state) => state.output !== undefined);
  if (finals.length === 0) return own;
  const outputs = Object.fromEntries(finals.map(({ path, output }) => [path, output]));
  const first = `export const ${lower}StateOutputs = `;
  return [
    ...own,
    '/** The outputs of final states, by path. */',
    `${first}${literalText(outputs, '', first.length, 10)} as const;`,
    '',
  ];
}

export function tagsOf(chart: Chart): readonly string[] {
  return [...new Set([chart.root, ...chart.states].flatMap(({ tags }) => tags))];
}

/** The reasons of the fatal transitions as a union, in the order of their first use. */
export function reasonDeclaration(chart: Chart): readonly string[] {
  const doc = '/** Rules that the peer can break, one for each reason of a fatal edge. */';
  return unionDeclaration(doc, `${machineNames(chart).upper}Reason`, reasonsOf(chart));
}

function unionDeclaration(doc: string, name: string, members: readonly string[]): readonly string[] {
  if (members.length === 0) return [];
  const options = members.map(quote);
  const line = `export type ${name} = ${options.join(' | ')};`;
  if (line.length <= lineWidth) return [doc, line, ''];
  const lines = options.map((option, index) => `  | ${option}${index === options.length - 1 ? ';' : ''}`);
  return [doc, `export type ${name} =`, ...lines, ''];
}

function alertsOf(chart: Chart): readonly string[] {
  return [...new Set(chart.edges.flatMap(({ alert }) => alert ?? []))];
}

function reasonsOf(chart: Chart): readonly string[] {
  return [...new Set(chart.edges.flatMap(({ reason }) => reason ?? []))];
}

/** The interface that handwritten code implements. */
export function portDeclaration(chart: Chart): readonly string[] {
  const { upper } = machineNames(chart);
  const method = (kind: ChartName['kind'], result: string): readonly string[] =>
    chart.names
      .filter((name) => name.kind === kind)
      .flatMap(({ name, doc, params }) => [
        ...docComment(doc, '  '),
        `  ${name}(${params === undefined ? '' : `params: ${params}`}): ${result};`,
      ]);
  const lines = [...method('guard', 'boolean'), ...method('action', 'void')];
  if (timersOf(chart).length > 0) {
    lines.push(
      '  /** Starts a timer, or restarts it if it runs; call `elapsed` when it expires. */',
      `  startTimer(timer: ${upper}Timer): void;`,
      '  /** Stops a timer; does nothing if it does not run. */',
      `  cancelTimer(timer: ${upper}Timer): void;`,
    );
  }
  if (chart.invokes.length > 0) {
    lines.push(
      '  /** Starts an actor; call `actorDone` or `actorFailed` at its end. */',
      `  startActor(actor: ${upper}Actor): void;`,
      '  /** Stops an actor; does nothing if it has ended. */',
      `  stopActor(actor: ${upper}Actor): void;`,
    );
  }
  if (alertsOf(chart).length > 0) {
    const reason = reasonsOf(chart).length === 0 ? '' : `, reason: ${upper}Reason`;
    lines.push(
      '  /** The rule in `ref` is violated. Called between the exit actions of a fatal edge and its own actions. */',
      `  fatal(alert: ${upper}Alert, ref: string${reason}): void;`,
    );
  }
  const doc = `/** The guards and actions of the ${chart.id} machine, in the order of the chart. */`;
  const body =
    lines.length === 0
      ? [`export type ${upper}Port = MachinePort;`]
      : [`export interface ${upper}Port extends MachinePort {`, ...lines, '}'];
  return [doc, ...body, ''];
}

/** Edges and timers as data. */
export function tableDeclarations(chart: Chart): readonly string[] {
  const { lower } = machineNames(chart);
  const edges = `export const ${lower}Edges: readonly MachineEdge[] = `;
  const lines = [
    '/** Every edge, by its number in `transition`. */',
    `${edges}${literalText(chart.edges.map(edgeData), '', edges.length, 1)};`,
    '',
  ];
  const timers = timersOf(chart).map(({ state, delay }) => ({
    state: state.path,
    delay,
    nominal: chart.delays.get(delay) ?? Number(delay),
  }));
  if (timers.length > 0) {
    const start = `export const ${lower}Timers: readonly MachineTimer[] = `;
    lines.push('/** Every timer, by its number. */', `${start}${literalText(timers, '', start.length, 1)};`, '');
  }
  if (chart.invokes.length > 0) {
    const actors = chart.invokes.map(({ id, src, state, input }) => ({
      id,
      src,
      state: state.path,
      ...(input === undefined ? {} : { input }),
    }));
    const start = `export const ${lower}Actors: readonly MachineActor[] = `;
    lines.push('/** Every actor, by its number. */', `${start}${literalText(actors, '', start.length, 1)};`, '');
  }
  return lines;
}

/** One edge, without the fields that have no value. */
function edgeData(edge: ChartTransition): Readonly<Record<string, unknown>> {
  const { source, guard, targets, actions, outcome, alert, ref, reason, description } = edge;
  const data = {
    from: source.path,
    trigger: triggerText(edge.trigger),
    guard: guard?.text,
    to: targets.length === 0 ? undefined : targets.map(({ path }) => path),
    reenter: edge.reenter ? true : undefined,
    actions: actions.map(({ text }) => text),
    outcome,
    alert,
    ref,
    reason,
    description,
  };
  return Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined));
}

/** Event name, `always`, `onDone`, `after` and the delay, or `onDone` or `onError` and the actor. */
function triggerText(trigger: ChartTrigger): string {
  switch (trigger.kind) {
    case 'event':
      return trigger.event;
    case 'after':
      return `after ${trigger.delay}`;
    case 'done':
      return 'onDone';
    case 'actorDone':
      return `onDone ${trigger.actor}`;
    case 'actorError':
      return `onError ${trigger.actor}`;
    case 'always':
      return 'always';
  }
}
