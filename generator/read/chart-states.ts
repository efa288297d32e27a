import type { Report } from '../diagnostics/report.ts';
import { didYouMean } from '../diagnostics/suggestion.ts';
import type { ChartAction, ChartGuard, ChartState, ChartTransition, ChartTrigger } from '../model/chart.ts';
import { combinedGuard, namedGuard, notGuard, stateGuard } from '../model/chart-guard.ts';
import { isNumericDelay, selfAndAncestors } from '../model/chart-walk.ts';
import { matchesEvent } from '../model/event-descriptor.ts';
import { dataOf, type Literal, type LiteralEntry } from './chart-literal.ts';
import { reportTopology } from './chart-topology.ts';
import {
  type DeclaredNames,
  type DraftGuard,
  type DraftTarget,
  type DraftTransition,
  readActions,
  readCandidates,
} from './chart-transition.ts';
import { MAX_DELAY, MAX_STATES, MAX_TRANSITIONS } from './limits.ts';

export interface StateTree {
  readonly id: string;
  readonly root: ChartState;
  /** Without the root, in document order. */
  readonly states: readonly ChartState[];
  readonly edges: readonly ChartTransition[];
}

type Draft<T> = { -readonly [Key in keyof T]: T[Key] };
type DraftState = Omit<
  Draft<ChartState>,
  'parent' | 'children' | 'histories' | 'initial' | 'fallback' | 'transitions'
> & {
  parent: DraftState | undefined;
  children: DraftState[];
  histories: DraftState[];
  initial: DraftState | undefined;
  fallback: DraftState | undefined;
  transitions: ChartTransition[];
};

const stateKeys = [
  ...['type', 'initial', 'states', 'entry', 'exit', 'on', 'always', 'after', 'onDone', 'invoke'],
  ...['tags', 'output', 'description', 'meta'],
];
const rootKeys = ['id', ...stateKeys];
const invokeKeys = ['src', 'id', 'input', 'onDone', 'onError'];
const historyKeys = ['type', 'history', 'target', 'description', 'meta'];
const refusals = new Map(
  Object.entries({
    context: 'a chart has no data; data lives in the port',
    route: 'name the transitions',
    version: 'the file has one already, in its repository',
    options: 'the machine needs none',
  }),
);

/** Turns the configuration literal into states and transitions with their targets resolved. */
export function readStates(config: Literal, names: DeclaredNames, report: Report): StateTree | undefined {
  const reader = new StateReader(names, report);
  return reader.read(config);
}

class StateReader {
  readonly #names: DeclaredNames;
  readonly #report: Report;
  readonly #states: DraftState[] = [];
  readonly #transitions: { readonly source: DraftState; readonly draft: DraftTransition }[] = [];
  /** The `target` of each history state that has one. */
  readonly #targets = new Map<DraftState, { readonly text: string; readonly offset: number }>();
  /** The ids of actors so far. */
  readonly #actors = new Set<string>();
  #id = '';

  constructor(names: DeclaredNames, report: Report) {
    this.#names = names;
    this.#report = report;
  }

