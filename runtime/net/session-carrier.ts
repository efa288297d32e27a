import type { Connection } from '../dtls13/endpoint.ts';
import type { SocketAddress } from './address.ts';
import type { Binding } from './connect-options.ts';
import type { Driver } from './driver.ts';

/** What carries a session: its connection in the core, and the driver through which it is called. */
export interface SessionCarrier {
  readonly connection: Connection;
  readonly driver: Pick<Driver, 'send' | 'close' | 'updateKeys' | 'requestCertificate' | 'configure'>;
  /** Whether certificates of the peer can be verified: false on a server without `requestCert`. */
  readonly verifiesPeers: boolean;
  /**
   * Changes the local address; resolves with the new one. Undefined: the socket has other sessions. Never settles if the
   * session ends before.
   */
  migrate?(binding: Binding): Promise<SocketAddress>;
  /** Ends the connection without an alert. The session gets no further event. */
  abandon(): void;
}
