// Latency of hardware operations and contention for a resource, in picoseconds.
export { checkLatencyModel, checkPpm, checkPs, type LatencyModel, operationLatencyPs } from './latency-model.ts';
export { SerialResource } from './serial-resource.ts';
