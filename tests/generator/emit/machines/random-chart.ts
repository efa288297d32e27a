import { literalText } from '../../../../generator/emit/machines/literal-text.ts';
import { Dice } from '../../seeded-random.ts';

const events = ['up', 'down', 'left', 'right', 'turn'];
const guards = ['maybe', 'perhaps', 'rarely'];
const actions = ['jump', 'sing', 'rest', 'wave', 'bow', 'hum'];
const delays = ['soon', 'later'];

/** A state before its transitions are drawn. */
interface Sketch {
  readonly path: string;
  readonly name: string;
  readonly parent: Sketch | undefined;
  readonly children: Sketch[];
  kind: 'atomic' | 'compound' | 'parallel' | 'final' | 'history';
  /** First and last leaf inside, by number. */
  first: number;
  last: number;
}

type Config = Record<string, unknown>;

/**
 * The text of a chart drawn from everything a chart may contain: up to five levels, parallel states inside each other,
 * history of both kinds, final states at every level with `onDone`, eventless transitions that never go round in a circle,
 * timers, all spellings of a target. Such charts are not total.
 */
export function randomChart(seed: string): string {
  return new ChartArtist(new Dice(seed)).draw();
}

class ChartArtist {
  readonly #dice: Dice;
  readonly #states: Sketch[] = [];
  #leaves = 0;

  constructor(dice: Dice) {
    this.#dice = dice;
  }

