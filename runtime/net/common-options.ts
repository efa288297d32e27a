import type { PemOrDer } from '../certificates/pem.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import type { BufferOptions, BufferPools } from '../dtls13/index.ts';
import type { ConnectionIdOptions } from '../dtls13/options/connection-id-options.ts';
import { ENDPOINT_NUMBERS } from '../dtls13/options/endpoint-options.ts';
import type { MtuDiscovery } from '../dtls13/options/mtu-discovery-options.ts';
import type { PskModeName } from '../dtls13/options/negotiation-options.ts';
import type { RekeyAfter } from '../dtls13/post-handshake/rekey-policy.ts';
import type { Padding } from '../dtls13/record/record-padding.ts';
import { ConfigError } from '../errors/config-error.ts';
import {
  checkBoolean,
  checkFunction,
  checkInteger,
  checkProvider,
  isObject,
  type NumberOption,
} from '../errors/option-checks.ts';
import { checkSignal } from './abort-signal.ts';
import type { DatagramSockets } from './datagram-socket.ts';
import type { NegotiationOptions } from './negotiation.ts';
import type { CertificateOption } from './own-certificates.ts';
import type { TraceStep } from './trace-step.ts';
import { checkUdpOptions, type UdpOptions } from './udp-options.ts';
import type { VerifyPeer } from './verify-peer.ts';

/**
 * The options of both `connect()` and `listen()`, with the names of node:dtls and node:tls where those have one. An
 * option that is undefined is not given.
 */
