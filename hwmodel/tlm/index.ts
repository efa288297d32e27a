export { Command, type Extension, GenericPayload, ResponseStatus } from './generic-payload.ts';
export { InitiatorSocket, type TransportObserver } from './initiator-socket.ts';
export {
  type BlockingTransport,
  type SocketOptions,
  TargetSocket,
  type TargetSocketOptions,
} from './target-socket.ts';
