import { didYouMean } from '../lint/suggestion.ts';
import type { ChartState, ChartTransition, ChartTrigger } from '../model/chart.ts';
import type { Literal, LiteralEntry, Report } from './chart-literal.ts';
import { type DeclaredNames, type DraftTransition, readCandidates, readNames } from './chart-transition.ts';

export interface StateTree {
  readonly id: string;
  readonly root: ChartState;
  /** Without the root, in document order. */
  readonly states: readonly ChartState[];
  readonly edges: readonly ChartTransition[];
}

type Draft<T> = { -readonly [Key in keyof T]: T[Key] };
type DraftState = Omit<Draft<ChartState>, 'parent' | 'children' | 'initial' | 'transitions'> & {
  parent: DraftState | undefined;
  children: DraftState[];
  initial: DraftState | undefined;
  transitions: ChartTransition[];
};

const stateKeys = ['type', 'initial', 'states', 'entry', 'exit', 'on', 'always', 'after', 'description', 'meta'];
const rootKeys = ['id', ...stateKeys.filter((key) => key !== 'type')];
const notYet = ['history', 'invoke', 'onDone', 'output', 'tags', 'context', 'route', 'version', 'options', 'target'];

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
    if (root.kind !== 'compound') {
      this.#report(config.offset, 'a chart needs `states`');
      return undefined;
    }
    const edges = this.#transitions
      .toSorted((a, b) => a.draft.offset - b.draft.offset)
      .map(({ source, draft }, index) => this.#resolve(source, draft, index));
    for (const edge of edges) (edge.source as DraftState).transitions.push(edge);
    return { id: this.#id, root, states: this.#states, edges };
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
    const state: DraftState = {
      path,
      name,
      kind: 'atomic',
      parent,
      children: [],
      initial: undefined,
      entry: [],
      exit: [],
      transitions: [],
      description: undefined,
      ref: undefined,
      offset,
    };
    if (!isRoot) this.#states.push(state);
    const fields = new Map(config.entries.map((field) => [field.key, field]));
    for (const field of config.entries) this.#field(state, field, isRoot);
    this.#children(state, fields);
    return state;
  }

  #field(state: DraftState, field: LiteralEntry, isRoot: boolean): void {
    const { key, value, offset } = field;
    const keys = isRoot ? rootKeys : stateKeys;
    if (!keys.includes(key)) {
      const known = notYet.includes(key);
      this.#report(
        offset,
        known ? `'${key}' is not supported yet` : `unknown key '${key}' in ${nameOf(state)}${didYouMean(key, keys)}`,
      );
      return;
    }
    switch (key) {
      case 'type':
        if (value.kind === 'scalar' && value.value === 'final') state.kind = 'final';
        else if (value.kind === 'scalar' && (value.value === 'parallel' || value.value === 'history')) {
          this.#report(value.offset, `${value.value} states are not supported yet`);
        } else
          this.#report(value.offset, "only `type: 'final'` is written out; atomic and compound follow from `states`");
        break;
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
    }
  }

  #trigger(state: DraftState, key: 'on' | 'after', entry: LiteralEntry): void {
    const { key: name, offset } = entry;
    if (key === 'after') {
      if (!this.#names.delay.includes(name)) {
        this.#report(
          offset,
          `unknown delay '${name}'${didYouMean(name, this.#names.delay)}; XState would fire it at once; declare it in setup({ delays })`,
        );
        return;
      }
      this.#candidates(state, { kind: 'after', delay: name }, entry);
      return;
    }
    if (name.includes('*')) {
      this.#report(offset, `wildcard '${name}' fills no cell: name every event, so that a new one cannot slip through`);
      return;
    }
    if (!this.#names.event.includes(name)) {
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
      this.#report(entry.offset, `final state ${source.path} has no transitions; nothing happens after the end`);
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
        this.#report(initial.offset, `${nameOf(state)} has no states to begin with; drop \`initial\``);
      return;
    }
    for (const child of this.#entries(states.value, 'states')) {
      const read = this.#state(child, state);
      if (read !== undefined) state.children.push(read);
    }
    if (state.kind === 'final') {
      this.#report(states.offset, `final state ${state.path} cannot hold states`);
      return;
    }
    state.kind = 'compound';
    const known = state.children.map(({ name }) => name);
    if (initial === undefined) {
      this.#report(state.offset, `${nameOf(state)} needs \`initial\`, one of ${known.join(', ')}`);
      return;
    }
    const name = this.#text(initial.value, '`initial`');
    state.initial = state.children.find((child) => child.name === name);
    if (state.initial === undefined && name !== undefined) {
      this.#report(
        initial.offset,
        `initial '${name}' is no child of ${nameOf(state)}${didYouMean(name, known)}; it has ${known.join(', ')}`,
      );
    }
  }

  /** A child by name, as XState finds it: `SIBLING`, `SIBLING.CHILD`, `.CHILD` or `#id.PATH`. */
  #resolve(source: DraftState, draft: DraftTransition, index: number): ChartTransition {
    const { target: written, targetOffset, ...rest } = draft;
    if (written === undefined) return { ...rest, index, source, target: undefined };
    const [first = '', ...path] = written.split('.');
    let from: DraftState | undefined;
    if (first.startsWith('#')) {
      if (first.slice(1) === this.#id) from = this.#root(source);
      else {
        this.#report(
          targetOffset,
          `target '${written}': this chart's id is '${this.#id}', write '${[`#${this.#id}`, ...path].join('.')}'`,
        );
        return { ...rest, index, source, target: undefined };
      }
    } else if (first === '') {
      from = source;
    } else if (source.parent === undefined) {
      this.#report(targetOffset, `target '${written}': the machine itself has no siblings; write '.${written}'`);
      return { ...rest, index, source, target: undefined };
    } else {
      from = source.parent;
      path.unshift(first);
    }
    const target = path.reduce<DraftState | undefined>(
      (at, name) => at?.children.find((child) => child.name === name),
      from,
    );
    if (target === undefined || target.parent === undefined) {
      const known = this.#states.map((state) => `#${this.#id}.${state.path}`);
      const reason =
        target === undefined ? `unknown target '${written}'` : `target '${written}' is no state inside the machine`;
      const guess = didYouMean(
        [`#${this.#id}`, ...(from?.path === '' || from === undefined ? [] : [from.path]), ...path].join('.'),
        known,
      );
      this.#report(targetOffset, `${reason}${guess}; write a sibling, '.CHILD' or '#${this.#id}.PATH'`);
      return { ...rest, index, source, target: undefined };
    }
    return { ...rest, index, source, target };
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
    this.#report(value.offset, `${what} is a string with something in it`);
    return undefined;
  }

  #actions(value: Literal): readonly string[] {
    return readNames(value, 'action', this.#names, this.#report);
  }
}

function nameOf(state: DraftState): string {
  return state.path === '' ? 'the machine' : `state ${state.path}`;
}
