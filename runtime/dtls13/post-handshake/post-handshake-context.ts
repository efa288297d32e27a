import type { CryptoProvider } from '../../crypto/provider.ts';
import type { RecordProtection } from '../../crypto/record-protection.ts';
import type { CertificateAlert } from '../../errors/certificate-error.ts';
import type { WirechartError } from '../../errors/wirechart-error.ts';
import type { ConnectionEvent } from '../endpoint.ts';
import type { Direction } from '../handshake/application-secrets.ts';

/** A request to the application to verify the client's certificates after the handshake. */
export interface ChainVerification {
  /** DER, end entity first. Owned by the host from then on. */
  readonly chain: readonly Uint8Array[];
  /** In DER; undefined: the peer sent none. Owned by the host from then on. */
  readonly ocspResponse: Uint8Array | undefined;
  /** Which request for a certificate it belongs to. */
  readonly certificateRequest: number;
  /** In the host's milliseconds. */
  readonly deadline: number;
  /** `publicKey`: SubjectPublicKeyInfo of the first certificate. */
  accepted(publicKey: Uint8Array): void;
  rejected(alert: CertificateAlert, error: WirechartError): void;
}

/** The keys of a connection, as its updates replace them. */
export interface UpdatedKeys {
  installRead(epoch: number, protection: RecordProtection): void;
  /** Uses the keys of an epoch for all records that we send from now on. */
  replaceWrite(epoch: number, protection: RecordProtection): void;
  /** Drops the keys of an epoch for receiving. */
  dropRead(epoch: number): void;
}

/** What the exchanges after the handshake request from the application. */
export interface ExchangeRequests {
  requestChainVerification(verification: ChainVerification): void;
}

/** What the exchanges after the handshake need from the connection. */
export interface PostHandshakeContext {
  readonly isClient: boolean;
  readonly provider: CryptoProvider;
  /** The time of the current input, in the host's milliseconds. */
  now(): number;
  readonly keys: UpdatedKeys;
  /** Ends the connection: sends `alert` and reports `error`. */
  abort(error: WirechartError, alert: string | undefined): void;
  report(event: ConnectionEvent): void;
  /** The keys of this epoch are in use. */
  keysUpdated(direction: Direction, epoch: number): void;
  readonly application: ExchangeRequests;
  /** `instance`: which of several machines with this id, from 0. Default 0. */
  traceTransition(machine: string, edge: number, instance?: number): void;
}
