interface Watched {
  readonly what: string;
  readonly overdueAt: number;
  readonly giveUp: () => void;
}

/** Records which promises are unsettled, and names each that exceeds its time limit. */
export class PromiseWatch {
  readonly #pending = new Set<Watched>();
  readonly #complain: (text: string) => void;
  readonly #sweep: NodeJS.Timeout;

  /** `complain`: gets one line for each promise that is overdue. */
  constructor(complain: (text: string) => void) {
    this.#complain = complain;
    this.#sweep = setInterval(() => this.#giveUpOverdue(), 250).unref();
  }

  /** Promises that are not settled and not overdue. */
  get pending(): number {
    return this.#pending.size;
  }

  /**
   * Waits for `promise` for at most `limit` milliseconds. Resolves with what it rejected with; with undefined when it
   * resolved or is overdue.
   */
  async settled(what: string, promise: Promise<unknown>, limit: number): Promise<unknown> {
    const overdue = new Promise<undefined>((resolve) => {
      const watched = { what, overdueAt: performance.now() + limit, giveUp: () => resolve(undefined) };
      this.#pending.add(watched);
      const forget = (): void => void this.#pending.delete(watched);
      promise.then(forget, forget);
    });
    const result = promise.then(
      () => undefined,
      (error: unknown) => error,
    );
    return await Promise.race([result, overdue]);
  }

  stop(): void {
    clearInterval(this.#sweep);
    for (const watched of this.#pending) this.#giveUp(watched, 'never settled');
  }

  #giveUpOverdue(): void {
    const now = performance.now();
    for (const watched of this.#pending) if (now >= watched.overdueAt) this.#giveUp(watched, 'not settled in time');
  }

  #giveUp(watched: Watched, complaint: string): void {
    this.#pending.delete(watched);
    this.#complain(`${complaint}: ${watched.what}`);
    watched.giveUp();
  }
}
