import type { RequestedCertificates } from '../handshake/certificate-request.ts';
import type { ClientHandshakeConfig } from '../handshake/handshake-config.ts';
import type { Handshake } from '../handshake/handshake-context.ts';
import type { ConnectionIdRegistry } from '../post-handshake/connection-ids.ts';
import type { TicketSource } from '../post-handshake/session-tickets.ts';

/** What a connection needs from its endpoint. */
export interface ConnectionContext {
  readonly path: number;
  /** The configuration of a client, or the handshake that a server started without a connection. */
  readonly start: ClientHandshakeConfig | HandshakeStart;
  /** Creates our connection ids; undefined: none are negotiated. */
  readonly connectionIds: ConnectionIdRegistry | undefined;
  /** A number for the next request, unique within the endpoint. */
  nextRequestId(): number;
  /** The request with this id is not open any more. */
  requestClosed(id: number): void;
  /** Makes the tickets of a server; undefined: there are none. */
  readonly tickets: TicketSource | undefined;
  /** What a server requests of client certificates; undefined: this side is a client. */
  readonly requestedCertificates: RequestedCertificates | undefined;
  /** The settings under which the peer is authenticated. */
  readonly sessionSettings: readonly Uint8Array[];
  /** The connection uses another path from now on. */
  pathChanged(): void;
  /** The memory for incomplete handshake messages grew by `bytes`; negative: it shrank. */
  reassemblyResized(bytes: number): void;
  /** Bytes that may be sent before the address of the peer is validated; Infinity: there is no limit. */
  remainingCredit(): number;
}

/** A handshake whose ClientHello was accepted before the connection existed. */
export interface HandshakeStart {
  readonly handshake: Handshake;
  /** message_seq of that ClientHello: 1 if it answers a HelloRetryRequest. */
  readonly messageSeq: number;
  /** Number of the record that completed the ClientHello. Our record numbers continue from it. */
  readonly recordSequence: number;
}
