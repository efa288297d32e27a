/** The native addon: whether it can be used here, and how it is built. */
export { AddonError, type AddonReason } from '../errors/addon-error.ts';
export { loadAddon, type NativeAddon } from './addon.ts';
export { type CompiledAddon, type CompilerOptions, compileAddon } from './addon-compiler.ts';
export { type AddonState, type Diagnosis, diagnose, type SocketFeature } from './diagnosis.ts';
export type { Host } from './host.ts';
export type { Processor, ProcessorFeature } from './processor.ts';
