import type { CryptoProvider, HashName } from '../../crypto/provider.ts';
import type { RecordProtection } from '../../crypto/record-protection.ts';
import type { AlertError } from '../../errors/alert-error.ts';
import type { PeerReason } from '../../errors/peer-reason.ts';
import type { WireError } from '../../errors/wire-error.ts';
import type { WirechartError } from '../../errors/wirechart-error.ts';
import type { BufferPools } from '../../slab/buffer-pools.ts';
import type { ApplicationSecrets } from './application-secrets.ts';
import type { Exporter } from './exporter.ts';
import type { HandshakeTranscript } from './handshake-transcript.ts';
import type { ResumptionSecret } from './psk/resumption-secret.ts';
import type { SessionParameters } from './psk/session-parameters.ts';

/** The negotiated parameters, by the names of the registries. */
export interface NegotiatedParameters {
  readonly cipherSuite: string;
  /** Undefined: there was no key exchange, only a pre-shared key. */
  readonly group: string | undefined;
  /** The session of a ticket was resumed. */
  readonly resumed: boolean;
  /** The identity of the external pre-shared key that authenticated the peers; undefined: none did. */
  readonly pskIdentity: Uint8Array | undefined;
  /** The scheme of the peer's signature; undefined: it did not sign. */
  readonly peerSignatureScheme: string | undefined;
  /** The server sent a HelloRetryRequest. */
  readonly helloRetry: boolean;
  /** The application protocol; RFC 7301. */
  readonly alpnProtocol: string | undefined;
  /** The name that the client requested; RFC 6066 section 3. */
  readonly servername: string | undefined;
  /** The SRTP protection profile; RFC 5764 section 4.1.2. */
  readonly srtpProfile: string | undefined;
}

/** The secrets that outlast the handshake. */
export interface SessionSecrets {
  readonly exporter: Exporter;
  readonly application: ApplicationSecrets;
  /** The peer's traffic secret of epoch 2, whose keys are kept for a while. */
  readonly handshakeRead: Uint8Array;
  /** For tickets; undefined: the connection has none. */
  readonly resumption: { readonly secret: ResumptionSecret; readonly parameters: SessionParameters } | undefined;
  /**
   * The messages from the first ClientHello to the client's Finished, for the authentication of the client after the
   * handshake; RFC 9846 section 4.5. Undefined: the client does not authenticate itself later.
   */
  readonly transcript: HandshakeTranscript | undefined;
}

/** An identity that a client offers, for the application to look up. */
export interface PskLookupIdentity {
  readonly identity: Uint8Array;
  /** The identity and context that were imported, if the identity has that form; RFC 9258 section 5.1. */
  readonly imported: { readonly externalIdentity: Uint8Array; readonly context: Uint8Array } | undefined;
}

/** The key that the application found. */
export interface PskLookupResult {
  /** Index into the identities of the request. */
  readonly index: number;
  /** At least one byte. */
  readonly key: Uint8Array;
  /** The hash of the key. Default sha256. */
  readonly hash?: HashName | undefined;
  /** Whether the client imported the key; RFC 9258. Only for an identity of that form. Default false. */
  readonly imported?: boolean | undefined;
}

/** The connection ids of both directions; RFC 9146 section 3. */
export interface NegotiatedConnectionIds {
  /** Ours, for records to us; empty: they have none. */
  readonly own: Uint8Array;
  /** The peer's, for records that we send; empty: they have none. */
  readonly peer: Uint8Array;
  /** Both sides support the return routability check; RFC 9853. */
  readonly returnRoutabilityCheck: boolean;
}

/**
 * The times, in milliseconds since the Unix epoch, between which a ClientHello with a ticket can have been accepted before,
 * or can be accepted again; RFC 9846 section 8.2.
 */
export interface TicketFreshness {
  /** The time of its arrival. */
  readonly received: number;
  /** No server has accepted it before. */
  readonly notBefore: number;
  /** No server accepts it any more. */
  readonly expires: number;
}

/** A ClientHello with early data that may be a replay. */
export interface FreshnessCheck extends TicketFreshness {
  /** What every use of its ticket has in common: 32 bytes. */
  readonly key: Uint8Array;
}

/** The keys of early data; RFC 9846 sections 4.3.10 and 7.1. */
export interface EarlyKeys {
  /** Of epoch 1. */
  readonly protection: RecordProtection;
  readonly exporter: Exporter;
}

