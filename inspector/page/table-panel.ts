import { sentenceOf } from '../model/chart.ts';
import { initialStates } from '../model/simulation.ts';
import { stateEventTable } from '../model/state-event-table.ts';
import type { ChartView } from './chart-view.ts';
import { element, linkedText, requireElement } from './dom.ts';
import type { Inspector, View } from './inspector.ts';
import type { TryPanel } from './try-panel.ts';

/** More cells than a browser lays out at once. */
const MAX_CELLS = 20_000;

/** The state-event table of the chart: which edges each event can take in each state. */
export class TablePanel implements View {
  readonly #inspector: Inspector;
  readonly #chart: ChartView;
  readonly #try: TryPanel;
  readonly #panel = requireElement('#panel-table');
  readonly #matrix = requireElement('.matrix', this.#panel);
  readonly #description = requireElement('.description', this.#panel);
  #shown: unknown;

  constructor(inspector: Inspector, chart: ChartView, tryPanel: TryPanel) {
    this.#inspector = inspector;
    this.#chart = chart;
    this.#try = tryPanel;
    for (const name of ['pointerover', 'focusin', 'click'] as const)
      this.#matrix.addEventListener(name, (event) => this.#point(event.target as Element));
    this.#matrix.addEventListener('pointerleave', () => this.#chart.point([]));
    this.#matrix.addEventListener('focusout', () => this.#chart.point([]));
  }

  render(): void {
    const { chart, machine, selection } = this.#inspector;
    if (this.#panel.hidden || chart === undefined) return;
    if (this.#shown !== chart) {
      this.#shown = chart;
      this.#build();
    }
    const isByHand = selection?.kind === 'chart';
    const active = isByHand ? this.#try.active.atomic : (machine?.active.atomic ?? initialStates(chart).atomic);
    const from = isByHand ? [] : (machine?.lastFrom ?? []);
    for (const row of this.#matrix.querySelectorAll<HTMLElement>('[data-row]')) {
      const path = row.dataset['row'] ?? '';
      row.classList.toggle('is-current', active.includes(path));
      for (const cell of row.querySelectorAll<HTMLElement>('[data-cell]')) {
        const edges = (cell.dataset['cell'] ?? '').split(' ');
        const isLast =
          machine?.lastEdge !== undefined && from.includes(path) && edges.includes(String(machine.lastEdge));
        cell.classList.toggle('is-last', isLast && !isByHand);
      }
    }
  }

  #build(): void {
    const { chart } = this.#inspector;
    if (chart === undefined) return;
    const table = stateEventTable(chart);
    requireElement('.counts', this.#panel).textContent =
      `Of ${table.cells} cells ${table.handled} are handled, ${table.fatal} can send a fatal alert, ${table.ignored} ignore the event.`;
    this.#description.textContent =
      'Point at a cell, or move to it with Tab, to read it and to see its edges in the chart.';
    if (table.cells > MAX_CELLS) {
      this.#matrix.replaceChildren(element('p', { class: 'quiet' }, `${table.cells} cells are too many to show.`));
      return;
    }
    const head = element('tr', {}, element('th', {}, element('span', { class: 'corner' }, 'state')));
    for (const trigger of table.triggers) head.append(element('th', { scope: 'col' }, element('span', {}, trigger)));
    const rows = table.rows.map(({ state, cells }) => {
      const row = element('tr', { 'data-row': state }, element('th', { scope: 'row' }, state));
      cells.forEach(({ edges, outcomes }, column) => {
        const cell = element('td', {});
        if (edges.length > 0) {
          cell.dataset['cell'] = edges.join(' ');
          cell.dataset['column'] = table.triggers[column] ?? '';
          cell.tabIndex = 0;
          cell.setAttribute('aria-label', `${state}, ${table.triggers[column] ?? ''}: ${outcomes.join(', ')}`);
        }
        cell.append(...outcomes.map((outcome) => element('i', { class: outcome, 'aria-hidden': 'true' })));
        row.append(cell);
      });
      return row;
    });
    this.#matrix.replaceChildren(element('table', {}, element('thead', {}, head), element('tbody', {}, ...rows)));
  }

  #point(target: Element): void {
    const cell = target.closest<HTMLElement>('[data-cell]');
    const edges = (cell?.dataset['cell'] ?? '')
      .split(' ')
      .filter((text) => text !== '')
      .map(Number);
    this.#chart.point(edges);
    const { chart } = this.#inspector;
    if (cell === null || chart === undefined) return;
    const place = `${cell.closest<HTMLElement>('[data-row]')?.dataset['row'] ?? ''}, ${cell.dataset['column'] ?? ''}`;
    const sentences = edges.flatMap((index) => {
      const edge = chart.edges[index];
      return edge === undefined ? [] : [element('p', {}, ...linkedText(sentenceOf(edge)))];
    });
    this.#description.replaceChildren(element('h3', {}, place), ...sentences);
  }
}