  draw(): string {
    const root: Sketch = { ...blank('', undefined, 0), kind: this.#dice.once(6) ? 'parallel' : 'compound' };
    this.#grow(root, 0);
    const config = { id: 'random', ...this.#config(root) };
    const members = events.map((event) => `{ type: '${event}' }`).join(' | ');
    const stubs = (names: readonly string[], stub: string): string =>
      names.map((name) => `${name}: ${stub}`).join(', ');
    return [
      "import { setup } from 'xstate';",
      `type RandomEvent = ${members};`,
      'export const random = setup({',
      '  types: { events: {} as RandomEvent },',
      `  actions: { ${stubs(actions, '() => {}')} },`,
      `  guards: { ${stubs(guards, '() => false')} },`,
      `  delays: { ${stubs(delays, '1000')} },`,
      `}).createMachine(${literalText(config, '', 0, 0)});`,
      '',
    ].join('\n');
  }

  #grow(parent: Sketch, depth: number): void {
    const dice = this.#dice;
    const isParallel = parent.kind === 'parallel';
    const count = isParallel ? 2 + dice.below(2) : depth === 0 ? 2 + dice.below(4) : 1 + dice.below(3);
    parent.first = this.#leaves;
    for (let index = 0; index < count && (this.#states.length < 25 || (isParallel && index < 2)); index++) {
      const state = blank(`${'SABCDE'[depth] ?? 'X'}${index}`, parent, this.#leaves);
      const isFinal = isParallel ? dice.once(20) : index > 0 && dice.once(this.#isInRegion(parent) ? 3 : 8);
      if (isFinal) state.kind = 'final';
      else if (depth < 4 && this.#states.length < 24 && (isParallel ? !dice.once(6) : dice.once(2 + depth))) {
        state.kind = dice.once(3 + depth) ? 'parallel' : 'compound';
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
    if (depth > 0 && dice.once(4)) {
      const history: Sketch = { ...blank('BACK', parent, parent.first), kind: 'history', last: parent.last };
      parent.children.push(history);
      this.#states.push(history);
    }
  }

  #isInRegion({ parent }: Sketch): boolean {
    return parent?.kind === 'parallel';
  }

  #config(state: Sketch): Config {
    const dice = this.#dice;
    const config: Config = {};
    if (state.kind !== 'atomic' && state.kind !== 'compound') config['type'] = state.kind;
    if (state.kind === 'history') return { ...config, ...this.#history(state) };
    if (dice.once(2)) config['entry'] = this.#actions();
    if (dice.once(2)) config['exit'] = this.#actions();
    if (state.kind === 'compound') {
      config['initial'] = dice.pick(state.children.filter(({ kind }) => kind !== 'history')).name;
    }
    if (state.kind !== 'final') {
      const on = events.filter(() => dice.once(3)).map((event) => [event, this.#candidates(() => this.#edge(state))]);
      if (on.length > 0) config['on'] = Object.fromEntries(on);
      const after = delays
        .filter(() => dice.once(6))
        .map((delay) => [delay, this.#candidates(() => this.#timed(state))]);
      if (after.length > 0) config['after'] = Object.fromEntries(after);
      const ahead = this.#states.filter((target) => target.first > state.last && mayLead(state, target, true));
      const near = ahead.filter((target) => parallelsLeft(state, target) < 2);
      if (near.length > 0 && dice.once(6)) config['always'] = this.#candidates(() => this.#onwards(near));
      if (state.path !== '' && canEnd(state) && dice.once(2)) {
        const isAction = ahead.length === 0 || dice.once(5);
        config['onDone'] = this.#candidates(() => (isAction ? { actions: this.#actions() } : this.#onwards(ahead)));
      }
    }
    if (state.children.length > 0) {
      config['states'] = Object.fromEntries(state.children.map((child) => [child.name, this.#config(child)]));
    }
    return config;
  }

  /** What a history state remembers, and where it leads for the first time. */
  #history({ parent }: Sketch): Config {
    const dice = this.#dice;
    const deep = parent?.kind === 'parallel' || dice.once(2);
    const inside = this.#states.filter(
      (state) => parent !== undefined && isInside(state, parent) && state.kind !== 'history',
    );
    const target = dice.once(2) ? { target: dice.pick(inside).path.slice((parent?.path.length ?? 0) + 1) } : {};
    return { ...(deep ? { history: 'deep' } : dice.once(2) ? { history: 'shallow' } : {}), ...target };
  }

  /** A transition that waits for no event: it leads to states further down, so that it cannot go round in a circle. */
  #onwards(ahead: readonly Sketch[]): Config {
    return { ...this.#decorations(), target: `#random.${this.#dice.pick(ahead).path}` };
  }

  /** One candidate or a list of them, of which only the last may come without a guard. */
  #candidates(draw: () => Config | string): unknown {
    const dice = this.#dice;
    if (!dice.once(3)) return draw();
    return [...this.#guarded(draw), ...(dice.once(2) ? this.#guarded(draw) : []), ...(dice.once(2) ? [draw()] : [])];
  }

  #guarded(draw: () => Config | string): readonly Config[] {
    const edge = draw();
    return [{ ...(typeof edge === 'string' ? { target: edge } : edge), guard: { type: this.#dice.pick(guards) } }];
  }

  /** A transition for an event, with any spelling of its target. */
  #edge(source: Sketch): Config | string {
    const dice = this.#dice;
    if (dice.once(8)) return { actions: this.#actions() };
    if (dice.once(12)) return { description: 'Nothing to do.', meta: { ref: 'section 1' } };
    const decorations = this.#decorations();
    const targets = this.#states.filter((state) => mayLead(source, state, decorations['reenter'] === true));
    if (targets.length === 0) return { actions: this.#actions() };
    const target = dice.pick(targets);
    const spelling = dice.pick(this.#spellings(source, target));
    if (dice.once(5) && mayLead(source, target, false)) return spelling;
    const alert = target.name === 'FAILED' ? { meta: { alert: 'failure', ref: 'section 2' } } : {};
    return { ...decorations, ...alert, target: spelling };
  }

  #timed(source: Sketch): Config | string {
    const edge = this.#edge(source);
    if (typeof edge === 'string') return { target: edge };
    return edge['target'] === undefined ? { actions: this.#actions() } : edge;
  }

  #spellings(source: Sketch, target: Sketch): readonly string[] {
    const spellings = [`#random.${target.path}`];
    if (target.path.startsWith(`${source.path}.`)) spellings.push(target.path.slice(source.path.length));
    if (source.path === '') spellings.push(`.${target.path}`);
    if (source.parent !== undefined) {
      const around = source.parent.path === '' ? '' : `${source.parent.path}.`;
      if (target.path.startsWith(around) && target.path.length > around.length)
        spellings.push(target.path.slice(around.length));
    }
    return spellings;
  }

  #decorations(): Config {
    const dice = this.#dice;
    return {
      ...(dice.once(4) ? { guard: dice.once(2) ? dice.pick(guards) : { type: dice.pick(guards) } } : {}),
      ...(dice.once(2) ? { actions: this.#actions() } : {}),
      ...(dice.once(3) ? { reenter: true } : {}),
    };
  }

  #actions(): unknown {
    const dice = this.#dice;
    const one = (): unknown => (dice.once(2) ? dice.pick(actions) : { type: dice.pick(actions) });
    return dice.once(2) ? one() : [one(), one()];
  }
}

function blank(name: string, parent: Sketch | undefined, leaf: number): Sketch {
  const path = parent === undefined || parent.path === '' ? name : `${parent.path}.${name}`;
  return { path, name, parent, children: [], kind: 'atomic', first: leaf, last: leaf };
}

function around(state: Sketch): readonly Sketch[] {
  return state.parent === undefined ? [] : [state.parent, ...around(state.parent)];
}

function isInside(state: Sketch, other: Sketch): boolean {
  return around(state).includes(other);
}

/** What holds both ends of a transition that leaves its source. */
function meeting(source: Sketch, target: Sketch): Sketch | undefined {
  return around(target).find((state) => isInside(source, state));
}

/** A region moves no other region, and history is for those outside. */
function mayLead(source: Sketch, target: Sketch, reenter: boolean): boolean {
  if (target.kind === 'history' && target.parent !== undefined) {
    if (source === target.parent || isInside(source, target.parent)) return false;
  }
  if (!reenter && (target === source || isInside(target, source))) return true;
  return meeting(source, target)?.kind !== 'parallel';
}

function parallelsLeft(source: Sketch, target: Sketch): number {
  const end = meeting(source, target);
  return around(source).filter((state) => state.kind === 'parallel' && (end === undefined || isInside(state, end)))
    .length;
}

function canEnd({ kind, children }: Sketch): boolean {
  if (kind === 'parallel') return children.every((child) => child.kind === 'history' || canEnd(child));
  return kind === 'final' || children.some((child) => child.kind === 'final');
}
