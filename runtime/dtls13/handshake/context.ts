import type { CryptoProvider, PrivateKey } from '../../crypto/provider.ts';
import type { RecordProtection } from '../../crypto/record-protection.ts';
import type { AlertError } from '../../errors/alert-error.ts';
import type { WireError } from '../../errors/wire-error.ts';
import type { WirechartError } from '../../errors/wirechart-error.ts';

/** A server's identity. Borrowed for the life of the endpoint. */
export interface Certificate {
  /** DER, end entity first. */
  readonly chain: readonly Uint8Array[];
  /** Imported by the provider of the same endpoint. */
  readonly privateKey: PrivateKey;
}

/** What was agreed, by the names of the registries. */
export interface Agreement {
  readonly cipherSuite: string;
  readonly group: string;
  /** What the peer signed with; undefined when it did not sign. */
  readonly peerSignatureScheme: string | undefined;
}

/** What a handshake, of either role, does to the connection around it. */
export interface HandshakeContext {
  readonly provider: CryptoProvider;
  /** The name the client asks for. */
  readonly servername: string | undefined;
  /** The time of the input being handled, in milliseconds. */
  now(): number;
  /** Puts a message into our next flight, under an epoch that is installed for sending. */
  stage(type: number, epoch: number, body: Uint8Array, last: boolean): void;
  installRead(epoch: number, protection: RecordProtection): void;
  installWrite(epoch: number, protection: RecordProtection): void;
  keylog(label: string, clientRandom: Uint8Array, secret: Uint8Array): void;
  /** Asks the host about the peer's chain; the answer comes back as an event. */
  askChain(chain: readonly Uint8Array[]): void;
  secure(agreement: Agreement): void;
  /** The peer's last flight is complete: acknowledge it. */
  acknowledgeLastFlight(): void;
  /** The end: `alert` goes out where there is one, `error` is reported. */
  abort(error: WirechartError, alert: string | undefined): void;
  traceHandshake(machine: string, edge: number): void;
}

/** One role's side of a handshake, driven by the connection. */
export interface HandshakeRole {
  /** True once the peer is authenticated and the keys for data are there. */
  readonly secure: boolean;
  /** One complete message, in sequence. */
  receive(type: number, body: Uint8Array): void;
  chainAccepted(publicKey: Uint8Array): void;
  chainRejected(alert: string, error: WirechartError): void;
  flightAcknowledged(): void;
  flightExhausted(): void;
  alertReceived(error: AlertError): void;
  /** Something outside a message broke a rule: a fragment, an ACK, a record. */
  violated(alert: string, rule: string, reason: string): void;
  /** Bytes outside a message that the peer vouches for do not decode. */
  undecodable(error: WireError, rule: string): void;
  closed(): void;
  /** Overwrites what secrets are left. */
  wipe(): void;
}
