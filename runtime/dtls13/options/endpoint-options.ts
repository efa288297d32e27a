import { ConnectionTimer, connectionTimers } from '../../../generated/dtls13/machines/connection.ts';
import { FlightTimer, flightTimers } from '../../../generated/dtls13/machines/flight.ts';
import { MAX_RETRANSMIT_TIMEOUT, RETRANSMIT_BACKOFF } from '../../../generated/dtls13/registries/constants.ts';
import type { CryptoProvider } from '../../crypto/provider.ts';
import { ConfigError } from '../../errors/config-error.ts';
import {
  checkBoolean,
  checkChoice,
  checkGiven,
  checkProvider,
  integerOption,
  isObject,
  type NumberOption,
  numberOption,
} from '../../errors/option-checks.ts';
import { type BufferOptions, BufferPools } from '../../slab/buffer-pools.ts';
import type { BufferPolicy } from '../../slab/growth-policy.ts';
import type { PathResolver } from '../endpoint.ts';
import { supportedSuites } from '../handshake/session-keys.ts';
import { type RekeyAfter, type RekeyLimits, rekeyLimits } from '../post-handshake/rekey-policy.ts';
import { type Padding, resolvePadding } from '../record/record-padding.ts';
import { type ResolvedConnectionIds, resolveConnectionIds } from './connection-id-options.ts';
import { type MtuDiscovery, type ResolvedMtuDiscovery, resolveMtuDiscovery } from './mtu-discovery-options.ts';
import type { NegotiationOptions, PathValidationMode } from './negotiation-options.ts';

/** The options of clients and servers. An option that is undefined is not given. */
export interface EndpointOptions extends NegotiationOptions {
  /** Gives the addresses behind the host's numbers of paths. */
  readonly host: PathResolver;
  /** All cryptography, and all randomness. */
  readonly provider: CryptoProvider;
  /**
   * Longest datagram to send, in bytes of UDP payload: 256 to 65507. Default 1200, which fits every IPv6 path. It is a
   * limit for handshake messages, which are fragmented, and for application datagrams, which are refused. When the
   * network reports that a datagram was too long, the connection uses three quarters of its length, down to 256 bytes;
   * RFC 9147 section 4.4.
   */
  readonly maxDatagramSize?: number | undefined;
  /**
   * Milliseconds after which a connection whose datagrams were too long uses `maxDatagramSize` again: 1000 to 2^40, or
   * Infinity for never. Default 600000, as PMTU_RAISE_TIMER of DPLPMTUD. The first long datagram after that is lost
   * where the path still does not carry it. With `mtuDiscovery` it is the time from one search to the next.
   */
  readonly mtuRaiseTimeout?: number | undefined;
  /**
   * Finds out by probes which datagrams the path carries, and raises the longest datagram above `maxDatagramSize`, up to
   * `max`. The probes are padded path_challenges, so connection ids and path validation must be negotiated; otherwise
   * there are none. They are sent while application data is. The host must not let the network fragment datagrams:
   * otherwise the result is what arrives in fragments. Default: no probes.
   */
  readonly mtuDiscovery?: MtuDiscovery | undefined;
  /**
   * First value of the retransmission timer, in milliseconds: 1 to 3600000. Default 1000, with `srtpProfiles` 400; RFC
   * 9147 section 5.8.2.
   */
  readonly initialTimeout?: number | undefined;
  /** Largest value of the retransmission timer, in milliseconds: 1 to 3600000. Default 60000. */
  readonly maxTimeout?: number | undefined;
  /** Factor for the retransmission timer at each expiry: 1 to 10. Default 2. */
  readonly retransmitBackoff?: number | undefined;
  /**
   * Timing of flights and ACKs. Default `adaptive`; RFC 9147 sections 5.8.2, 5.8.3 and 7.1.
   *
   * - `adaptive`: the retransmission timer follows the measured round trip. A flight is sent in bursts of ten records.
   *   An ACK follows ten records at once, and a gap or a record without keys after an eighth of the timer; it is
   *   repeated while the rest of the flight is missing. After an ACK of a part, the rest is sent again at once. The side
   *   that sends first sends a flight of few records twice with the second retransmission in a row, three times with the
   *   third, and so on, up to ten records.
   * - `fixed`: the retransmission timer always starts with `initialTimeout`. A flight is sent as a whole. An ACK follows
   *   the first record after a quarter of the timer, also after the handshake, and names all records until then. Only the timer retransmits, with several
   *   messages in a record. For a peer that expects these times, such as a test suite.
   */
  readonly pacing?: 'adaptive' | 'fixed' | undefined;
  /**
   * Longest datagram with handshake messages after the retransmission timer expired twice in a row, in bytes of UDP
   * payload: 256 to 65507. Default 548.
   */
  readonly fallbackDatagramSize?: number | undefined;
  /** Number of retransmissions of a flight before the handshake fails: 0 to 1000. Default 12. */
  readonly maxRetransmissions?: number | undefined;
  /**
   * How long the peer may send nothing before the connection ends with a TimeoutError, in milliseconds: 1 to 2^40, or
   * Infinity for no limit. Default 300000, the time for which a NAT should keep a mapping (RFC 4787 section 4.3).
   */
  readonly idleTimeout?: number | undefined;
  /**
   * True: after the peer closes its side we may still send, and after we close ours we still receive for
   * `closeTimeout`. Default false: closing one side closes the other.
   */
  readonly allowHalfOpen?: boolean | undefined;
  /**
   * Longest time from `close` to the event `closed`, in milliseconds: 1 to 86400000. Default 5000. The peer gets no
   * further alert when it expires.
   */
  readonly closeTimeout?: number | undefined;
  /**
   * Longest handshake, and longest time for which a handshake message after it may stay incomplete before the
   * connection ends, in milliseconds: 1 to 86400000. Default 60000.
   */
  readonly handshakeTimeout?: number | undefined;
  /**
   * Header of protected records; RFC 9147 section 4. Default `full`.
   *
   * - `full`: 16 bits of the record number, and the length.
   * - `minimal`: without the length in the last record of a datagram, and 8 bits of the number while fewer than 128
   *   records were sent after the last one that the peer acknowledged. A record that others overtake by more than 127
   *   is lost.
   */
  readonly recordHeader?: 'full' | 'minimal' | undefined;
  /**
   * How protected records are padded, handshake messages and alerts too: `{ to }`, `{ blockSize }`, or a function that
   * gets the length of the content and returns the number of bytes to add. A record is padded only as far as it fits
   * into its datagram. A function that throws, or returns anything but an integer from 0 to 16384, ends the connection
   * with ERR_DTLS_INTERNAL. Default: no padding.
   */
  readonly padding?: Padding | undefined;
  /** Size of the replay window in records: a multiple of 32 from 64 to 4096. Default 256. */
  readonly replayWindow?: number | undefined;
  /**
   * Memory for incomplete handshake messages of one peer, in bytes: 1024 to 16777216. Default 65536. A longer message,
   * usually a certificate chain, is refused with illegal_parameter.
   */
  readonly maxHandshakeSize?: number | undefined;
  /**
   * Updates the traffic keys (RFC 9147 section 8) after so many records, bytes or milliseconds with one key, whichever
   * comes first. The peer is asked to update its keys too when they reach a limit. Default: only before the limits of
   * the AEAD.
   */
  readonly rekeyAfter?: RekeyAfter | undefined;
  /**
   * The memory for parts of handshake messages, for records and early data that wait, and for secrets, which is used again:
   * `{ policy, maxBytes }`, or pools that several endpoints share. It changes no behaviour: above the bound, memory is
   * allocated as without pools. Default: the connections of a server share pools with the policy `balanced`; a client has
   * its own, with `conservative`.
   */
  readonly buffers?: BufferOptions | BufferPools | undefined;
  /** Reports traffic secrets as `keylog` events. Default false. */
  readonly keylog?: boolean | undefined;
  /** Reports the transitions of the state machines as `transition` events. Default false. */
  readonly trace?: boolean | undefined;
}

