// The simulation kernel with the semantics of SystemC (IEEE 1666-2011): events, processes, primitive channels and
// ports.
export { KernelEvent } from './event.ts';
export { Fifo, type FifoObserver, type FifoReader, type FifoWriter } from './fifo.ts';
export { FifoInPort, FifoOutPort } from './fifo-port.ts';
export { Kernel, type KernelOptions, type RunOptions } from './kernel.ts';
export { ModelError, type ModelErrorCode } from './model-error.ts';
export { hierarchicalName, Module } from './module.ts';
export type { Process, ProcessOptions } from './process.ts';
export type { Phase, PrimitiveChannel, Scheduler } from './scheduler.ts';
export { Signal } from './signal.ts';
export { MAX_TIME_PS, PS_PER_MS, PS_PER_NS, PS_PER_S, PS_PER_US, toPicoseconds } from './simulated-time.ts';
export { AnyOf, type ThreadBody, type Wait } from './wait.ts';