/** The early data of a connection, as its handshake controls it; RFC 9846 section 4.3.10. */
export interface EarlyDataControl {
  /** A client can send at most `maxSize` bytes from now on. Owns `keys`. */
  offer(keys: EarlyKeys, maxSize: number): void;
  /** A server receives at most `maxSize` bytes, which wait for the decision. Owns `keys`. */
  receive(keys: EarlyKeys, maxSize: number): void;
  /** The server accepts it. No effect if there is none, or it is decided. */
  accept(): void;
  /** The server rejects it: it is discarded with its keys. No effect if there is none, or it is decided. */
  reject(): void;
}

/** The keys of a connection, as its handshake installs them. */
export interface HandshakeKeys {
  installRead(epoch: number, protection: RecordProtection): void;
  installWrite(epoch: number, protection: RecordProtection): void;
  /** Drops the keys of an epoch in both directions. No record was received under them. */
  uninstall(epoch: number): void;
}

/** What a handshake requests from the application. Each response is an event of the chart. */
export interface HandshakeRequests {
  /** Requests the verification of the peer's chain. */
  requestCertificateVerification(chain: readonly Uint8Array[], ocspResponse: Uint8Array | undefined): void;
  /** Requests the key of one of the identities. `hash`: that of the cipher suite. */
  requestPsk(identities: readonly PskLookupIdentity[], hash: HashName, servername: string | undefined): void;
  /** Asks whether a ClientHello is fresh. */
  requestFreshness(check: FreshnessCheck): void;
}

/** What a handshake of either role needs, even before a connection exists. */
export interface HandshakeHost {
  readonly provider: CryptoProvider;
  /** The time of the current input, in milliseconds. */
  now(): number;
  /** Ends the handshake: sends `alert`, if it is defined, and reports `error`. */
  abort(error: WirechartError, alert: string | undefined): void;
  traceTransition(machine: string, edge: number): void;
}

/** What a handshake of either role needs from its connection. */
export interface HandshakeContext extends HandshakeHost {
  /** Adds a message to our next flight, under an epoch that is installed for writing. */
  stage(type: number, epoch: number, body: Uint8Array, last: boolean): void;
  readonly keys: HandshakeKeys;
  /** Memory for secrets, and for what waits. */
  readonly buffers: BufferPools;
  /**
   * Limits the plaintext of protected records in bytes, with content type and padding: `sent` is the peer's limit for
   * our records, `received` our limit for the peer's; RFC 8449 section 4.
   */
  limitRecordSize(sent: number, received: number): void;
  /** Creates our connection id; empty: we need none. Throws InternalError. */
  createConnectionId(): Uint8Array;
  /** Uses these ids for protected records; undefined: none were negotiated. */
  setConnectionIds(ids: NegotiatedConnectionIds | undefined): void;
  keylog(label: string, clientRandom: Uint8Array, secret: Uint8Array): void;
  readonly application: HandshakeRequests;
  readonly earlyData: EarlyDataControl;
  /** Ends the connection without output: the listener forgets it. */
  withdraw(): void;
  /** The handshake is complete. The connection owns `secrets` from then on. */
  secure(negotiated: NegotiatedParameters, secrets: SessionSecrets): void;
  /** Acknowledges the peer's last flight, which is complete. */
  acknowledgeLastFlight(): void;
}

/** The handshake of one role, driven by its connection. */
export interface Handshake {
  /** True once the peer is authenticated and the application keys are derived. */
  readonly secure: boolean;
  /** Receives one complete message, in sequence. */
  receive(type: number, body: Uint8Array): void;
  /** Tries another hello in place of the unconfirmed one in use. True: it is in use from then on. */
  considerAlternative(body: Uint8Array): boolean;
  /** `notAfter`: when the peer's certificate expires, in milliseconds since the Unix epoch. */
  certificateAccepted(publicKey: Uint8Array, notAfter?: number): void;
  certificateRejected(alert: string, error: WirechartError): void;
  /** Undefined: the application knows none of the identities. */
  pskResponded(found: PskLookupResult | undefined): void;
  /** False: the early data is rejected. */
  freshnessResponded(isFresh: boolean): void;
  flightAcknowledged(): void;
  flightExhausted(): void;
  alertReceived(error: AlertError): void;
  /** The peer broke a rule that no transition of the chart stands for: a fragment, an ACK, a record. */
  violated(reason: PeerReason, alert: string, rule: string, detail?: string): void;
  /** Authenticated bytes outside a message do not decode. */
  undecodable(error: WireError): void;
  closed(): void;
  /** Overwrites the remaining secrets. */
  zeroize(): void;
}
