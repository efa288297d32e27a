import type { ConnectionEvent } from '../dtls13/endpoint.ts';

/** What happened to a connection: the core's events, with nothing borrowed in them any more, and those of the network. */
export type HostEvent =
  | ConnectionEvent
  /** Data that was not taken because too much waited for the network is welcome again. */
  | { readonly kind: 'drain' }
  /** `bytes` bytes of data that were taken did not leave this machine. */
  | { readonly kind: 'lost'; readonly bytes: number; readonly error: NodeJS.ErrnoException };

/**
 * Takes an event out of a poll. Data that lies in `received`, the datagram that was just handled, stays where it is:
 * each datagram has its own memory, which nobody else reads or writes any more. Everything else is copied.
 */
export function keepEvent(event: ConnectionEvent, received: Uint8Array | undefined): HostEvent {
  switch (event.kind) {
    case 'message':
      return event.data.buffer === received?.buffer
        ? { kind: 'message', data: event.data }
        : { kind: 'message', data: event.data.slice() };
    case 'keylog':
      return { ...event, clientRandom: event.clientRandom.slice(), secret: event.secret.slice() };
    default:
      return { ...event };
  }
}
