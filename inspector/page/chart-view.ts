import { initialStates } from '../model/simulation.ts';
import { safeDiagram } from './chart-svg.ts';
import { allElements, linkedText, requireElement } from './dom.ts';
import type { Inspector, View } from './inspector.ts';
import { outlineDrawing } from './outline-drawing.ts';
import { PanZoom } from './pan-zoom.ts';
import type { TryPanel } from './try-panel.ts';

/** What is highlighted in a chart. */
interface Highlight {
  readonly active: readonly string[];
  readonly last: readonly number[];
  readonly past: Iterable<number>;
  /** Whether the last edge was taken in the present step. */
  readonly isNow: boolean;
}

/** The chart area: the diagram of the selected machine or chart, with its active states and the edges taken. */
export class ChartView implements View {
  readonly #inspector: Inspector;
  readonly #try: TryPanel;
  readonly #canvas = requireElement('.canvas');
  readonly #panZoom = new PanZoom(this.#canvas);
  #svg: SVGSVGElement | undefined;
  #shown: unknown;
  #place = '';

  constructor(inspector: Inspector, tryPanel: TryPanel) {
    this.#inspector = inspector;
    this.#try = tryPanel;
    const percent = requireElement('[data-show="zoom"]');
    this.#canvas.addEventListener('zoomed', () => {
      percent.textContent = `${this.#panZoom.percent} %`;
    });
    const presses: Readonly<Record<string, () => void>> = {
      out: () => this.#panZoom.zoom(-1),
      in: () => this.#panZoom.zoom(1),
      full: () => this.#panZoom.zoom(0),
      fit: () => this.#panZoom.fit(),
    };
    for (const each of allElements('[data-zoom]'))
      each.addEventListener('click', () => presses[each.dataset['zoom'] ?? '']?.());
  }

  /** Zooms like the buttons: `out`, `in` or `fit`. */
  zoom(by: 'out' | 'in' | 'fit'): void {
    if (by === 'fit') this.#panZoom.fit();
    else this.#panZoom.zoom(by === 'in' ? 1 : -1);
  }

  /** Edges to point at; none ends it. */
  point(edges: readonly number[]): void {
    for (const each of this.#svg?.querySelectorAll('.is-pointed') ?? []) each.classList.remove('is-pointed');
    this.#mark(edges, 'is-pointed');
  }

  render(): void {
    const { chart, selection } = this.#inspector;
    if (chart === undefined) return;
    const owner = selection?.kind === 'machine' ? this.#inspector.roleOf(selection.connection) : undefined;
    this.#canvas.dataset['of'] = selection?.kind === 'machine' ? (owner ?? 'client') : 'hand';
    const highlight = this.#highlight();
    const isNew = this.#shown !== chart;
    if (isNew) {
      this.#shown = chart;
      this.#svg = (chart.svg === '' ? undefined : safeDiagram(chart.svg)) ?? outlineDrawing(chart);
      this.#canvas.setAttribute('aria-label', `Chart ${chart.id}. Plus and minus zoom, 0 fits, Shift and arrows move.`);
    }
    const name = selection?.kind === 'machine' ? `${selection.connection} · ${selection.key}` : chart.id;
    requireElement('[data-show="chart"]').textContent = name;
    const title = requireElement('[data-show="chart-title"]');
    if (title.dataset['of'] !== chart.id || isNew) title.replaceChildren(...linkedText(chart.title));
    title.dataset['of'] = chart.id;
    if (isNew && this.#svg !== undefined) this.#panZoom.show(this.#svg, undefined);
    const current = this.#apply(highlight);
    // Playing reveals what happens; a chart that the user moved stays until the next transition in it.
    const place = `${name} ${highlight.active.join()} ${highlight.last.join()}`;
    if (current !== undefined && (isNew || place !== this.#place)) this.#panZoom.reveal(current);
    this.#place = place;
  }

  #highlight(): Highlight {
    const { selection, machine, chart, model, position } = this.#inspector;
    if (selection?.kind !== 'machine') return this.#try.highlight;
    if (machine === undefined)
      return { active: chart === undefined ? [] : initialStates(chart).atomic, last: [], past: [], isNow: false };
    const record = model.step(position);
    const isNow =
      record?.type === 'transition' &&
      record.connection === selection.connection &&
      record.machine === machine.machine &&
      record.instance === machine.instance;
    const last = machine.lastEdge === undefined ? [] : [machine.lastEdge];
    return { active: machine.active.atomic, last, past: machine.taken, isNow };
  }

  #apply({ active, last, past, isNow }: Highlight): Element | undefined {
    const svg = this.#svg;
    if (svg === undefined) return undefined;
    for (const name of ['is-current', 'is-inside', 'is-last', 'is-past', 'is-now'])
      for (const each of svg.querySelectorAll(`.${name}`)) each.classList.remove(name);
    this.#mark(
      [...past].filter((edge) => !last.includes(edge)),
      'is-past',
    );
    this.#mark(last, 'is-last');
    if (isNow) this.#mark(last, 'is-now');
    let current: Element | undefined;
    for (const state of svg.querySelectorAll<SVGElement>('[data-state]')) {
      const own = state.dataset['state'] ?? '';
      if (active.includes(own)) {
        state.classList.add('is-current');
        current ??= state;
      } else if (active.some((path) => path.startsWith(`${own}.`))) state.classList.add('is-inside');
    }
    return current;
  }

  /** Marks an arrow, its label, or the line that combines several edges. */
  #mark(edges: readonly number[], name: string): void {
    for (const edge of edges)
      for (const each of this.#svg?.querySelectorAll(`[data-edge="${edge}"], [data-edges~="${edge}"]`) ?? [])
        each.classList.add(name);
  }
}