/** The same options with their defaults. */
export interface ResolvedOptions {
  readonly host: PathResolver;
  readonly provider: CryptoProvider;
  readonly maxDatagramSize: number;
  readonly mtuRaiseTimeout: number;
  readonly mtuDiscovery: ResolvedMtuDiscovery | undefined;
  readonly initialTimeout: number;
  readonly maxTimeout: number;
  readonly retransmitBackoff: number;
  readonly pacing: 'adaptive' | 'fixed';
  readonly fallbackDatagramSize: number;
  readonly maxRetransmissions: number;
  readonly handshakeTimeout: number;
  readonly idleTimeout: number;
  readonly closeTimeout: number;
  readonly allowHalfOpen: boolean;
  readonly lingerTime: number;
  readonly replayWindow: number;
  readonly recordHeader: 'full' | 'minimal';
  readonly padding: Padding | undefined;
  readonly maxHandshakeSize: number;
  readonly rekeyAfter: RekeyLimits;
  readonly buffers: BufferPools;
  readonly keylog: boolean;
  readonly trace: boolean;
  readonly connectionIds: ResolvedConnectionIds | undefined;
  readonly pathValidation: PathValidationMode;
}

const CLOSE_TIMEOUT = connectionTimers[ConnectionTimer['CONNECTED.READ.HALF_CLOSED.halfClosed']]?.nominal as number;
const IDLE_TIMEOUT = connectionTimers[ConnectionTimer['CONNECTED.idle']]?.nominal as number;
const INITIAL_TIMEOUT = flightTimers[FlightTimer['WAITING.ARMED.retransmit']]?.nominal as number;
/** Milliseconds. */
const SRTP_INITIAL_TIMEOUT = 400;
const LINGER_TIME = flightTimers[FlightTimer['FINISHED.linger']]?.nominal as number;

