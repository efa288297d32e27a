/** Reads the requirements of a protocol and compares them with the titles of its tests. */
export { ConfigError } from '../../runtime/errors/config-error.ts';
export { SpecError } from '../../runtime/errors/spec-error.ts';
export type { SourceFile } from '../diagnostics/source-file.ts';
export type { Requirement, RequirementLevel, RequirementStatus } from '../model/requirement.ts';
export { readSpecs } from '../workspace.ts';
export { type Count, type Coverage, coverageOf } from './coverage.ts';
export { type Dangling, danglingTests } from './dangling.ts';
export { protocolsWithRequirements, readLedger } from './ledger.ts';
export { readTitles, type TestTitles } from './test-titles.ts';
