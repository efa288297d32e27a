import type { WireError } from '../../errors/wire-error.ts';
import type { DissectedPsk, DissectedTicket } from './dissected-psk.ts';
import type { AssembledMessage } from './message-assembly.ts';
import type { OpenedRecord, Unopened } from './record-opener.ts';

/** A record of a datagram, opened if possible. */
export interface DissectedRecord {
  /** Its position in the datagram. */
  readonly at: number;
  readonly end: number;
  readonly isProtected: boolean;
  /** The connection id in its header, a view into the datagram; undefined: it has none, or its length is unknown. */
  readonly connectionId: Uint8Array | undefined;
  /** Undefined: `unopened` or `error` contains the reason. */
  readonly opened: OpenedRecord | undefined;
  readonly unopened: Unopened | NoSecrets | undefined;
  /** The record does not decode, and extends to the end of the datagram. */
  readonly error: WireError | undefined;
  /** The fragmented handshake messages that this record completed. */
  readonly assembled: readonly AssembledMessage[];
  /** The tickets of NewSessionTickets that this record completed. Empty without ticket keys. */
  readonly tickets: readonly DissectedTicket[];
  /** The first 8 keys that a ClientHello which this record completed offers. Empty without keys and sessions. */
  readonly psks: readonly DissectedPsk[];
}

/** Why no keys are available. */
export type NoSecrets =
  /** No key log was given. */
  | 'noKeyLog'
  /** The capture does not contain the ClientHello, so the secrets cannot be selected. */
  | 'noClientHello'
  /** The capture does not contain the ServerHello, which selects the cipher suite. */
  | 'noServerHello'
  /** The key log has no secrets of this connection. */
  | 'notInKeyLog';

/** A datagram of a capture with what is known about each of its records. */
export interface DissectedDatagram {
  /** From 1, in the order of the ClientHellos; undefined: the capture contains no ClientHello of it. */
  readonly connection: number | undefined;
  readonly sender: 'client' | 'server' | undefined;
  readonly records: readonly DissectedRecord[];
}
