import type { Connection } from '../dtls13/endpoint.ts';
import { WirechartError } from '../errors/wirechart-error.ts';
import type { SocketAddress } from './address.ts';
import type { ClientMigration } from './client-migration.ts';
import type { Driver } from './driver.ts';

/** What carries a session: its connection in the core, and the driver through which it is called. */
export interface SessionCarrier {
  readonly connection: Connection;
  readonly driver: Pick<Driver, 'send' | 'sendMany' | 'close' | 'updateKeys' | 'requestCertificate' | 'configure'>;
  /** The address of the peer, a frozen object, when the carrier was made: a session knows what it changes to. */
  readonly remote: SocketAddress | undefined;
  /** Whether certificates of the peer can be verified: false on a server without `requestCert`. */
  readonly verifiesPeers: boolean;
  /** Changes of the local address. Undefined: the socket has other sessions. */
  readonly migration?: ClientMigration;
  /** Ends the connection without an alert. The session gets no further event. */
  abandon(): void;
}

/** A session that is not open has no carrier that takes the call. */
export function notOpen(): WirechartError {
  return new WirechartError('ERR_DTLS_NOT_OPEN', 'the session is not open');
}