export interface CommonOptions extends UdpOptions, NegotiationOptions {
  /** Default: OpenSSL, as included in Node. */
  readonly provider?: CryptoProvider | undefined;
  /** Opens the UDP sockets. Default: node:dgram. */
  readonly sockets?: DatagramSockets | undefined;
  /** Longest datagram to send, in bytes of UDP payload: 256 to 65507. Default 1200, which fits every IPv6 path. */
  readonly mtu?: number | undefined;
  /**
   * Milliseconds after which a session whose datagrams were too long for the path uses `mtu` again: 1000 to 2^40, or
   * Infinity for never. Default 600000. The first long datagram after that is lost where the path still does not carry
   * it. With `mtuDiscovery` it is the time from one search to the next.
   */
  readonly mtuRaiseTimeout?: number | undefined;
  /**
   * Finds out by probes, while messages are sent, which datagrams the path carries, and raises `maxMessageSize`; event
   * `mtuChange`. `max`: longest datagram to try, in bytes of UDP payload, 256 to 65507, default 1452. `confirmInterval`:
   * milliseconds after which a length above `mtu` is probed again, 1000 to 2^40, default 60000. Needs connection ids and
   * path validation on both sides; otherwise nothing is probed. Node cannot prevent the system from fragmenting
   * datagrams, so the result may be what arrives in fragments. Default: no probes.
   */
  readonly mtuDiscovery?: MtuDiscovery | undefined;
  /**
   * Longest handshake, and longest time for which a handshake message after it may stay incomplete before the session
   * ends, in milliseconds: 1 to 86400000. Default 60000.
   */
  readonly handshakeTimeout?: number | undefined;
  /**
   * Longest lookup of a name of `connect()` or of the `host` of `listen()`, in milliseconds: 1 to 86400000. Default 10000.
   * The time of the handshake starts after it.
   */
  readonly lookupTimeout?: number | undefined;
  /**
   * First value of the retransmission timer, in milliseconds: 1 to 3600000. Default 1000, with `srtp` 400; RFC 9147 section
   * 5.8.2.
   */
  readonly initialTimeout?: number | undefined;
  /** Factor for the retransmission timer at each expiry: 1 to 10. Default 2. */
  readonly retransmitBackoff?: number | undefined;
  /** Largest value of the retransmission timer, in milliseconds: 1 to 3600000. Default 60000. */
  readonly maxTimeout?: number | undefined;
  /** Number of retransmissions of a flight before the handshake fails: 0 to 1000. Default 12. */
  readonly maxRetransmissions?: number | undefined;
  /**
   * Longest datagram with handshake messages after the retransmission timer expired twice in a row, in bytes of UDP
   * payload: 256 to 65507. Default 548. The path may drop longer ones.
   */
  readonly fallbackMtu?: number | undefined;
  /**
   * How long the peer may send nothing before the session ends with a TimeoutError, in milliseconds: 1 to 2^40, or
   * Infinity for no limit. Default 300000.
   */
  readonly idleTimeout?: number | undefined;
  /**
   * Longest time that closing takes, in milliseconds: 1 to 86400000. Default 5000. After that the session ends without
   * an error, as if the peer had answered. With `allowHalfOpen` it is also how long the peer may still send after
   * `close()`. An endpoint with more than 256 sessions first tells all of them.
   */
  readonly closeTimeout?: number | undefined;
  /** True: we may still send after the peer closed its side, which the event `peerClosed` reports. Default false. */
  readonly allowHalfOpen?: boolean | undefined;
  /** Size of the replay window in records: a multiple of 32 from 64 to 4096. Default 256. Older records are dropped. */
  readonly replayWindow?: number | undefined;
  /**
   * Longest plaintext of a protected record that we accept, in bytes with content type and padding: 64 to 16385. The
   * peer is told, and a longer record ends the session. Default 16385, the maximum of the protocol; RFC 8449.
   */
  readonly recordSizeLimit?: number | undefined;
  /**
   * Header of protected records. Default `'full'`.
   *
   * - `'full'`: 16 bits of the record number, and the length.
   * - `'minimal'`: without the length in the last record of a datagram, and 8 bits of the number while fewer than 128
   *   records were sent after the last one that the peer acknowledged. A record that others overtake by more than 127
   *   is lost.
   */
  readonly recordHeader?: 'full' | 'minimal' | undefined;
  /**
   * How protected records are padded, handshake messages and alerts too, so that their length reveals less: `{ to }`
   * pads shorter content to this many bytes, `{ blockSize }` to a multiple of this many bytes, and a function gets the
   * length of the content and returns the number of bytes to add: 0 to 16384. A record is padded only as far as it fits
   * into its datagram. A function that throws or returns anything else ends the session with ERR_DTLS_INTERNAL. Default:
   * no padding.
   */
  readonly padding?: Padding | undefined;
  /**
   * Updates the traffic keys (RFC 9147 section 8) after so many `records` (64 to 2^48), `bytes` (16384 to 2^53) or `ms`
   * (1000 to 2^40) with one key, whichever comes first. The peer is asked to update its keys too when they reach a
   * limit. Default: only before the limits of the AEAD.
   */
  readonly rekeyAfter?: RekeyAfter | undefined;
  /**
   * Memory for incomplete handshake messages of one peer, in bytes: 1024 to 16777216. Default 65536. A longer message,
   * usually a certificate chain, is refused with illegal_parameter.
   */
  readonly maxHandshakeSize?: number | undefined;
  /**
   * The memory for parts of handshake messages, for records and early data that wait, and for secrets, which is used again:
   * `{ policy, maxBytes }`, or `BufferPools` that several endpoints and sessions share. It changes no behaviour: above the
   * bound, memory is allocated as without pools. Default: the sessions of an endpoint share pools with the policy
   * `balanced` and at most 67108864 bytes; a session of `connect()` has its own, with `conservative`.
   */
  readonly buffers?: BufferOptions | BufferPools | undefined;
  /**
   * Number of messages kept while there is no listener, or for an iterator that does not read: 1 to 16777216. Default
   * 256. At the limit the oldest message is dropped.
   */
  readonly maxQueuedMessages?: number | undefined;
  /** Size of these messages together, in bytes: 1 to 2^40. Default 262144. At the limit the oldest is dropped. */
  readonly maxQueuedBytes?: number | undefined;
  /**
   * Makes the final decision about the peer's certificates, after the checks of this library. It may return a promise,
   * which is awaited for at most nine tenths of the remaining handshake time. With `rejectUnauthorized: false` it is the
   * only decision. Default: none.
   */
  readonly verifyPeer?: VerifyPeer | undefined;
  /**
   * Certificate revocation lists, PEM or DER. With this option every certificate of the peer's path must be covered by
   * a current list of its issuer and must not be revoked by it, as in node:tls. Default: revocation is not checked.
   */
  readonly crl?: PemOrDer | readonly PemOrDer[] | undefined;
  /**
   * Called with each line of the key log (SSLKEYLOGFILE format, no line end). These lines decrypt the traffic. Default:
   * none.
   */
  readonly keylog?: ((line: string) => void) | undefined;
  /**
   * Connection ids in records, so that a session outlasts a change of an address, as by a NAT; RFC 9146. `length`: of our
   * ids in bytes, 0 to 255; 0: we need none, but use those of the peer. `generate`: creates an id. `spares`: ids of the
   * peer that are kept for a change of path, 0 to 8, default 2. Default: none are negotiated.
   */
  readonly connectionIds?: ConnectionIdOptions | undefined;
  /**
   * How a new address of the peer is checked before the session uses it; RFC 9853. `'enhanced'` also checks the old one,
   * so that an attacker who copies datagrams does not move the session; `'basic'` checks the new one only; with `'none'`
   * the session stays at its address. Default `'enhanced'`, if connection ids are used.
   */
  readonly pathValidation?: 'enhanced' | 'basic' | 'none' | undefined;
  /**
   * How pre-shared keys may be used, in order of preference; RFC 9846 section 4.3.9. `psk_ke` has no forward secrecy:
   * who learns the key later can decrypt the session. Default `['psk_dhe_ke']`, which adds a key exchange.
   */
  readonly pskModes?: readonly PskModeName[] | undefined;
  /**
   * Several certificates, most preferred first, before that of `cert` and `key`: the first one that fits the peer is sent,
   * by its signature schemes, the authorities that it names and the extensions that it requires; RFC 9846 section 4.5.1.2.
   * Each has `cert`, `key`, `passphrase`, `ocspResponse` and `matchIssuer`: true for one that only a peer gets that names
   * its issuer.
   * Default: only that of `cert` and `key`.
   */
  readonly certificates?: readonly CertificateOption[] | undefined;
  /**
   * The OCSP response about the certificate of `cert` in DER, for a peer that requests it (OCSP stapling); RFC 9846 section
   * 4.5.1.1. It is sent as it is, at most 65527 bytes. Default: none.
   */
  readonly ocspResponse?: Uint8Array | undefined;
  /**
   * Whether the peer is asked for the OCSP response about its certificate. `verifyPeer` gets it: the library does not
   * verify it, and accepts a peer without one. Default false.
   */
  readonly requestOCSP?: boolean | undefined;
  /**
   * The names of authorities from which the peer should select its certificate; RFC 9846 section 4.3.4. `true`: those of
   * `ca`. Otherwise names in DER, at most 65535 bytes. A client sends them unencrypted. They limit nothing: the
   * certificate is verified with `ca`. Default false: none are sent.
   */
  readonly certificateAuthorities?: boolean | readonly Uint8Array[] | undefined;
  /** Called with each transition of the state machines. Default: none. */
  readonly trace?: ((step: TraceStep) => void) | undefined;
}

