import { literalText } from '../../../../generator/emit/machines/literal-text.ts';
import { ChartCall } from '../../../../generator/model/chart-call.ts';
import { SeededRandom } from '../../seeded-random.ts';

const events = ['up', 'down', 'left', 'right', 'turn', 'turn.slowly', 'turn.slowly.back'];
/** Raised by actions: its transitions lead forward only, like those without an event. */
const raised = 'pulse';
const guards = ['maybe', 'perhaps', 'rarely'];
const actions = ['jump', 'sing', 'rest', 'wave', 'bow', 'hum'];
const actors = ['fetch', 'count'];
const tags = ['wet', 'cold'];
const delays = ['soon', 'later', '1500', '20'];

/** A state before its transitions are drawn. */
interface DraftState {
  readonly path: string;
  readonly name: string;
  readonly parent: DraftState | undefined;
  readonly children: DraftState[];
  kind: 'atomic' | 'compound' | 'parallel' | 'final' | 'history';
  /** First and last leaf inside, by number. */
  first: number;
  last: number;
}

type Config = Record<string, unknown>;

/**
 * The text of a random chart with every construct: up to five levels, nested parallel states, both kinds of history, final
 * states at every level with `onDone`, eventless transitions without cycles, timers, all spellings of a target. Such charts
 * are not total.
 */
export function randomChart(seed: string): string {
  return new ChartGenerator(new SeededRandom(seed)).draw();
}

class ChartGenerator {
  readonly #random: SeededRandom;
  readonly #states: DraftState[] = [];
  /** Constructs that change how the whole chart is compiled are in some charts only. */
  readonly #hasWildcards: boolean;
  readonly #raises: boolean;
  readonly #hasActors: boolean;
  #leaves = 0;
  #invokes = 0;

  constructor(random: SeededRandom) {
    this.#random = random;
    this.#hasWildcards = random.oneIn(3);
    this.#raises = random.oneIn(3);
    this.#hasActors = random.oneIn(2);
  }

