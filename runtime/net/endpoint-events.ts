import type { SocketAddress } from './address.ts';
import type { DtlsSession } from './dtls-session.ts';
import type { EndpointBatch } from './endpoint-batch.ts';
import type { LostMessage } from './session-events.ts';

/** A ClientHello that the listener refused. */
export interface RefusedHello {
  readonly error: Error;
  readonly remote: SocketAddress | undefined;
}

/** The events of an endpoint with the arguments of their listeners. */
export interface EndpointEvents {
  session: [session: DtlsSession];
  /** Messages that arrived together, borrowed for the call; see `onBatch`. */
  batch: [batch: EndpointBatch];
  /**
   * After `batch.send()` of a connection without a session returned false: it accepts messages again. The batch has no messages, and
   * is borrowed for the call.
   */
  drain: [batch: EndpointBatch];
  /** The operating system did not send a message that `batch.send()` of a connection without a session accepted. */
  lost: [lost: LostMessage, remote: SocketAddress | undefined];
  handshakeerror: [error: Error, remote: SocketAddress | undefined];
  /**
   * A ClientHello was refused before there was state for its client: no common version, group or cipher suite, or a
   * protocol error. Its source address may be forged, and any sender can cause any number of these: limit what you log.
   */
  hellorefused: [error: Error, remote: SocketAddress | undefined];
  /** `pskCallback` failed; the handshake goes on as if it had not known the client. A ConfigError or TimeoutError. */
  pskerror: [error: Error, remote: SocketAddress | undefined];
  /**
   * `earlyData.store` failed: the early data of one client is rejected, and its handshake continues. A ConfigError or
   * TimeoutError.
   */
  earlydataerror: [error: Error, remote: SocketAddress | undefined];
  /** An unexpected exception of this library or of the provider, or one of `onBatch`. The endpoint goes on. */
  internalerror: [error: unknown];
  close: [];
}
