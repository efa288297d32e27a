/** Reads bytes by schemas, without generated code, and the datagrams of pcap and pcapng files. */
export * from '../../runtime/capture/index.ts';
export { ConfigError } from '../../runtime/errors/config-error.ts';
export { SpecError } from '../../runtime/errors/spec-error.ts';
export type { WireErrorCode } from '../../runtime/errors/wire-error.ts';
export type { SourceFile } from '../diagnostics/source-file.ts';
export { readSpecs } from '../workspace.ts';
export { type DissectOptions, Dissector, protocolsIn, type SpecParam, type SpecType } from './dissector.ts';
export { generatedValue, type Meaning, type Problem, problemsIn, type RawValue, type SpecNode } from './node.ts';
