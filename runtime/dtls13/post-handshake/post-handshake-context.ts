import type { RecordProtection } from '../../crypto/record-protection.ts';
import type { WirechartError } from '../../errors/wirechart-error.ts';
import type { ConnectionEvent } from '../endpoint.ts';
import type { Direction } from '../handshake/application-secrets.ts';

/** What the exchanges after the handshake need from the connection. */
export interface PostHandshakeContext {
  readonly isClient: boolean;
  /** The time of the current input, in the host's milliseconds. */
  now(): number;
  installRead(epoch: number, protection: RecordProtection): void;
  /** Uses the keys of an epoch for all records that we send from now on. */
  replaceWrite(epoch: number, protection: RecordProtection): void;
  /** Drops the keys of an epoch for receiving. */
  dropRead(epoch: number): void;
  /** Ends the connection: sends `alert` and reports `error`. */
  abort(error: WirechartError, alert: string | undefined): void;
  report(event: ConnectionEvent): void;
  /** The keys of this epoch are in use. */
  keysUpdated(direction: Direction, epoch: number): void;
  traceTransition(machine: string, edge: number): void;
}
