import { all, centre } from './document.ts';

/** The list of steps between the charts. */
export class Lane {
  readonly #list: HTMLElement;
  readonly #rows: readonly HTMLElement[];

  constructor(list: HTMLElement) {
    this.#list = list;
    this.#rows = all('[data-step]', list);
  }

  onPick(pick: (step: number) => void): void {
    this.#list.addEventListener('click', (event) => {
      const row = (event.target as Element).closest<HTMLElement>('[data-step]');
      if (row !== null) pick(Number(row.dataset['step']));
    });
  }

  show(step: number): void {
    this.#rows.forEach((row, place) => {
      row.classList.toggle('is-now', place + 1 === step);
      row.classList.toggle('is-ahead', place + 1 > step);
      if (place + 1 === step) row.setAttribute('aria-current', 'step');
      else row.removeAttribute('aria-current');
    });
    const current = this.#rows[Math.max(0, step - 1)];
    if (current !== undefined) centre(this.#list, current);
  }
}
