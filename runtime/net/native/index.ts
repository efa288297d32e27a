export type { HeldDescriptor, HeldSockets } from './held-sockets.ts';
export type { NativeSocket } from './native-socket.ts';
export type { FallbackReason, NativeSocketStats } from './native-socket-stats.ts';
export { createNativeSockets, type NativeSockets, type NativeSocketsOptions } from './native-sockets.ts';
export type { NativeDatagrams } from './received-batch.ts';
