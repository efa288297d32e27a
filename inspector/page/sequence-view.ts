import { allElements, scrollToCenter } from './dom.ts';

/** The list of steps between the charts. Highlights the current step. */
export class SequenceView {
  readonly #list: HTMLElement;
  readonly #rows: readonly HTMLElement[];

  constructor(list: HTMLElement) {
    this.#list = list;
    this.#rows = allElements('[data-step]', list);
  }

  onSelect(select: (step: number) => void): void {
    this.#list.addEventListener('click', (event) => {
      const row = (event.target as Element).closest<HTMLElement>('[data-step]');
      if (row !== null) select(Number(row.dataset['step']));
    });
  }

  show(step: number): void {
    this.#rows.forEach((row, index) => {
      row.classList.toggle('is-now', index + 1 === step);
      row.classList.toggle('is-ahead', index + 1 > step);
      if (index + 1 === step) row.setAttribute('aria-current', 'step');
      else row.removeAttribute('aria-current');
    });
    const current = this.#rows[Math.max(0, step - 1)];
    if (current !== undefined) scrollToCenter(this.#list, current);
  }
}
