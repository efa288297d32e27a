/** DTLS 1.3 over UDP on Node: `connect()` and `listen()` in the shape of Node's experimental `node:dtls`. */
export { type FingerprintHash, fingerprint } from '../certificates/fingerprint.ts';
export type { PemOrDer } from '../certificates/pem.ts';
export type { Discarded } from '../dtls13/statistics.ts';
export { AlertError } from '../errors/alert-error.ts';
export { type CertificateAlert, CertificateError, type CertificateReason } from '../errors/certificate-error.ts';
export { ConfigError } from '../errors/config-error.ts';
export { PeerError } from '../errors/peer-error.ts';
export { TimeoutError } from '../errors/timeout-error.ts';
export { WirechartError } from '../errors/wirechart-error.ts';
export type { SocketAddress } from './address.ts';
export { connect } from './connect.ts';
export { DtlsEndpoint, type EndpointStats } from './dtls-endpoint.ts';
export { DtlsSession, type TraceStep } from './dtls-session.ts';
export type { HandshakeResult } from './handshake-result.ts';
export { listen } from './listen.ts';
export type { CommonOptions, ConnectOptions, ListenOptions } from './options.ts';
export type { PeerToVerify, VerifyPeer } from './peer-verification.ts';
export type { SessionStats } from './session-stats.ts';
