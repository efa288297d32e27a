export * from './analysis/index.ts';
export type { ApplicationRequestHandler, TimedEvent } from './dtls13/application.ts';
export type { EndpointSettings, Side } from './dtls13/endpoints.ts';
export type { Input, InputContent } from './dtls13/input.ts';
export { LoggingProvider } from './dtls13/logging-provider.ts';
export { type LoggedOperation, OperationLog, type Step } from './dtls13/operation-log.ts';
export { replayInputs } from './dtls13/replay.ts';
export {
  type SimulatedDatagram,
  type SimulatedHandshake,
  type SimulationCounters,
  type SimulationOptions,
  simulateHandshake,
} from './dtls13/simulate-handshake.ts';
export * from './kernel/index.ts';
export * from './timing/index.ts';
export * from './tlm/index.ts';
