import type { PageData } from '../page-data.ts';
import { allElements, requireElement, scrollToCenter } from './dom.ts';

type Zoom = 'width' | 'full' | 'whole';

/** The chart and the state-event table of one machine: highlights the active states and the transitions taken. */
export class ChartPane {
  readonly machine: number;
  readonly #pane: HTMLElement;
  readonly #svg: SVGSVGElement;
  readonly #table: HTMLElement;
  readonly #rows: readonly HTMLElement[];
  readonly #at: HTMLElement;
  readonly #tab: HTMLElement;
  readonly #data: PageData;
  #zoom: Zoom = 'width';
  #current: Element | undefined;

  constructor(pane: HTMLElement, data: PageData) {
    this.machine = Number(pane.dataset['pane']);
    this.#pane = pane;
    this.#svg = requireElement('svg', pane) as unknown as SVGSVGElement;
    this.#table = requireElement(`[data-table="${this.machine}"]`);
    this.#rows = allElements('[data-row]', this.#table);
    this.#at = requireElement(`[data-at="${this.machine}"]`);
    this.#tab = requireElement(`[data-tab="${this.machine}"]`);
    this.#data = data;
    this.#attachTable();
    this.#attachZoom();
    new ResizeObserver(() => this.#resize()).observe(pane);
  }

  /** Shows the machine after `step` steps. */
  show(step: number): void {
    const transitions = this.#data.steps
      .slice(0, step)
      .flatMap(({ transition }) => (transition?.machine === this.machine ? [transition] : []));
    const last = transitions.at(-1);
    const active = last?.active ?? this.#data.machines[this.machine]?.initial ?? [];
    const isActive = this.#data.steps[step - 1]?.transition?.machine === this.machine;

    this.#clear('is-current', 'is-inside', 'is-last', 'is-past', 'is-now');
    for (const transition of transitions.slice(0, -1)) this.#mark(this.#edges(transition.edge), 'is-past');
    if (last !== undefined) {
      this.#mark(this.#edges(last.edge), 'is-last');
      if (isActive) this.#mark(this.#edges(last.edge), 'is-now');
      for (const row of this.#rows) {
        if (last.from.includes(row.dataset['row'] ?? ''))
          this.#mark(allElements(`[data-cell~="${last.edge}"]`, row), 'is-last');
      }
    }
    this.#current = undefined;
    for (const state of this.#svg.querySelectorAll<SVGElement>('[data-state]')) {
      const own = state.dataset['state'] ?? '';
      if (active.includes(own)) {
        state.classList.add('is-current');
        this.#current ??= state;
      } else if (active.some((path) => path.startsWith(`${own}.`))) {
        state.classList.add('is-inside');
      }
    }
    for (const row of this.#rows) row.classList.toggle('is-current', active.includes(row.dataset['row'] ?? ''));
    requireElement('b', this.#at).textContent = active.join(', ');
    for (const name of [this.#at, this.#tab]) name.classList.toggle('is-now', isActive);
    this.scrollToActive();
  }

  /** Scrolls to the active state. */
  scrollToActive(): void {
    if (this.#current !== undefined && !this.#pane.closest('[hidden]')) scrollToCenter(this.#pane, this.#current);
  }

  #attachTable(): void {
    const description = requireElement(`[data-description="${this.machine}"]`);
    const showCell = (event: Event): void => {
      const cell = (event.target as Element).closest<HTMLElement>('[data-cell]');
      this.#clear('is-pointed');
      if (cell === null) return;
      description.textContent = cell.title;
      for (const edge of (cell.dataset['cell'] ?? '').split(' ')) this.#mark(this.#edges(Number(edge)), 'is-pointed');
    };
    this.#table.addEventListener('pointerover', showCell);
    this.#table.addEventListener('pointerleave', () => this.#clear('is-pointed'));
  }

  #attachZoom(): void {
    const buttons = allElements('[data-zoom]', requireElement(`[data-panel="${this.machine}"]`));
    for (const button of buttons) {
      button.addEventListener('click', () => {
        for (const other of buttons) other.setAttribute('aria-pressed', String(other === button));
        this.#zoom = button.dataset['zoom'] as Zoom;
        this.#resize();
      });
    }
  }

  /** The SVG elements of an edge: its arrow and label, or the line that combines several edges. */
  #edges(edge: number): NodeListOf<Element> {
    return this.#svg.querySelectorAll(`[data-edge="${edge}"], [data-edges~="${edge}"]`);
  }

  #mark(elements: Iterable<Element>, name: string): void {
    for (const element of elements) element.classList.add(name);
  }

  #clear(...names: string[]): void {
    for (const name of names) {
      for (const root of [this.#svg, this.#table]) {
        for (const element of root.querySelectorAll(`.${name}`)) element.classList.remove(name);
      }
    }
  }

  #resize(): void {
    const { width, height } = this.#svg.viewBox.baseVal;
    const { clientWidth, clientHeight } = this.#pane;
    if (clientWidth === 0) return;
    const widthScale = clientWidth / width;
    const scale = {
      width: Math.min(1, widthScale),
      full: 1,
      whole: Math.min(1, widthScale, clientHeight / height),
    }[this.#zoom];
    this.#svg.setAttribute('width', String(Math.floor(width * scale)));
    this.#svg.setAttribute('height', String(Math.floor(height * scale)));
    this.scrollToActive();
  }
}