  read(config: Literal): StateTree | undefined {
    if (config.kind !== 'object') {
      this.#report(config.offset, 'createMachine() takes an object literal');
      return undefined;
    }
    const id = config.entries.find(({ key }) => key === 'id');
    if (id?.value.kind === 'scalar' && typeof id.value.value === 'string') this.#id = id.value.value;
    if (!/^[a-z][A-Za-z0-9]{0,17}$/.test(this.#id)) {
      this.#report(
        id?.offset ?? config.offset,
        'a chart needs an `id`, at most 18 letters and digits in lower camel case: targets start with it',
      );
    }
    const root = this.#state({ key: '', value: config, offset: config.offset }, undefined);
    if (root === undefined) return undefined;
    if (root.children.length === 0) {
      this.#report(config.offset, 'a chart needs `states`');
      return undefined;
    }
    if (this.#exceedsLimits(root)) return undefined;
    for (const state of this.#states) if (state.kind === 'history') this.#fallback(state);
    const edges = this.#transitions
      .toSorted((a, b) => a.draft.offset - b.draft.offset)
      .map(({ source, draft }, index) => this.#resolve(source, draft, index));
    for (const edge of edges) (edge.source as DraftState).transitions.push(edge);
    reportTopology([root, ...this.#states], edges, this.#report);
    return { id: this.#id, root, states: this.#states, edges };
  }

  /** Whether the chart exceeds a limit; reports if it does. */
  #exceedsLimits({ offset }: DraftState): boolean {
    const [states, transitions] = [this.#states.length, this.#transitions.length];
    if (states <= MAX_STATES && transitions <= MAX_TRANSITIONS) return false;
    const reason = `a chart may have ${MAX_STATES} states and ${MAX_TRANSITIONS} transitions, not ${states} and ${transitions}`;
    this.#report(offset, `${reason}; split the chart`);
    return true;
  }

  #state(entry: LiteralEntry, parent: DraftState | undefined): DraftState | undefined {
    const { key: name, value: config, offset } = entry;
    const isRoot = parent === undefined;
    const path = isRoot || parent.path === '' ? name : `${parent.path}.${name}`;
    if (!isRoot && !/^[A-Za-z][A-Za-z0-9_]*$/.test(name)) {
      this.#report(offset, `state name '${name}' is not one word of letters, digits and underscores`);
      return undefined;
    }
    if (path.length > 40)
      this.#report(offset, `state ${path}: paths longer than 40 characters are hard to read; shorten it`);
    if (config.kind !== 'object') {
      this.#report(config.offset, `state ${path} takes an object, \`${name}: { ... }\``);
      return undefined;
    }
    const fields = new Map(config.entries.map((field) => [field.key, field]));
    const state: DraftState = {
      path,
      name,
      kind: this.#kind(fields, path),
      parent,
      children: [],
      histories: [],
      initial: undefined,
      initialActions: [],
      deep: false,
      fallback: undefined,
      entry: [],
      exit: [],
      invokes: [],
      tags: [],
      output: undefined,
      transitions: [],
      description: undefined,
      ref: undefined,
      offset,
    };
    if (!isRoot) this.#states.push(state);
    for (const field of config.entries) this.#field(state, field, isRoot);
    this.#children(state, fields);
    return state;
  }

  /** What is written out; `compound` follows from `states`. */
  #kind(fields: ReadonlyMap<string, LiteralEntry>, path: string): ChartState['kind'] {
    const value = fields.get('type')?.value;
    const written = value?.kind === 'scalar' ? value.value : undefined;
    const isRoot = path === '';
    if (written === 'parallel' || (!isRoot && (written === 'final' || written === 'history'))) return written;
    if (value !== undefined) {
      const kinds = isRoot ? "`type: 'parallel'`" : "`type: 'parallel'`, 'final' and 'history'";
      this.#report(
        value.offset,
        `only ${kinds} ${isRoot ? 'is' : 'are'} written out; atomic and compound follow from \`states\``,
      );
    }
    return fields.has('states') ? 'compound' : 'atomic';
  }

  #field(state: DraftState, field: LiteralEntry, isRoot: boolean): void {
    const { key, value, offset } = field;
    const keys = state.kind === 'history' ? historyKeys : isRoot ? rootKeys : stateKeys;
    if (!keys.includes(key)) {
      this.#report(offset, this.#refusal(state, key, keys));
      return;
    }
    switch (key) {
      case 'entry':
      case 'exit':
        state[key] = this.#actions(value);
        break;
      case 'description':
        state.description = this.#text(value, 'a description');
        break;
      case 'meta':
        for (const entry of value.kind === 'object' ? value.entries : []) {
          if (entry.key === 'ref') state.ref = this.#text(entry.value, 'meta.ref');
          else
            this.#report(
              entry.offset,
              `unknown key '${entry.key}' in the meta of a state${didYouMean(entry.key, ['ref'])}`,
            );
        }
        break;
      case 'on':
      case 'after':
        for (const entry of this.#entries(value, key)) this.#trigger(state, key, entry);
        break;
      case 'always':
        this.#candidates(state, { kind: 'always' }, field);
        break;
      case 'onDone':
        this.#candidates(state, { kind: 'done' }, field);
        break;
      case 'invoke':
        if (state.kind === 'final') {
          this.#report(offset, `final state ${state.path} has nothing to wait for; drop \`invoke\``);
          return;
        }
        for (const [index, item] of (value.kind === 'array' ? value.items : [value]).entries()) {
          this.#invoke(state, item, index);
        }
        break;
      case 'tags':
        state.tags = this.#tags(value);
        break;
      case 'output':
        if (value.kind === 'call') this.#report(value.offset, '`output` is plain data');
        else state.output = dataOf(value);
        if (!isRoot && state.kind !== 'final') {
          this.#report(
            offset,
            `${nameOf(state)} is not final and has no output; move it to the machine or a final state`,
          );
        }
        break;
      case 'target': {
        const text = this.#text(value, 'the target of a history state');
        if (text !== undefined) this.#targets.set(state, { text, offset: value.offset });
        break;
      }
      case 'history':
        state.deep = value.kind === 'scalar' && value.value === 'deep';
        if (!state.deep && !(value.kind === 'scalar' && value.value === 'shallow'))
          this.#report(value.offset, "`history` is written as 'shallow' (the child) or 'deep' (the leaves)");
        break;
    }
  }

  #refusal(state: DraftState, key: string, keys: readonly string[]): string {
    const where = nameOf(state);
    if (state.kind === 'history' && stateKeys.includes(key)) {
      return `history state ${state.path} is a pseudo-state: it has no \`${key}\`, only a default \`target\``;
    }
    if (key === 'history') return `${where} records no history; add a child { type: 'history' }`;
    if (key === 'target')
      return `${where} is no history state and has no \`target\`; transitions have, and \`initial\` selects the first state`;
    const refusal = refusals.get(key);
    if (refusal !== undefined) return `'${key}' is not supported: ${refusal}`;
    return `unknown key '${key}' in ${where}${didYouMean(key, keys)}`;
  }

