/** What generated code imports: readers and writers of bytes, the queue of a machine, and the errors both throw. */
export { ConfigError } from './errors/config-error.ts';
export { type OptionNames, refuseUnknownOptions } from './errors/option-names.ts';
export { SpecError } from './errors/spec-error.ts';
export { WirechartError } from './errors/wirechart-error.ts';
export * from './machine/index.ts';
export * from './wire/index.ts';
