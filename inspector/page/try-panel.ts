import { outcomeOf } from '../model/chart.ts';
import type { ActiveStates } from '../model/configuration.ts';
import { formatDuration } from '../model/number-format.ts';
import { possibleTriggers, type SimulatedStep } from '../model/simulation.ts';
import { button, element, linkedText, requireElement } from './dom.ts';
import type { Inspector, View } from './inspector.ts';
import { type FiredEvent, SimulationRun } from './simulation-run.ts';

/** Runs the selected chart by hand: fires events, asks the user about guards, shows what happens. */
export class TryPanel implements View {
  readonly #inspector: Inspector;
  readonly #panel = requireElement('#panel-try');
  readonly #body = requireElement('[data-show="try"]', this.#panel);
  #run: SimulationRun | undefined;

  constructor(inspector: Inspector) {
    this.#inspector = inspector;
  }

  /** The active states of the chart that is run by hand. */
  get active(): ActiveStates {
    return this.#current?.active ?? { atomic: [], history: new Map() };
  }

  /** What the chart area highlights. */
  get highlight(): { active: readonly string[]; last: readonly number[]; past: readonly number[]; isNow: boolean } {
    const run = this.#current;
    if (run === undefined) return { active: [], last: [], past: [], isNow: false };
    const edges = run.fired.map(({ steps }) => steps.map(({ edge }) => edge));
    const pending = run.pending?.result;
    const last = pending?.kind === 'question' ? [pending.edge] : (edges.at(-1) ?? []);
    return { active: run.active.atomic, last, past: edges.flat(), isNow: true };
  }

  render(): void {
    if (this.#panel.hidden) return;
    const { selection, chart, machine } = this.#inspector;
    if (chart === undefined) return;
    const run = this.#current;
    if (run === undefined) {
      const copy = button(
        'Continue by hand from here',
        () => {
          this.#run = new SimulationRun(chart, machine?.active);
          this.#inspector.select({ kind: 'chart', chart });
        },
        { class: 'primary' },
      );
      const name = selection?.kind === 'machine' ? selection.key : chart.id;
      const text = `${name} is driven by the trace. A copy of it that is not connected can be run by hand.`;
      this.#body.replaceChildren(element('p', {}, text), copy);
      return;
    }
    this.#body.replaceChildren(...this.#question(run), ...this.#events(run), ...this.#history(run));
  }

  /** The run of the selected chart; undefined when the trace drives it. */
  get #current(): SimulationRun | undefined {
    const { selection } = this.#inspector;
    if (selection?.kind !== 'chart') return undefined;
    if (this.#run?.chart !== selection.chart) this.#run = new SimulationRun(selection.chart);
    return this.#run;
  }

  #change(change: () => void): void {
    const hadFocus = this.#body.contains(document.activeElement);
    change();
    this.#inspector.render();
    if (hadFocus) this.#body.querySelector<HTMLElement>('.question button, .fire')?.focus();
  }

  #question(run: SimulationRun): readonly HTMLElement[] {
    const { pending } = run;
    if (pending === undefined) return [];
    const cancel = button('Cancel', () => this.#change(() => run.undo()));
    if (pending.result.kind !== 'question') {
      return [
        element('div', { class: 'question', role: 'alert' }, 'The edges without an event lead in a circle.', cancel),
      ];
    }
    const { guard, edge } = pending.result;
    const declared = run.chart.edges[edge];
    const of =
      declared === undefined ? '' : `${declared.from === '' ? 'any state' : declared.from}, ${declared.trigger}: `;
    return [
      element(
        'div',
        { class: 'question', role: 'group', 'aria-label': `Guard ${guard}` },
        element('p', {}, 'Does the guard hold? ', element('code', {}, guard)),
        element('p', { class: 'quiet' }, `${of}${declared === undefined ? '' : outcomeOf(declared)}`),
        button('true', () => this.#change(() => run.answer(true)), { class: 'primary' }),
        button('false', () => this.#change(() => run.answer(false))),
        cancel,
      ),
    ];
  }

  #events(run: SimulationRun): readonly HTMLElement[] {
    const triggers = possibleTriggers(run.chart, run.active);
    const items = triggers.map((trigger) => {
      const delay = trigger.startsWith('after ') ? run.chart.delays?.[trigger.slice(6)] : undefined;
      const label = delay === undefined ? trigger : `${trigger} (${formatDuration(delay)})`;
      const fire = button(label, () => this.#change(() => run.fire(trigger)), { class: 'fire', 'data-fire': trigger });
      fire.disabled = run.pending !== undefined;
      return fire;
    });
    const state = run.active.atomic.join(', ');
    const none = element('p', { class: 'quiet' }, 'The machine has come to its end.');
    return [
      element('p', { class: 'here' }, 'In ', element('b', {}, state), items.length > 0 ? ' fire' : ''),
      items.length > 0 ? element('div', { class: 'fires' }, ...items) : none,
    ];
  }

  #history(run: SimulationRun): readonly HTMLElement[] {
    if (run.fired.length === 0) return [];
    const undo = button('Undo', () => this.#change(() => run.undo()));
    const restart = button('Start again', () =>
      this.#change(() => {
        this.#run = new SimulationRun(run.chart);
      }),
    );
    const items = run.fired.toReversed().map((fired) => this.#fired(run, fired));
    return [
      element('div', { class: 'bar' }, element('h3', {}, 'What happened'), undo, restart),
      element('ol', { class: 'fired', reversed: '' }, ...items),
    ];
  }

  #fired(run: SimulationRun, { trigger, answers, steps }: FiredEvent): HTMLElement {
    const item = element('li', {}, element('h4', {}, trigger === '' ? 'start' : trigger));
    for (const { guard, holds } of answers)
      item.append(element('p', { class: 'code' }, `[${guard}] was asked: ${holds}`));
    if (steps.length === 0) item.append(element('p', { class: 'quiet' }, 'No edge: nothing happens.'));
    for (const step of steps) item.append(...this.#step(run, step, steps.length > 1));
    return item;
  }

  #step(run: SimulationRun, step: SimulatedStep, isOneOfMany: boolean): readonly HTMLElement[] {
    const edge = run.chart.edges[step.edge];
    const lines = [
      step.exited.length > 0 ? `leaves ${step.exited.join(', ')}` : '',
      ...step.actions.map(({ when, name }) => `${when === 'edge' ? '' : `${when} `}/ ${name}`),
      step.entered.length > 0 ? `enters ${step.entered.join(', ')}` : '',
    ].filter((line) => line !== '');
    const head = edge === undefined ? step.trigger : `${isOneOfMany ? `${edge.trigger}: ` : ''}${outcomeOf(edge)}`;
    const why = [edge?.description, edge?.ref].filter((text) => text !== undefined).join(' ');
    return [
      element('p', { class: edge?.outcome ?? '' }, head),
      ...lines.map((line) => element('p', { class: 'code' }, line)),
      ...(why === '' ? [] : [element('p', { class: 'quiet' }, ...linkedText(why))]),
    ];
  }
}