  #trigger(state: DraftState, key: 'on' | 'after', entry: LiteralEntry): void {
    const { key: name, offset } = entry;
    if (key === 'after') {
      if (isNumericDelay(name) && Number(name) > MAX_DELAY) {
        this.#report(offset, `a delay is at most ${MAX_DELAY} ms, 24 days, which is what timers of JavaScript can do`);
        return;
      }
      if (!isNumericDelay(name) && !this.#names.delay.includes(name)) {
        this.#report(
          offset,
          `unknown delay '${name}'${didYouMean(name, this.#names.delay)}; XState would fire it at once; declare it in setup({ delays }), or write milliseconds`,
        );
        return;
      }
      this.#candidates(state, { kind: 'after', delay: name }, entry);
      return;
    }
    if (name.includes('*') && !/^(?:\*|[^*]+\.\*)$/.test(name)) {
      this.#report(offset, `'${name}' is no wildcard: write '*', or '.*' after the beginning of dotted events`);
      return;
    }
    if (!this.#names.event.some((event) => matchesEvent(name, event))) {
      this.#report(
        offset,
        `unknown event '${name}'${didYouMean(name, this.#names.event)}; add it to the event type or correct it`,
      );
      return;
    }
    this.#candidates(state, { kind: 'event', event: name }, entry);
  }

  #candidates(source: DraftState, trigger: ChartTrigger, entry: LiteralEntry): void {
    if (source.kind === 'final') {
      this.#report(entry.offset, `final state ${source.path} can have no transitions; remove them`);
      return;
    }
    for (const draft of readCandidates(entry, trigger, this.#names, this.#report)) {
      this.#transitions.push({ source, draft });
    }
  }

  #children(state: DraftState, fields: ReadonlyMap<string, LiteralEntry>): void {
    const states = fields.get('states');
    const initial = fields.get('initial');
    if (states === undefined) {
      if (initial !== undefined && state.parent !== undefined)
        this.#report(initial.offset, `${nameOf(state)} has no states; drop \`initial\``);
      return;
    }
    if (state.kind === 'history') return;
    for (const child of this.#entries(states.value, 'states')) {
      const read = this.#state(child, state);
      if (read !== undefined) (read.kind === 'history' ? state.histories : state.children).push(read);
    }
    if (state.kind === 'final') {
      this.#report(states.offset, `final state ${state.path} cannot hold states`);
      return;
    }
    const known = state.children.map(({ name }) => name);
    if (state.kind === 'parallel') {
      if (initial !== undefined)
        this.#report(initial.offset, `${nameOf(state)} is parallel and enters all its regions; drop \`initial\``);
      return;
    }
    if (known.length === 0 && state.histories.length > 0) {
      this.#report(states.offset, `${nameOf(state)} has no states to record: a history state needs sibling states`);
      return;
    }
    if (initial === undefined) {
      this.#report(state.offset, `${nameOf(state)} needs \`initial\`, one of ${known.join(', ')}`);
      return;
    }
    const name = this.#initial(state, initial.value);
    state.initial = state.children.find((child) => child.name === name);
    if (state.initial !== undefined || name === undefined) return;
    if (state.histories.some((history) => history.name === name)) {
      this.#report(
        initial.offset,
        `initial '${name}' is a history state; select ${known.join(' or ')} and add transitions to '${name}'`,
      );
      return;
    }
    this.#report(
      initial.offset,
      `initial '${name}' is no child of ${nameOf(state)}${didYouMean(name, known)}; it has ${known.join(', ')}`,
    );
  }

  /** The name of the initial child: `'CHILD'` or `{ target: 'CHILD', actions }`. */
  #initial(state: DraftState, value: Literal): string | undefined {
    if (value.kind !== 'object') return this.#text(value, '`initial`');
    let name: string | undefined;
    for (const entry of value.entries) {
      if (entry.key === 'target') name = this.#text(entry.value, 'the target of `initial`');
      else if (entry.key === 'actions') state.initialActions = this.#actions(entry.value);
      else {
        const guess = didYouMean(entry.key, ['target', 'actions']);
        this.#report(entry.offset, `unknown key '${entry.key}' in \`initial\`${guess}`);
      }
    }
    if (name === undefined) this.#report(value.offset, '`initial` needs a `target`');
    return name;
  }

  /** The default target of a history state: a path from its parent, or `#id.PATH`. */
  #fallback(history: DraftState): void {
    const written = this.#targets.get(history);
    const { parent } = history;
    if (written === undefined || parent === undefined) return;
    const [first = '', ...path] = written.text.split('.');
    const from = first === `#${this.#id}` ? this.#root(history) : parent;
    const found = descend(from, from === parent ? [first, ...path] : path);
    const inside = this.#states
      .filter((state) => state.kind !== 'history' && state.path.startsWith(parent.path === '' ? '' : `${parent.path}.`))
      .map((state) => state.path.slice(parent.path === '' ? 0 : parent.path.length + 1));
    if (
      found === undefined ||
      found.kind === 'history' ||
      found === parent ||
      !selfAndAncestors(found).includes(parent)
    ) {
      const reason =
        found === undefined ? 'is no state' : found.kind === 'history' ? 'is a history state' : 'is no state';
      this.#report(
        written.offset,
        `target '${written.text}' of history state ${history.path} ${reason} inside ${nameOf(parent)}${didYouMean(written.text, inside)}; write one of its descendants, or no target for its initial state`,
      );
      return;
    }
    history.fallback = found;
  }

  #resolve(source: DraftState, draft: DraftTransition, index: number): ChartTransition {
    const targets = draft.targets.flatMap((target) => this.#target(source, target) ?? []);
    return { ...draft, index, source, targets, guard: draft.guard && this.#guard(source, draft.guard) };
  }

  /** A guard with the states that it asks for, which are written as a path from the machine or as `#id.PATH`. */
  #guard(source: DraftState, guard: DraftGuard): ChartGuard | undefined {
    switch (guard.kind) {
      case 'named':
        return namedGuard(guard.name, guard.params);
      case 'not': {
        const inner = this.#guard(source, guard.guard);
        return inner && notGuard(inner);
      }
      case 'and':
      case 'or':
        return combinedGuard(
          guard.kind,
          guard.guards.flatMap((each) => this.#guard(source, each) ?? []),
        );
      case 'in': {
        const path = guard.state.startsWith('#') ? guard.state : `#${this.#id}.${guard.state}`;
        const state = this.#target(source, { text: path, offset: guard.offset });
        if (state?.kind !== 'history') return state && stateGuard(state);
        this.#report(guard.offset, `history state ${state.path} is never active; ask for a state`);
        return undefined;
      }
    }
  }

  /** A state by name, as XState finds it: `SIBLING`, `SIBLING.CHILD`, `.CHILD` or `#id.PATH`. */
  #target(source: DraftState, { text: written, offset }: DraftTarget): DraftState | undefined {
    const [first = '', ...path] = written.split('.');
    let from: DraftState | undefined;
    if (first.startsWith('#')) {
      if (first.slice(1) === this.#id) from = this.#root(source);
      else {
        this.#report(
          offset,
          `target '${written}': this chart's id is '${this.#id}', write '${[`#${this.#id}`, ...path].join('.')}'`,
        );
        return undefined;
      }
    } else if (first === '') {
      from = source;
    } else if (source.parent === undefined) {
      this.#report(offset, `target '${written}': the machine itself has no siblings; write '.${written}'`);
      return undefined;
    } else {
      from = source.parent;
      path.unshift(first);
    }
    const target = descend(from, path);
    if (target === undefined || target.parent === undefined) {
      const known = this.#states.map((state) => `#${this.#id}.${state.path}`);
      const reason =
        target === undefined ? `unknown target '${written}'` : `target '${written}' is no state inside the machine`;
      const guess = didYouMean(
        [`#${this.#id}`, ...(from?.path === '' || from === undefined ? [] : [from.path]), ...path].join('.'),
        known,
      );
      this.#report(offset, `${reason}${guess}; write a sibling, '.CHILD' or '#${this.#id}.PATH'`);
      return undefined;
    }
    return target;
  }

  #root(state: DraftState): DraftState {
    let root = state;
    while (root.parent !== undefined) root = root.parent;
    return root;
  }

  #entries(value: Literal, key: string): readonly LiteralEntry[] {
    if (value.kind === 'object' && value.entries.length > 0) return value.entries;
    this.#report(value.offset, `\`${key}\` takes an object with at least one entry`);
    return [];
  }

  #text(value: Literal, what: string): string | undefined {
    if (value.kind === 'scalar' && typeof value.value === 'string' && value.value.trim() !== '') return value.value;
    this.#report(value.offset, `${what} must be a non-empty string`);
    return undefined;
  }

  /** `{ src: 'name', id, input, onDone, onError }`. */
  #invoke(state: DraftState, value: Literal, index: number): void {
    if (value.kind !== 'object') {
      this.#report(value.offset, "`invoke` takes an object, { src: 'name', id, input, onDone, onError }");
      return;
    }
    const field = (name: string): LiteralEntry | undefined => value.entries.find(({ key }) => key === name);
    const [src, id, input] = [field('src'), field('id'), field('input')];
    const machine = state.path === '' ? this.#id : `${this.#id}.${state.path}`;
    const name = src === undefined ? undefined : this.#text(src.value, '`src`');
    const actor = (id === undefined ? undefined : this.#text(id.value, '`id`')) ?? `${index}.${machine}`;
    if (src === undefined) this.#report(value.offset, '`invoke` needs a `src`, the name of an actor');
    else if (name !== undefined && !this.#names.actor.includes(name)) {
      const guess = didYouMean(name, this.#names.actor);
      this.#report(src.value.offset, `unknown actor '${name}'${guess}; declare it in setup({ actors })`);
    }
    if (this.#actors.has(actor)) {
      this.#report(id?.value.offset ?? value.offset, `two actors have the id '${actor}'; give one another \`id\``);
    }
    this.#actors.add(actor);
    const data = input === undefined ? undefined : dataOf(input.value);
    const invoke = { state, id: actor, src: name ?? '', input: data, offset: value.offset };
    state.invokes = [...state.invokes, invoke];
    for (const entry of value.entries) {
      if (entry.key === 'onDone') this.#candidates(state, { kind: 'actorDone', actor }, entry);
      else if (entry.key === 'onError') this.#candidates(state, { kind: 'actorError', actor }, entry);
      else if (!invokeKeys.includes(entry.key)) {
        this.#report(entry.offset, `unknown key '${entry.key}' in \`invoke\`${didYouMean(entry.key, invokeKeys)}`);
      }
    }
  }

  /** One tag or an array of them. */
  #tags(value: Literal): readonly string[] {
    const tags = (value.kind === 'array' ? value.items : [value]).flatMap((item) => this.#text(item, 'a tag') ?? []);
    return [...new Set(tags)];
  }

  #actions(value: Literal): readonly ChartAction[] {
    return readActions(value, this.#names, this.#report);
  }
}

function descend(from: DraftState, path: readonly string[]): DraftState | undefined {
  return path.reduce<DraftState | undefined>(
    (at, name) => [...(at?.children ?? []), ...(at?.histories ?? [])].find((child) => child.name === name),
    from,
  );
}

function nameOf(state: DraftState): string {
  return state.path === '' ? 'the machine' : `state ${state.path}`;
}
