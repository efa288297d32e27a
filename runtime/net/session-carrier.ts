import type { Connection } from '../dtls13/endpoint.ts';
import type { Driver } from './driver.ts';

/** What carries a session: its connection in the core, and the driver through which it is called. */
export interface SessionCarrier {
  readonly connection: Connection;
  readonly driver: Pick<Driver, 'send' | 'close' | 'updateKeys'>;
  /** Ends the connection without an alert. The session gets no further event. */
  abandon(): void;
}
