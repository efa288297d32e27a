// Transaction-level modelling with the semantics of TLM-2.0 (IEEE 1666-2011): generic payload, sockets, blocking
// transport.
export { Command, type Extension, GenericPayload, ResponseStatus } from './generic-payload.ts';
export { InitiatorSocket, type TransportObserver } from './initiator-socket.ts';
export {
  type BlockingTransport,
  type SocketOptions,
  TargetSocket,
  type TargetSocketOptions,
} from './target-socket.ts';
