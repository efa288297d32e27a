import { literalText } from '../../generator/emit/machines/literal-text.ts';
import { Dice } from './dice.ts';

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
  readonly final: boolean;
  /** First and last leaf inside, by number. */
  first: number;
  last: number;
}

type Config = Record<string, unknown>;

/**
 * The text of a chart drawn from the whole supported subset: up to four levels, final states at every level, eventless
 * transitions that never go round in a circle, timers, all spellings of a target. Such charts are not total.
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
    const root: Sketch = { path: '', name: '', parent: undefined, children: [], final: false, first: 0, last: 0 };
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
    const count = depth === 0 ? 2 + this.#dice.below(4) : 1 + this.#dice.below(3);
    parent.first = this.#leaves;
    for (let index = 0; index < count && this.#states.length < 25; index++) {
      const name = `${'SABCD'[depth] ?? 'X'}${index}`;
      const path = parent.path === '' ? name : `${parent.path}.${name}`;
      const final = index > 0 && this.#dice.once(8);
      const state: Sketch = { path, name, parent, children: [], final, first: this.#leaves, last: this.#leaves };
      parent.children.push(state);
      this.#states.push(state);
      if (!final && depth < 3 && this.#dice.once(2 + depth)) this.#grow(state, depth + 1);
      if (state.children.length === 0) {
        state.last = this.#leaves;
        this.#leaves += 1;
      }
    }
    parent.last = this.#leaves - 1;
  }

  #config(state: Sketch): Config {
    const dice = this.#dice;
    const config: Config = {};
    if (state.final) config['type'] = 'final';
    if (dice.once(2)) config['entry'] = this.#actions();
    if (dice.once(2)) config['exit'] = this.#actions();
    if (state.children.length > 0) config['initial'] = dice.pick(state.children).name;
    if (!state.final) {
      const on = events.filter(() => dice.once(3)).map((event) => [event, this.#candidates(() => this.#edge(state))]);
      if (on.length > 0) config['on'] = Object.fromEntries(on);
      const after = delays
        .filter(() => dice.once(6))
        .map((delay) => [delay, this.#candidates(() => this.#timed(state))]);
      if (after.length > 0) config['after'] = Object.fromEntries(after);
      const ahead = this.#states.filter((target) => target.first > state.last);
      if (ahead.length > 0 && dice.once(6)) {
        config['always'] = this.#candidates(() => ({
          ...this.#decorations(),
          target: `#random.${dice.pick(ahead).path}`,
        }));
      }
    }
    if (state.children.length > 0) {
      config['states'] = Object.fromEntries(state.children.map((child) => [child.name, this.#config(child)]));
    }
    return config;
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
    const target = dice.pick(this.#states);
    const spelling = dice.pick(this.#spellings(source, target));
    if (dice.once(5)) return spelling;
    const alert = target.name === 'FAILED' ? { meta: { alert: 'failure', ref: 'section 2' } } : {};
    return { ...this.#decorations(), ...alert, target: spelling };
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
