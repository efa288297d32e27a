// wirechart/hwmodel: a timed hardware model of two DTLS 1.3 endpoints, and the simulation kernel that runs it.
export * from './analysis/index.ts';
export type { ApplicationRequestHandler, TimedEvent } from './dtls13/application.ts';
export type { EndpointInput, EndpointInputContent } from './dtls13/endpoint-input.ts';
export type { ClientAuthentication, EndpointRole, EndpointSettings } from './dtls13/endpoint-settings.ts';
export { LoggingProvider } from './dtls13/logging-provider.ts';
export { type LoggedOperation, OperationLog, type TraceStep } from './dtls13/operation-log.ts';
export { replayInputs } from './dtls13/replay-inputs.ts';
export {
  type SimulatedDatagram,
  type SimulatedHandshake,
  type SimulationCounters,
  simulateHandshake,
} from './dtls13/simulate-handshake.ts';
export type { SimulationOptions } from './dtls13/simulation-options.ts';
export * from './kernel/index.ts';
export * from './timing/index.ts';
export * from './tlm/index.ts';
