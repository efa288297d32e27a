import type { ConnectionEvent } from '../dtls13/endpoint.ts';

/** A core's event as the host keeps it until the poll is over: nothing in it is borrowed any more. */
export type HostEvent = ConnectionEvent;

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
