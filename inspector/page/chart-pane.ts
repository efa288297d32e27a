import type { PageData } from '../page-data.ts';
import { all, centre, one } from './document.ts';

type Zoom = 'width' | 'full' | 'whole';

/** One machine's chart and table: shows where the machine is and which way it came. */
export class ChartPane {
  readonly machine: number;
  readonly #pane: HTMLElement;
  readonly #picture: SVGSVGElement;
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
    this.#picture = one('svg', pane) as unknown as SVGSVGElement;
    this.#table = one(`[data-table="${this.machine}"]`);
    this.#rows = all('[data-row]', this.#table);
    this.#at = one(`[data-at="${this.machine}"]`);
    this.#tab = one(`[data-tab="${this.machine}"]`);
    this.#data = data;
    this.#attachTable();
    this.#attachZoom();
    new ResizeObserver(() => this.#resize()).observe(pane);
  }

  /** The machine as it was after `step` steps. */
  show(step: number): void {
    const moves = this.#data.steps.slice(0, step).flatMap(({ move }) => (move?.machine === this.machine ? [move] : []));
    const last = moves.at(-1);
    const active = last?.active ?? this.#data.machines[this.machine]?.initial ?? [];
    const moving = this.#data.steps[step - 1]?.move?.machine === this.machine;

    this.#clear('is-current', 'is-inside', 'is-last', 'is-past', 'is-now');
    for (const move of moves.slice(0, -1)) this.#mark(this.#edges(move.edge), 'is-past');
    if (last !== undefined) {
      this.#mark(this.#edges(last.edge), 'is-last');
      if (moving) this.#mark(this.#edges(last.edge), 'is-now');
      for (const row of this.#rows) {
        if (last.from.includes(row.dataset['row'] ?? ''))
          this.#mark(all(`[data-cell~="${last.edge}"]`, row), 'is-last');
      }
    }
    this.#current = undefined;
    for (const state of this.#picture.querySelectorAll<SVGElement>('[data-state]')) {
      const own = state.dataset['state'] ?? '';
      if (active.includes(own)) {
        state.classList.add('is-current');
        this.#current ??= state;
      } else if (active.some((path) => path.startsWith(`${own}.`))) {
        state.classList.add('is-inside');
      }
    }
    for (const row of this.#rows) row.classList.toggle('is-current', active.includes(row.dataset['row'] ?? ''));
    one('b', this.#at).textContent = active.join(', ');
    for (const name of [this.#at, this.#tab]) name.classList.toggle('is-now', moving);
    this.follow();
  }

  /** Brings the current state into view. */
  follow(): void {
    if (this.#current !== undefined && !this.#pane.closest('[hidden]')) centre(this.#pane, this.#current);
  }

  #attachTable(): void {
    const told = one(`[data-told="${this.machine}"]`);
    const point = (event: Event): void => {
      const cell = (event.target as Element).closest<HTMLElement>('[data-cell]');
      this.#clear('is-pointed');
      if (cell === null) return;
      told.textContent = cell.title;
      for (const edge of (cell.dataset['cell'] ?? '').split(' ')) this.#mark(this.#edges(Number(edge)), 'is-pointed');
    };
    this.#table.addEventListener('pointerover', point);
    this.#table.addEventListener('pointerleave', () => this.#clear('is-pointed'));
  }

  #attachZoom(): void {
    const buttons = all('[data-zoom]', one(`[data-panel="${this.machine}"]`));
    for (const button of buttons) {
      button.addEventListener('click', () => {
        for (const other of buttons) other.setAttribute('aria-pressed', String(other === button));
        this.#zoom = button.dataset['zoom'] as Zoom;
        this.#resize();
      });
    }
  }

  /** Whatever stands for an edge: its arrow and its words, or the line that sums it up. */
  #edges(edge: number): NodeListOf<Element> {
    return this.#picture.querySelectorAll(`[data-edge="${edge}"], [data-edges~="${edge}"]`);
  }

  #mark(elements: Iterable<Element>, name: string): void {
    for (const element of elements) element.classList.add(name);
  }

  #clear(...names: string[]): void {
    for (const name of names) {
      for (const root of [this.#picture, this.#table]) {
        for (const element of root.querySelectorAll(`.${name}`)) element.classList.remove(name);
      }
    }
  }

  #resize(): void {
    const { width, height } = this.#picture.viewBox.baseVal;
    const { clientWidth, clientHeight } = this.#pane;
    if (clientWidth === 0) return;
    const across = clientWidth / width;
    const scale = {
      width: Math.min(1, across),
      full: 1,
      whole: Math.min(1, across, clientHeight / height),
    }[this.#zoom];
    this.#picture.setAttribute('width', String(Math.floor(width * scale)));
    this.#picture.setAttribute('height', String(Math.floor(height * scale)));
    this.follow();
  }
}