/** The numeric options, in the units of their descriptions. */
export const ENDPOINT_NUMBERS = {
  maxDatagramSize: { min: 256, max: 65_507, default: 1200 },
  mtuRaiseTimeout: { min: 1000, max: 2 ** 40, default: 600_000 },
  initialTimeout: { min: 1, max: 3_600_000, default: INITIAL_TIMEOUT },
  maxTimeout: { min: 1, max: 3_600_000, default: MAX_RETRANSMIT_TIMEOUT },
  retransmitBackoff: { min: 1, max: 10, default: RETRANSMIT_BACKOFF },
  fallbackDatagramSize: { min: 256, max: 65_507, default: 548 },
  maxRetransmissions: { min: 0, max: 1000, default: 12 },
  idleTimeout: { min: 1, max: 2 ** 40, default: IDLE_TIMEOUT },
  closeTimeout: { min: 1, max: 86_400_000, default: CLOSE_TIMEOUT },
  handshakeTimeout: { min: 1, max: 86_400_000, default: 60_000 },
  replayWindow: { min: 64, max: 4096, default: 256 },
  maxHandshakeSize: { min: 1024, max: 2 ** 24, default: 65_536 },
} as const satisfies Readonly<Record<string, NumberOption>>;

/** `bufferPolicy`: the default of the pools. Throws ConfigError with the name of the option at fault. */
export function resolveOptions(options: EndpointOptions, bufferPolicy: BufferPolicy): ResolvedOptions {
  const {
    host,
    provider,
    idleTimeout,
    mtuRaiseTimeout,
    pacing = 'adaptive',
    retransmitBackoff,
    recordHeader = 'full',
  } = options;
  checkGiven('provider', provider);
  checkProvider('provider', provider);
  if (!isObject(host) || typeof host.address !== 'function') {
    throw new ConfigError('host', 'must have a function `address`');
  }
  const { name, capabilities } = provider;
  if (supportedSuites(provider).length === 0) throw new ConfigError('provider', `${name} has no cipher suite`);
  if (capabilities.groups.length === 0) throw new ConfigError('provider', `${name} has no key exchange group`);
  const replayWindow = integer(options, 'replayWindow');
  if (replayWindow % 32 !== 0) throw new ConfigError('replayWindow', `must be a multiple of 32, not ${replayWindow}`);
  checkChoice('pacing', pacing, ['adaptive', 'fixed']);
  for (const option of ['allowHalfOpen', 'keylog', 'trace'] as const) checkBoolean(option, options[option]);
  checkChoice('recordHeader', recordHeader, ['full', 'minimal']);
  return {
    host,
    provider,
    maxDatagramSize: integer(options, 'maxDatagramSize'),
    mtuRaiseTimeout:
      mtuRaiseTimeout === Number.POSITIVE_INFINITY ? mtuRaiseTimeout : integer(options, 'mtuRaiseTimeout'),
    mtuDiscovery: resolveMtuDiscovery(options.mtuDiscovery),
    initialTimeout: options.initialTimeout === undefined ? defaultTimeout(options) : integer(options, 'initialTimeout'),
    maxTimeout: integer(options, 'maxTimeout'),
    retransmitBackoff: numberOption('retransmitBackoff', retransmitBackoff, ENDPOINT_NUMBERS.retransmitBackoff),
    pacing,
    fallbackDatagramSize: integer(options, 'fallbackDatagramSize'),
    maxRetransmissions: integer(options, 'maxRetransmissions'),
    idleTimeout: idleTimeout === Number.POSITIVE_INFINITY ? idleTimeout : integer(options, 'idleTimeout'),
    closeTimeout: integer(options, 'closeTimeout'),
    allowHalfOpen: options.allowHalfOpen ?? false,
    handshakeTimeout: integer(options, 'handshakeTimeout'),
    lingerTime: LINGER_TIME,
    replayWindow,
    recordHeader,
    padding: resolvePadding(options.padding),
    maxHandshakeSize: integer(options, 'maxHandshakeSize'),
    rekeyAfter: rekeyLimits(options.rekeyAfter),
    buffers: options.buffers instanceof BufferPools ? options.buffers : new BufferPools(options.buffers, bufferPolicy),
    keylog: options.keylog ?? false,
    trace: options.trace ?? false,
    connectionIds: resolveConnectionIds(options.connectionIds),
    pathValidation: options.pathValidation ?? 'enhanced',
  };
}

/** RFC 9147 section 5.8.2: applications of DTLS-SRTP are sensitive to latency. */
function defaultTimeout({ srtpProfiles }: EndpointOptions): number {
  return Array.isArray(srtpProfiles) && srtpProfiles.length > 0 ? SRTP_INITIAL_TIMEOUT : INITIAL_TIMEOUT;
}

function integer(options: EndpointOptions, option: keyof typeof ENDPOINT_NUMBERS): number {
  return integerOption(option, options[option], ENDPOINT_NUMBERS[option]);
}
