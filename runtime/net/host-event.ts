import type { ConnectionEvent } from '../dtls13/endpoint.ts';

/** An event of a connection: an event of the core that borrows no memory, or one of the network. */
export type HostEvent =
  | ConnectionEvent
  /** The connection accepts data again, after too many datagrams waited for the network. */
  | { readonly kind: 'drain' }
  /** The operating system did not send a message of `bytes` bytes. */
  | { readonly kind: 'lost'; readonly bytes: number; readonly error: NodeJS.ErrnoException };

/**
 * The event with memory of its own. A message that is more than half of `received`, the datagram that was just handled,
 * is not copied: each datagram has its own memory, which has no other user any more. Everything else is copied. So a
 * message retains at most twice its size, and no two messages share memory that an application could transfer.
 */
export function retainEvent(event: ConnectionEvent, received: Uint8Array | undefined): HostEvent {
  switch (event.kind) {
    case 'message':
      return isMostOf(event.data, received)
        ? { kind: 'message', data: event.data }
        : { kind: 'message', data: copy(event.data) };
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

function isMostOf(data: Uint8Array, received: Uint8Array | undefined): boolean {
  return received !== undefined && data.buffer === received.buffer && data.length * 2 > data.buffer.byteLength;
}

/** A copy, also where `data` is a Buffer, whose `slice` is a view. */
function copy(data: Uint8Array): Uint8Array {
  return new Uint8Array(data);
}
