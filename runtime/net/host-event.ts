import type { ConnectionEvent } from '../dtls13/endpoint.ts';

/** What happened to a connection: the core's events, with nothing borrowed in them any more, and those of the network. */
export type HostEvent =
  | ConnectionEvent
  /** Data that was not taken because too much waited for the network is welcome again. */
  | { readonly kind: 'drain' }
  /** `bytes` bytes of data that were taken did not leave this machine. */
  | { readonly kind: 'lost'; readonly bytes: number; readonly error: NodeJS.ErrnoException };

/**
 * Takes an event out of a poll. A message that makes up more than half of `received`, the datagram that was just handled,
 * stays where it is: each datagram has its own memory, which nobody else reads or writes any more. Everything else is
 * copied. So a message keeps at most twice its size, and no two share memory that an application could transfer.
 */
export function keepEvent(event: ConnectionEvent, received: Uint8Array | undefined): HostEvent {
  switch (event.kind) {
    case 'message':
      return isMostOf(event.data, received)
        ? { kind: 'message', data: event.data }
        : { kind: 'message', data: copy(event.data) };
    case 'keylog':
      return { ...event, clientRandom: event.clientRandom.slice(), secret: event.secret.slice() };
    default:
      return { ...event };
  }
}

function isMostOf(data: Uint8Array, received: Uint8Array | undefined): boolean {
  return received !== undefined && data.buffer === received.buffer && data.length * 2 > data.buffer.byteLength;
}

/** In memory of its own, also where `data` is a Buffer, whose `slice` is none. */
function copy(data: Uint8Array): Uint8Array {
  return new Uint8Array(data);
}
