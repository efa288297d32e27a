import type { AcceptancePeriod, ReplayStore } from '../replay-store.ts';
import type { FromWorker } from './worker-messages.ts';

/** The replay store of the main thread, which all workers share. The core limits how many answers are awaited. */
export class RemoteReplayStore implements ReplayStore {
  readonly #post: (message: FromWorker) => void;
  readonly #waiting = new Map<number, (isFresh: boolean) => void>();
  #next = 0;

  constructor(post: (message: FromWorker) => void) {
    this.#post = post;
  }

  record(key: Uint8Array, { received, notBefore, expires }: AcceptancePeriod): Promise<boolean> {
    return new Promise((resolve) => {
      const id = this.#next++;
      this.#waiting.set(id, resolve);
      this.#post({ kind: 'record', id, key: new Uint8Array(key), period: { received, notBefore, expires } });
    });
  }

  /** The main thread has answered. */
  recorded(id: number, isFresh: boolean): void {
    this.#waiting.get(id)?.(isFresh);
    this.#waiting.delete(id);
  }
}
