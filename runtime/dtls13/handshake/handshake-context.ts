import type { CryptoProvider } from '../../crypto/provider.ts';
import type { RecordProtection } from '../../crypto/record-protection.ts';
import type { AlertError } from '../../errors/alert-error.ts';
import type { PeerReason } from '../../errors/peer-reason.ts';
import type { WireError } from '../../errors/wire-error.ts';
import type { WirechartError } from '../../errors/wirechart-error.ts';
import type { Exporter } from './exporter.ts';

/** What was agreed, by the names of the registries. */
export interface NegotiatedParameters {
  readonly cipherSuite: string;
  readonly group: string;
  /** What the peer signed with; undefined when it did not sign. */
  readonly peerSignatureScheme: string | undefined;
  /** It took a HelloRetryRequest. */
  readonly helloRetry: boolean;
  /** What the application will speak; RFC 7301. */
  readonly alpnProtocol: string | undefined;
  /** The name the client asked for; RFC 6066 section 3. */
  readonly servername: string | undefined;
  /** What the keys for SRTP will be used with; RFC 5764 section 4.1.2. */
  readonly srtpProfile: string | undefined;
}

/** What a handshake of either role needs even where there is no connection yet. */
export interface HandshakeHost {
  readonly provider: CryptoProvider;
  /** The time of the input being handled, in milliseconds. */
  now(): number;
  /** The end: `alert` goes out where there is one, `error` is reported. */
  abort(error: WirechartError, alert: string | undefined): void;
  traceTransition(machine: string, edge: number): void;
}

/** What a handshake, of either role, does to the connection around it. */
export interface HandshakeContext extends HandshakeHost {
  /** Puts a message into our next flight, under an epoch that is installed for sending. */
  stage(type: number, epoch: number, body: Uint8Array, last: boolean): void;
  installRead(epoch: number, protection: RecordProtection): void;
  installWrite(epoch: number, protection: RecordProtection): void;
  /** Forgets an epoch in both directions, under which nothing was received. */
  uninstall(epoch: number): void;
  keylog(label: string, clientRandom: Uint8Array, secret: Uint8Array): void;
  /** Asks the host about the peer's chain; the answer comes back as an event. */
  requestCertificateVerification(chain: readonly Uint8Array[]): void;
  /** The handshake has done its work. The connection owns `exporter` from here on. */
  secure(negotiated: NegotiatedParameters, exporter: Exporter): void;
  /** The peer's last flight is complete: acknowledge it. */
  acknowledgeLastFlight(): void;
}

/** One role's side of a handshake, driven by the connection. */
export interface Handshake {
  /** True once the peer is authenticated and the keys for data are there. */
  readonly secure: boolean;
  /** One complete message, in sequence. */
  receive(type: number, body: Uint8Array): void;
  /** Another hello in the place of the one in use, which nothing has proven. True: it is in use from now on. */
  considerAlternative(body: Uint8Array): boolean;
  certificateAccepted(publicKey: Uint8Array): void;
  certificateRejected(alert: string, error: WirechartError): void;
  flightAcknowledged(): void;
  flightExhausted(): void;
  alertReceived(error: AlertError): void;
  /** The peer broke a rule that no transition of the chart stands for: a fragment, an ACK, a record. */
  violated(reason: PeerReason, alert: string, rule: string, detail?: string): void;
  /** Authenticated bytes outside a message do not decode. */
  undecodable(error: WireError): void;
  closed(): void;
  /** Overwrites what secrets are left. */
  zeroize(): void;
}
