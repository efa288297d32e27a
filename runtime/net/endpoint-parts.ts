import type { Listener } from '../dtls13/endpoint.ts';
import type { SocketAddress } from './address.ts';
import type { CertificateVerifier } from './certificate-verifier.ts';
import type { CommonOptions } from './common-options.ts';
import type { DatagramSockets } from './datagram-socket.ts';
import type { DtlsSession } from './dtls-session.ts';
import type { ResolvedEarlyData } from './early-data-options.ts';
import type { EndpointBatch } from './endpoint-batch.ts';
import type { RefusedHello } from './endpoint-events.ts';
import type { LegacyDatagrams } from './legacy-datagrams.ts';
import type { PathTable } from './path-table.ts';
import type { PskCallback } from './psk-callback.ts';
import type { UdpOptions } from './udp-options.ts';

/** The parts of an endpoint, assembled by `listen()`. */
export interface EndpointParts {
  readonly listener: Listener;
  /** The listener adds to it; the endpoint empties it after each datagram. */
  readonly refusedHellos: RefusedHello[];
  /** Undefined: clients without DTLS 1.3 are refused. */
  readonly legacyDatagrams: LegacyDatagrams | undefined;
  readonly paths: PathTable;
  readonly maxSessions: number;
  /** Bytes. */
  readonly datagramSize: number;
  /** Milliseconds. */
  readonly closeTimeout: number;
  readonly sockets: DatagramSockets;
  readonly udp: UdpOptions;
  /** Undefined: sessions are made when they are needed. */
  readonly onsession: ((session: DtlsSession) => void) | undefined;
  readonly onBatch: ((batch: EndpointBatch) => void) | undefined;
  /** For connections without a session. */
  readonly keylog: CommonOptions['keylog'];
  readonly trace: CommonOptions['trace'];
  readonly verifier: CertificateVerifier;
  /** With it, the listener asks for external pre-shared keys. */
  readonly pskCallback: PskCallback | undefined;
  /** With it, the listener accepts early data. */
  readonly earlyData: ResolvedEarlyData | undefined;
  /** Certificates of clients can be verified. */
  readonly requestsCertificates: boolean;
  readonly createSession: () => DtlsSession;
  /** Gets a datagram with a connection id of another endpoint; borrowed. Undefined: there is no other. */
  readonly unrouted: ((remote: SocketAddress, slab: Uint8Array, at: number, length: number) => void) | undefined;
}
