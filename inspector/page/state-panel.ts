import { sentenceOf } from '../model/chart.ts';
import { isWithin } from '../model/configuration.ts';
import { type ConnectionState, machineKey, type TimerState } from '../model/connection-state.ts';
import { formatCount, formatDuration } from '../model/number-format.ts';
import { initialStates } from '../model/simulation.ts';
import { connectionTitle } from '../model/step-text.ts';
import { element, linkedText, requireElement } from './dom.ts';
import type { Inspector, View } from './inspector.ts';
import type { TryPanel } from './try-panel.ts';

/** Milliseconds between two looks at the timers while a live trace is followed. */
const TICK_MS = 250;

/** What is true at the present step: active states with their edges, timers, counters. */
export class StatePanel implements View {
  readonly #inspector: Inspector;
  readonly #try: TryPanel;
  readonly #panel = requireElement('#panel-state');
  #arrived = performance.now();
  #length = -1;

  constructor(inspector: Inspector, tryPanel: TryPanel) {
    this.#inspector = inspector;
    this.#try = tryPanel;
    setInterval(() => {
      if (inspector.follows && !this.#panel.hidden) this.#renderTimers();
    }, TICK_MS);
  }

  render(): void {
    const { model } = this.#inspector;
    if (model.recordCount !== this.#length) {
      this.#length = model.recordCount;
      this.#arrived = performance.now();
    }
    if (this.#panel.hidden) return;
    requireElement('[data-show="states"]').replaceChildren(...this.#states());
    this.#renderTimers();
    requireElement('[data-show="counters"]').replaceChildren(...this.#counters());
  }

  #states(): readonly HTMLElement[] {
    const { chart, machine, selection } = this.#inspector;
    if (chart === undefined) return [];
    const active = selection?.kind === 'chart' ? this.#try.active : (machine?.active ?? initialStates(chart));
    const notes: HTMLElement[] = [];
    if ((machine?.unexpected ?? 0) > 0) {
      const count = machine?.unexpected ?? 0;
      notes.push(element('p', { class: 'bad' }, `${count} of its transitions so far do not fit the chart.`));
    }
    const shown = active.atomic.flatMap((path) =>
      chart.states.filter((state) => isWithin(path, state.path)).toReversed(),
    );
    const cards = [...new Set(shown)].map((state) => {
      const card = element('section', { class: 'card' }, element('h3', {}, state.path));
      if (state.description !== undefined || state.ref !== undefined) {
        const why = [state.description, state.ref].filter((text) => text !== undefined).join(' ');
        card.append(element('p', {}, ...linkedText(why)));
      }
      for (const when of ['entry', 'exit'] as const) {
        const actions = state[when] ?? [];
        if (actions.length > 0) card.append(element('p', { class: 'code' }, `${when} / ${actions.join(', ')}`));
      }
      const edges = chart.edges.flatMap((edge) => {
        if (edge.from !== state.path) return [];
        const delay = edge.trigger.startsWith('after ') ? chart.delays?.[edge.trigger.slice(6)] : undefined;
        const length = delay === undefined ? '' : ` (${formatDuration(delay)})`;
        const line = element('li', { class: edge.outcome }, element('b', {}, `${edge.trigger}${length}`), ' ');
        line.append(...linkedText(sentenceOf(edge)));
        return [line];
      });
      if (edges.length > 0) card.append(element('ul', { class: 'edges' }, ...edges));
      return card;
    });
    return [...notes, ...cards];
  }

  /** The time at the present step; while the newest step of a live trace is shown, time goes on. */
  get #now(): number {
    const { model, position, follows } = this.#inspector;
    if (follows) return model.lastTime + (performance.now() - this.#arrived);
    const next = position >= model.length ? model.recordCount : model.recordOf(position + 1);
    return model.record(next - 1)?.time ?? 0;
  }

  #renderTimers(): void {
    const timers = this.#inspector.connections.flatMap((connection) =>
      [...connection.timers.values()].map((timer) => this.#timer(connection, timer)),
    );
    const none = element('p', { class: 'quiet' }, 'No timer runs at this step.');
    requireElement('[data-show="timers"]').replaceChildren(...(timers.length > 0 ? timers : [none]));
  }

  #timer(connection: ConnectionState, timer: TimerState): HTMLElement {
    const left = Math.max(0, timer.startedAt + timer.duration - this.#now);
    const name = `${machineKey(timer)} · ${timer.timer}`;
    const bar = element('progress', { max: String(timer.duration || 1), value: String(left), 'aria-label': name });
    return element(
      'div',
      { class: 'timer', 'data-of': connection.role ?? 'client' },
      element('p', {}, element('span', {}, connectionTitle(connection)), ' ', name),
      bar,
      element('p', { class: 'quiet' }, `${formatDuration(left)} of ${formatDuration(timer.duration)} left`),
    );
  }

  #counters(): readonly HTMLElement[] {
    const tables = this.#inspector.connections.flatMap((connection) => {
      const counts = Object.entries(connection.counters);
      if (counts.length === 0) return [];
      const rows = counts.map(([name, value]) =>
        element('div', {}, element('dt', {}, name), element('dd', {}, formatCount(value))),
      );
      const title = element('h4', {}, connectionTitle(connection));
      return [element('section', { 'data-of': connection.role ?? 'client' }, title, element('dl', {}, ...rows))];
    });
    return tables.length > 0 ? tables : [element('p', { class: 'quiet' }, 'The trace has no counters at this step.')];
  }
}