/** The numeric options that the core does not have, in the units of their descriptions. */
export const COMMON_NUMBERS = {
  maxQueuedMessages: { min: 1, max: 2 ** 24, default: 256 },
  maxQueuedBytes: { min: 1, max: 2 ** 40, default: 262_144 },
  lookupTimeout: { min: 1, max: 86_400_000, default: 10_000 },
} as const satisfies Readonly<Record<string, NumberOption>>;

/** In bytes. */
export const DEFAULT_MTU = ENDPOINT_NUMBERS.maxDatagramSize.default;

/** In milliseconds. */
export const DEFAULT_CLOSE_TIMEOUT = ENDPOINT_NUMBERS.closeTimeout.default;

/** Milliseconds for which sessions and endpoints wait after `closeTimeout`: the core ends its connections at that time. */
export const CLOSE_MARGIN = 100;

/** Checks what the core does not check. Throws ConfigError. */
export function checkCommonOptions(
  options: CommonOptions & { readonly rejectUnauthorized?: unknown; readonly signal?: unknown },
): void {
  checkUdpOptions(options);
  checkBoolean('rejectUnauthorized', options.rejectUnauthorized);
  checkSignal(options.signal);
  checkProvider('provider', options.provider);
  checkSockets(options.sockets);
  checkInteger('maxQueuedMessages', options.maxQueuedMessages, COMMON_NUMBERS.maxQueuedMessages);
  checkInteger('maxQueuedBytes', options.maxQueuedBytes, COMMON_NUMBERS.maxQueuedBytes);
  checkInteger('lookupTimeout', options.lookupTimeout, COMMON_NUMBERS.lookupTimeout);
  for (const option of ['verifyPeer', 'keylog', 'trace'] as const) checkFunction(option, options[option]);
}

/** Checks the shape only: they may come from another copy of this library. */
function checkSockets(sockets: unknown): void {
  if (sockets === undefined) return;
  const areSockets = isObject(sockets) && typeof sockets['name'] === 'string' && typeof sockets['open'] === 'function';
  if (!areSockets) throw new ConfigError('sockets', 'must be DatagramSockets');
}
