import type { Connection, Listener } from '../dtls13/endpoint.ts';
import type { PathTable } from './path-table.ts';

/** Where paths are held. */
export interface PathOwner {
  readonly listener: Pick<Listener, 'owns'>;
  readonly paths: PathTable;
}

/**
 * The paths that one session holds, so that a flood does not evict them: its path until its end, and the path that is
 * checked until the check is over; RFC 9147 section 9, RFC 9853.
 */
export class HeldPaths {
  readonly #owner: PathOwner;
  #current: number;
  #checked: number | undefined;

  /** `current` is held already. */
  constructor(owner: PathOwner, current: number) {
    this.#owner = owner;
    this.#current = current;
  }

  /** The peer may have moved to this path. It is checked only if both sides do return routability checks. */
  check(path: number, { connectionIds }: Pick<Connection, 'connectionIds'>): void {
    this.stay();
    if (connectionIds?.returnRoutabilityCheck !== true) return;
    this.#owner.paths.hold(path);
    this.#checked = path;
  }

  /** The session stays at its path. */
  stay(): void {
    if (this.#checked !== undefined) releasePath(this.#owner, this.#checked);
    this.#checked = undefined;
  }

  /** The session uses another path. */
  change(path: number): void {
    const [checked, previous] = [this.#checked, this.#current];
    this.#checked = undefined;
    this.#current = path;
    if (checked !== path) {
      this.#owner.paths.hold(path);
      if (checked !== undefined) releasePath(this.#owner, checked);
    }
    releasePath(this.#owner, previous);
  }

  /** The session ended. */
  release(): void {
    this.stay();
    releasePath(this.#owner, this.#current);
  }
}

/** One holder less. Another connection may use the path: a new one of the same client, or one that moved. */
export function releasePath({ listener, paths }: PathOwner, path: number): void {
  paths.release(path);
  if (!paths.hasSession(path) && listener.owns(path)) paths.hold(path);
}
