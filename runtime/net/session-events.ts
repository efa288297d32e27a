import type { Session } from '../dtls13/handshake/psk/session.ts';
import type { SocketAddress } from './address.ts';
import type { HandshakeResult } from './handshake-result.ts';
import type { MessageBatch } from './message-batch.ts';
import type { TraceStep } from './trace-step.ts';

/** A message that `send()` accepted and the operating system did not send. */
export interface LostMessage {
  /** Size of the message. */
  readonly bytes: number;
  /** The error of the operating system; with the code EMSGSIZE, `maxMessageSize` has decreased. */
  readonly error: NodeJS.ErrnoException;
}

/** An update of traffic keys; RFC 9147 section 8. */
export interface KeyUpdateStep {
  readonly direction: 'read' | 'write';
  /** Epoch of the new keys; the first epoch of application data is 3. */
  readonly epoch: number;
}

/** A change of the longest datagram. */
export interface MtuChange {
  /** Bytes of UDP payload. */
  readonly mtu: number;
  /** The longest message that fits, in bytes. */
  readonly maxMessageSize: number;
}

/** The events of a session with the arguments of their listeners. */
export interface SessionEvents {
  handshake: [result: HandshakeResult];
  message: [data: Uint8Array];
  /** Messages that arrived together, borrowed for the call; see `onBatch`. */
  batch: [batch: MessageBatch];
  /** The server sent a ticket, with which this client can resume the session once. Only with `sessions`. */
  session: [session: Session];
  keylog: [line: string];
  trace: [step: TraceStep];
  /** New traffic keys are in use: ours (`write`), or those of the peer (`read`). */
  keyUpdate: [update: KeyUpdateStep];
  /** The peer has another address, which was checked: `remoteAddress`. Only with `connectionIds`. */
  addressChange: [remote: SocketAddress];
  /**
   * The path carries longer or shorter datagrams than was assumed, or the session uses another path. Not emitted when the
   * application sets `mtu`.
   */
  mtuChange: [change: MtuChange];
  /** Only with `allowHalfOpen`: the peer sends nothing more and still receives. */
  peerClosed: [];
  /** The operating system did not send a message. */
  lost: [lost: LostMessage];
  /** After `send()` returned false: it accepts messages again, or the session has ended and `send()` throws. */
  drain: [];
  error: [error: Error];
  close: [];
}
