export { KernelEvent } from './event.ts';
export { Fifo, type FifoObserver, type FifoReader, type FifoWriter } from './fifo.ts';
export { Kernel, type KernelOptions, type RunOptions } from './kernel.ts';
export { ModelError, type ModelErrorCode } from './model-error.ts';
export type { Process, ProcessOptions } from './process.ts';
export type { Phase, Scheduler, UpdatingChannel } from './scheduler.ts';
export { Signal } from './signal.ts';
export { MAX_TIME_PS, PS_PER_MS, PS_PER_NS, PS_PER_S, PS_PER_US, toPicoseconds } from './simulated-time.ts';
export { AnyOf, type ThreadBody, type Wait } from './wait.ts';
