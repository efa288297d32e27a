import { refuseUnknownOptions } from '../errors/option-names.ts';
import type { Connection, Listener } from './endpoint.ts';
import { DtlsListener } from './listener/listener.ts';
import type { ConnectionOptions } from './options/connection-options.ts';
import type { ListenerOptions } from './options/listener-options.ts';
import { CONNECTION_OPTIONS, LISTENER_OPTIONS } from './options/option-names.ts';
import { PreparedConnection } from './prepared-connection.ts';

export { AlertError } from '../errors/alert-error.ts';
export { ConfigError } from '../errors/config-error.ts';
export { EvictionError } from '../errors/eviction-error.ts';
export { MessageTooLargeError } from '../errors/message-too-large-error.ts';
export { PeerError } from '../errors/peer-error.ts';
export { PeerReason } from '../errors/peer-reason.ts';
export { TimeoutError } from '../errors/timeout-error.ts';
export { WireError } from '../errors/wire-error.ts';
export { WirechartError } from '../errors/wirechart-error.ts';
export type { BufferLeak } from '../slab/buffer-audit.ts';
export type { BufferStatistics } from '../slab/buffer-pool.ts';
export { type BufferOptions, BufferPools } from '../slab/buffer-pools.ts';
export type { BufferPolicy } from '../slab/growth-policy.ts';
export {
  ConnectionIdLayout,
  type ConnectionIdLayoutOptions,
  type ConnectionIdRoute,
} from './connection-id-layout.ts';
export { contentLine } from './dissection/content-line.ts';
export type { DissectedDatagram, DissectedRecord, NoSecrets } from './dissection/dissected-datagram.ts';
export type {
  BinderResult,
  DissectedPsk,
  DissectedTicket,
  OpenedTicket,
  PskSource,
} from './dissection/dissected-psk.ts';
export { Dissection } from './dissection/dissection.ts';
export { KeyLog } from './dissection/key-log.ts';
export type { AssembledMessage } from './dissection/message-assembly.ts';
export type { OpenedRecord, Unopened } from './dissection/record-opener.ts';
export { TrafficDissection, type TrafficOptions } from './dissection/traffic-dissection.ts';
export type {
  ApplicationRequest,
  ApplicationResponse,
  ChainRequest,
  Connection,
  ConnectionEvent,
  ConnectionIdStatus,
  DatagramBatch,
  EarlyDataResult,
  Endpoint,
  EpochUse,
  FreshnessRequest,
  Listener,
  OutputSink,
  PathResolver,
  PskRequest,
} from './endpoint.ts';
export type { Certificate } from './handshake/certificate.ts';
export type { PskLookupIdentity, PskLookupResult } from './handshake/handshake-context.ts';
export type { OidFilter } from './handshake/oid-filters.ts';
export { importSession, Session } from './handshake/psk/session.ts';
export type { CertificateRequestOptions } from './options/certificate-request-options.ts';
export type { ConnectionIdOptions } from './options/connection-id-options.ts';
export type { ConnectionOptions } from './options/connection-options.ts';
export type { EndpointOptions } from './options/endpoint-options.ts';
export type { ExternalPsk } from './options/external-psk-option.ts';
export type { ListenerOptions } from './options/listener-options.ts';
export type { MtuDiscovery } from './options/mtu-discovery-options.ts';
export type { PathValidationMode, PskModeName } from './options/negotiation-options.ts';
export type { RekeyAfter } from './post-handshake/rekey-policy.ts';
export type { Padding } from './record/record-padding.ts';
export type { Discarded, Statistics } from './statistics.ts';

/**
 * Creates a client. Its first flight is ready at once: call `poll`. `now`: fractional milliseconds since the Unix
 * epoch. Throws ConfigError for an invalid option.
 */
export function createConnection(options: ConnectionOptions, now: number): Connection {
  refuseUnknownOptions(options, CONNECTION_OPTIONS, 'createConnection()');
  const prepared = new PreparedConnection(options);
  const { host, path, session } = options;
  return prepared.create({ host, path, session, psks: prepared.psks, sessionContext: undefined }, now);
}

/** Creates a server for any number of clients. Throws ConfigError for an invalid option. */
export function createListener(options: ListenerOptions): Listener {
  refuseUnknownOptions(options, LISTENER_OPTIONS, 'createListener()');
  return new DtlsListener(options);
}