  draw(): string {
    const root: DraftState = { ...blank('', undefined, 0), kind: this.#random.oneIn(6) ? 'parallel' : 'compound' };
    this.#grow(root, 0);
    const config = { id: 'random', ...(this.#random.oneIn(3) ? { output: { grade: 1 } } : {}), ...this.#config(root) };
    const members = [...events, raised].map((event) => `{ type: '${event}' }`).join(' | ');
    const stubs = (names: readonly string[], stub: string): string =>
      names.map((name) => `${name}: ${stub}`).join(', ');
    return [
      "import { and, fromCallback, not, or, raise, setup, stateIn } from 'xstate';",
      `type RandomEvent = ${members};`,
      'export const random = setup({',
      '  types: { events: {} as RandomEvent },',
      `  actions: { ${stubs(actions, '() => {}')}, turnBy: (_, params: { angle: number; name?: string }) => {} },`,
      `  guards: { ${stubs(guards, '() => false')}, isAbove: (_, params: { limit: number }) => false },`,
      '  delays: { soon: 1000, later: 1000 },',
      '  actors: { fetch: fromCallback(() => {}), count: fromCallback(() => {}) },',
      `}).createMachine(${literalText(config, '', 0, 0)});`,
      '',
    ].join('\n');
  }

  #grow(parent: DraftState, depth: number): void {
    const random = this.#random;
    const isParallel = parent.kind === 'parallel';
    const count = isParallel ? 2 + random.below(2) : depth === 0 ? 2 + random.below(4) : 1 + random.below(3);
    parent.first = this.#leaves;
    for (let index = 0; index < count && (this.#states.length < 25 || (isParallel && index < 2)); index++) {
      const state = blank(`${'SABCDE'[depth] ?? 'X'}${index}`, parent, this.#leaves);
      const isFinal = isParallel ? random.oneIn(20) : index > 0 && random.oneIn(this.#isInRegion(parent) ? 3 : 8);
      if (isFinal) state.kind = 'final';
      else if (depth < 4 && this.#states.length < 24 && (isParallel ? !random.oneIn(6) : random.oneIn(2 + depth))) {
        state.kind = random.oneIn(3 + depth) ? 'parallel' : 'compound';
      }
      parent.children.push(state);
      this.#states.push(state);
      if (state.kind === 'compound' || state.kind === 'parallel') this.#grow(state, depth + 1);
      else {
        state.last = this.#leaves;
        this.#leaves += 1;
      }
    }
    parent.last = this.#leaves - 1;
    if (depth > 0 && random.oneIn(4)) {
      const history: DraftState = { ...blank('BACK', parent, parent.first), kind: 'history', last: parent.last };
      parent.children.push(history);
      this.#states.push(history);
    }
  }

  #isInRegion({ parent }: DraftState): boolean {
    return parent?.kind === 'parallel';
  }

  #config(state: DraftState): Config {
    const random = this.#random;
    const config: Config = {};
    if (state.kind !== 'atomic' && state.kind !== 'compound') config['type'] = state.kind;
    if (state.kind === 'history') return { ...config, ...this.#history(state) };
    if (random.oneIn(2)) config['entry'] = this.#actions();
    if (random.oneIn(2)) config['exit'] = this.#actions();
    if (random.oneIn(5)) config['tags'] = random.oneIn(2) ? random.pick(tags) : tags;
    if (state.kind === 'compound') {
      const { name } = random.pick(state.children.filter(({ kind }) => kind !== 'history'));
      config['initial'] = random.oneIn(4) ? { target: name, actions: this.#actions() } : name;
    }
    if (state.kind !== 'final') {
      if (this.#hasActors && random.oneIn(8)) config['invoke'] = this.#invoke(state);
      const on = [...events, raised, ...(this.#hasWildcards ? ['*', 'turn.*', 'turn.slowly.*'] : [])]
        .filter(() => random.oneIn(3))
        .map((event) => [
          event,
          this.#candidates(() => (event === '*' || event === raised ? this.#caught(state) : this.#edge(state))),
        ]);
      if (on.length > 0) config['on'] = Object.fromEntries(on);
      const after = delays
        .filter(() => random.oneIn(6))
        .map((delay) => [delay, this.#candidates(() => this.#timed(state))]);
      if (after.length > 0) config['after'] = Object.fromEntries(after);
      const ahead = this.#ahead(state);
      if (ahead.length > 0 && random.oneIn(6)) config['always'] = this.#candidates(() => this.#forward(ahead));
      if (canComplete(state) && random.oneIn(2)) {
        const isAction = ahead.length === 0 || random.oneIn(5);
        config['onDone'] = this.#candidates(() => (isAction ? { actions: this.#actions() } : this.#forward(ahead)));
      }
    }
    if (state.children.length > 0) {
      config['states'] = Object.fromEntries(state.children.map((child) => [child.name, this.#config(child)]));
    }
    return config;
  }

  /** The depth of a history state and its default target. */
  #history({ parent }: DraftState): Config {
    const random = this.#random;
    const deep = parent?.kind === 'parallel' || random.oneIn(2);
    const inside = this.#states.filter(
      (state) => parent !== undefined && isDescendant(state, parent) && state.kind !== 'history',
    );
    const target = random.oneIn(2) ? { target: random.pick(inside).path.slice((parent?.path.length ?? 0) + 1) } : {};
    return { ...(deep ? { history: 'deep' } : random.oneIn(2) ? { history: 'shallow' } : {}), ...target };
  }

  /** An eventless transition. Its target follows the source in document order, so it cannot be part of a cycle. */
  #forward(ahead: readonly DraftState[]): Config {
    return { ...this.#decorations(), ...this.#target(this.#random.pick(ahead), ahead) };
  }

  /** One candidate or a list; only the last candidate of a list may lack a guard. */
  #candidates(draw: () => Config | string): unknown {
    const random = this.#random;
    if (!random.oneIn(3)) return draw();
    return [
      ...this.#guarded(draw),
      ...(random.oneIn(2) ? this.#guarded(draw) : []),
      ...(random.oneIn(2) ? [draw()] : []),
    ];
  }

  #guarded(draw: () => Config | string): readonly Config[] {
    const edge = draw();
    return [{ ...(typeof edge === 'string' ? { target: edge } : edge), guard: this.#guard(2) }];
  }

  /** An actor with transitions at its end, or two. */
  #invoke(state: DraftState): unknown {
    const random = this.#random;
    const one = (): Config => {
      this.#invokes += 1;
      return {
        src: random.pick(actors),
        ...(random.oneIn(3) ? { id: `actor${this.#invokes}` } : {}),
        ...(random.oneIn(3) ? { input: { page: random.below(5) } } : {}),
        ...(random.oneIn(2) ? { onDone: this.#candidates(() => this.#timed(state)) } : {}),
        ...(random.oneIn(2) ? { onError: this.#candidates(() => this.#timed(state)) } : {}),
      };
    };
    return random.oneIn(3) ? [one(), one()] : one();
  }

  /** States behind the source in document order. Not in another region: that would enter the source again. */
  #ahead(source: DraftState): readonly DraftState[] {
    return this.#states.filter(
      (target) =>
        target.first > source.last && mayLead(source, target) && commonAncestor(source, target)?.kind !== 'parallel',
    );
  }

  /** A transition for `*`, which matches completions too, or for what is raised: one that leads back could go on for ever. */
  #caught(source: DraftState): Config {
    const ahead = this.#ahead(source);
    return ahead.length === 0 || this.#random.oneIn(3) ? { actions: this.#random.pick(actions) } : this.#forward(ahead);
  }

  /** A transition for an event, with any spelling of its target. */
  #edge(source: DraftState): Config | string {
    const random = this.#random;
    if (random.oneIn(8)) return { actions: this.#actions() };
    if (random.oneIn(12)) return { description: 'Nothing to do.', meta: { ref: 'section 1' } };
    const decorations = this.#decorations();
    const targets = this.#states.filter((state) => mayLead(source, state));
    if (targets.length === 0) return { actions: this.#actions() };
    const target = random.pick(targets);
    const spelling = random.pick(this.#spellings(source, target));
    if (random.oneIn(5)) return spelling;
    const several = random.oneIn(3) ? this.#target(target, targets) : { target: spelling };
    return { ...decorations, ...several };
  }

  /** A target, and further ones in other regions where there are any. */
  #target(first: DraftState, among: readonly DraftState[]): Config {
    const random = this.#random;
    const chosen = [first];
    for (const state of among) {
      if (random.oneIn(3) && chosen.every((other) => areOrthogonal(other, state))) chosen.push(state);
    }
    const targets = chosen.map(({ path }) => `#random.${path}`);
    return { target: targets.length === 1 && random.oneIn(2) ? targets[0] : targets };
  }

  #timed(source: DraftState): Config | string {
    const edge = this.#edge(source);
    if (typeof edge === 'string') return { target: edge };
    return edge['target'] === undefined ? { actions: this.#actions() } : edge;
  }

  #spellings(source: DraftState, target: DraftState): readonly string[] {
    const spellings = [`#random.${target.path}`];
    if (target.path.startsWith(`${source.path}.`)) spellings.push(target.path.slice(source.path.length));
    if (source.path === '') spellings.push(`.${target.path}`);
    if (source.parent !== undefined) {
      const prefix = source.parent.path === '' ? '' : `${source.parent.path}.`;
      if (target.path.startsWith(prefix) && target.path.length > prefix.length)
        spellings.push(target.path.slice(prefix.length));
    }
    return spellings;
  }

  #decorations(): Config {
    const random = this.#random;
    return {
      ...(random.oneIn(4) ? { guard: this.#guard(2) } : {}),
      ...(random.oneIn(2) ? { actions: this.#actions() } : {}),
      ...(random.oneIn(3) ? { reenter: true } : {}),
    };
  }

  /** A name, a name with parameters, a combination of at most `depth` levels, or a state that must be active. */
  #guard(depth: number): unknown {
    const random = this.#random;
    if (depth === 0 || !random.oneIn(3)) {
      if (random.oneIn(6)) return { type: 'isAbove', params: { limit: random.below(3) } };
      return random.oneIn(2) ? random.pick(guards) : { type: random.pick(guards) };
    }
    const some = (): readonly unknown[] => Array.from({ length: 1 + random.below(3) }, () => this.#guard(depth - 1));
    switch (random.below(4)) {
      case 0:
        return new ChartCall('not', this.#guard(depth - 1));
      case 1:
        return new ChartCall('and', some());
      case 2:
        return new ChartCall('or', some());
      default: {
        const { path } = random.pick(this.#states.filter(({ kind }) => kind !== 'history'));
        return new ChartCall('stateIn', random.oneIn(2) ? path : `#random.${path}`);
      }
    }
  }

  #actions(): unknown {
    const random = this.#random;
    const one = (): unknown => {
      if (this.#raises && random.oneIn(8)) return new ChartCall('raise', { type: raised });
      if (random.oneIn(8)) return { type: 'turnBy', params: { angle: random.below(3) - 1, name: 'left' } };
      return random.oneIn(2) ? random.pick(actions) : { type: random.pick(actions) };
    };
    return random.oneIn(2) ? one() : [one(), one()];
  }
}

function blank(name: string, parent: DraftState | undefined, leaf: number): DraftState {
  const path = parent === undefined || parent.path === '' ? name : `${parent.path}.${name}`;
  return { path, name, parent, children: [], kind: 'atomic', first: leaf, last: leaf };
}

function ancestors(state: DraftState): readonly DraftState[] {
  return state.parent === undefined ? [] : [state.parent, ...ancestors(state.parent)];
}

function isDescendant(state: DraftState, other: DraftState): boolean {
  return ancestors(state).includes(other);
}

/** The innermost state that contains both ends of an external transition. */
function commonAncestor(source: DraftState, target: DraftState): DraftState | undefined {
  return ancestors(target).find((state) => isDescendant(source, state));
}

/** Whether a chart allows the transition: a history state is not entered from inside its parent. */
function mayLead(source: DraftState, { kind, parent }: DraftState): boolean {
  return kind !== 'history' || parent === undefined || (source !== parent && !isDescendant(source, parent));
}

/** Whether two states lie in different regions of a parallel state. */
function areOrthogonal(a: DraftState, b: DraftState): boolean {
  const around = ancestors(a).find((state) => isDescendant(b, state));
  if (around?.kind !== 'parallel') return false;
  const regionOf = (state: DraftState): DraftState | undefined =>
    [state, ...ancestors(state)].find(({ parent }) => parent === around);
  const [one, other] = [regionOf(a), regionOf(b)];
  return one !== other && one?.kind !== 'history' && other?.kind !== 'history';
}

function canComplete({ kind, children }: DraftState): boolean {
  if (kind === 'parallel') return children.every((child) => child.kind === 'history' || canComplete(child));
  return kind === 'final' || children.some((child) => child.kind === 'final');
}
