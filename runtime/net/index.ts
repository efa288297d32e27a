/** DTLS 1.3 over UDP on Node: `connect()` and `listen()` in the shape of Node's experimental `node:dtls`. */
export { type FingerprintHash, fingerprint } from '../certificates/fingerprint.ts';
export type { PemOrDer } from '../certificates/pem.ts';
export type { EarlyDataResult, EpochUse } from '../dtls13/endpoint.ts';
export type { OidFilter } from '../dtls13/handshake/oid-filters.ts';
export { importSession, Session } from '../dtls13/handshake/psk/session.ts';
export {
  type BufferLeak,
  type BufferOptions,
  type BufferPolicy,
  BufferPools,
  type BufferStatistics,
} from '../dtls13/index.ts';
export type { CertificateRequestOptions } from '../dtls13/options/certificate-request-options.ts';
export type { ExternalPsk } from '../dtls13/options/external-psk-option.ts';
export type { MtuDiscovery } from '../dtls13/options/mtu-discovery-options.ts';
export type { PskModeName } from '../dtls13/options/negotiation-options.ts';
export type { RekeyAfter } from '../dtls13/post-handshake/rekey-policy.ts';
export type { Padding } from '../dtls13/record/record-padding.ts';
export type { Discarded } from '../dtls13/statistics.ts';
export { AlertError } from '../errors/alert-error.ts';
export { type CertificateAlert, CertificateError, type CertificateReason } from '../errors/certificate-error.ts';
export { ConfigError } from '../errors/config-error.ts';
export { EvictionError } from '../errors/eviction-error.ts';
export { MessageTooLargeError } from '../errors/message-too-large-error.ts';
export { PeerError } from '../errors/peer-error.ts';
export { PeerReason } from '../errors/peer-reason.ts';
export { SystemError } from '../errors/system-error.ts';
export { TimeoutError } from '../errors/timeout-error.ts';
export { WirechartError } from '../errors/wirechart-error.ts';
export type { SocketAddress } from './address.ts';
export type { CommonOptions } from './common-options.ts';
export { connect } from './connect.ts';
export type { Binding, ConnectOptions } from './connect-options.ts';
export type {
  DatagramSocket,
  DatagramSocketHandlers,
  DatagramSockets,
  ReceivedDatagrams,
  SendBuffer,
} from './datagram-socket.ts';
export { DtlsEndpoint } from './dtls-endpoint.ts';
export { DtlsSession } from './dtls-session.ts';
export type { EarlyDataOptions } from './early-data-options.ts';
export type { EndpointBatch } from './endpoint-batch.ts';
export type { EndpointStats } from './endpoint-stats.ts';
export type { HandshakeResult } from './handshake-result.ts';
export { listen } from './listen.ts';
export type { ListenOptions } from './listen-options.ts';
export type { MessageBatch } from './message-batch.ts';
export type { BatchIterator, MessageIterator } from './message-queue.ts';
export type { CertificateOption } from './own-certificates.ts';
export type { FoundPsk, PskCallback, PskClient, PskResult } from './psk-callback.ts';
export { type RedisClient, RedisReplayStore } from './redis-replay-store.ts';
export {
  type KeyedEndpoint,
  RedisServerKeys,
  type RedisServerKeysEvents,
  type RedisServerKeysOptions,
} from './redis-server-keys.ts';
export { type AcceptancePeriod, MemoryReplayStore, type ReplayStore } from './replay-store.ts';
export type { KeyUpdateStep, LostMessage, MtuChange } from './session-events.ts';
export type { SessionStats } from './session-stats.ts';
export type { TraceStep } from './trace-step.ts';
export type { UdpCounters } from './udp-counters.ts';
export type { UdpOptions } from './udp-options.ts';
export type { PeerToVerify, VerifyPeer } from './verify-peer.ts';
export type { HandlerModule } from './workers/handler-module.ts';
export { DtlsWorkerEndpoint } from './workers/worker-endpoint.ts';
export type { WorkerEndpointEvents } from './workers/worker-endpoint-events.ts';
export type { WorkerEndpointStats } from './workers/worker-endpoint-stats.ts';
export type { HandlerOptions, WorkerListenOptions } from './workers/worker-listen-options.ts';
export type { ChooseWorker, WorkerOptions } from './workers/worker-options.ts';
