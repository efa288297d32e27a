import type { ConnectionEvent } from '../dtls13/endpoint.ts';

/** An event of the core that is not about application data. */
type StateEvent = Exclude<ConnectionEvent, { readonly kind: 'message' }>;

/** An event of a connection besides its messages: one of the core that borrows no memory, or one of the network. */
export type HostEvent =
  | StateEvent
  /** The connection accepts data again, after too many datagrams waited for the network. */
  | { readonly kind: 'drain' }
  /** The operating system did not send a message of `bytes` bytes to this path. */
  | { readonly kind: 'lost'; readonly path: number; readonly bytes: number; readonly error: NodeJS.ErrnoException };

/** The event with memory of its own. */
export function retainEvent(event: StateEvent): HostEvent {
  switch (event.kind) {
    case 'earlyMessage':
      return { kind: 'earlyMessage', data: copy(event.data) };
    case 'keylog':
      return { ...event, clientRandom: event.clientRandom.slice(), secret: event.secret.slice() };
    case 'secure':
      return { ...event, pskIdentity: event.pskIdentity && copy(event.pskIdentity) };
    default:
      return { ...event };
  }
}

/** A copy, also where `data` is a Buffer, whose `slice` is a view. */
function copy(data: Uint8Array): Uint8Array {
  return new Uint8Array(data);
}
