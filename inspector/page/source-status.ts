import { requireElement } from './dom.ts';

/** Says where the trace comes from, and what is wrong. */
export class SourceStatus {
  readonly #status = requireElement('[data-show="status"]');
  readonly #alert = requireElement('.alert');
  readonly #message = requireElement('[data-show="alert"]');

  constructor() {
    requireElement('[data-do="dismiss"]').addEventListener('click', () => {
      this.#alert.hidden = true;
    });
  }

  /** `tone` colors the dot: live, waiting, lost, or plain for a file. */
  show(text: string, tone: 'live' | 'waiting' | 'lost' | 'plain'): void {
    this.#status.textContent = text;
    this.#status.dataset['tone'] = tone;
  }

  fail(message: string): void {
    this.#message.textContent = message;
    this.#alert.hidden = false;
  }

  /** Takes the message away: what it said is over. */
  clear(): void {
    this.#alert.hidden = true;
  }
}
