import type { Connection, ConnectionEvent, Listener } from '../dtls13/endpoint.ts';
import type { PathTable } from './path-table.ts';

/** A connection may move, or has moved, or stays. */
export type PathEvent = Extract<ConnectionEvent, { readonly kind: 'newPath' | 'pathRejected' | 'pathChanged' }>;

/** Whether the event is about the path of a connection. */
export function isPathEvent(event: ConnectionEvent): event is PathEvent {
  return event.kind === 'newPath' || event.kind === 'pathRejected' || event.kind === 'pathChanged';
}

/**
 * The paths that the connections of an endpoint hold, so that a flood does not evict them: their path until their end, and
 * the path that is checked until the check is over; RFC 9147 section 9, RFC 9853.
 */
export class HeldPaths {
  readonly #listener: Pick<Listener, 'owns'>;
  readonly #paths: PathTable;
  /** The path that is checked for a connection. Few connections have one. */
  readonly #checked = new Map<Connection, number>();

  constructor(listener: Pick<Listener, 'owns'>, paths: PathTable) {
    this.#listener = listener;
    this.#paths = paths;
  }

  /** Whether the path of a check is known for this object. */
  refersTo(connection: Connection): boolean {
    return this.#checked.has(connection);
  }

  /** A handshake may have started on the path. */
  begin(path: number): void {
    if (!this.#paths.hasSession(path) && this.#listener.owns(path)) this.#paths.hold(path);
  }

  /** Called when the core reports the event, so that no path is evicted before the host handles it. */
  handle(of: Connection, event: PathEvent): void {
    if (event.kind === 'newPath') this.#check(of, event.path);
    else if (event.kind === 'pathRejected') this.#stay(of);
    else this.#change(of, event.path, event.previous);
  }

  /** The connection ended. */
  end(of: Connection): void {
    this.#stay(of);
    this.#release(of.path);
  }

  /** The peer may have moved to this path. It is checked only if both sides do return routability checks. */
  #check(of: Connection, path: number): void {
    this.#stay(of);
    if (of.connectionIds?.returnRoutabilityCheck !== true) return;
    this.#paths.hold(path);
    this.#checked.set(of, path);
  }

  /** The connection stays at its path. */
  #stay(of: Connection): void {
    const checked = this.#checked.get(of);
    if (checked === undefined) return;
    this.#checked.delete(of);
    this.#release(checked);
  }

  /** The connection uses another path. */
  #change(of: Connection, path: number, previous: number): void {
    this.#paths.hold(path);
    this.#stay(of);
    this.#release(previous);
  }

  /** One holder less. Another connection may use the path: a new one of the same client, or one that moved. */
  #release(path: number): void {
    this.#paths.release(path);
    this.begin(path);
  }
}
