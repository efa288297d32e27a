import { refuseUnknownOptions, type SpecError } from 'wirechart/runtime';
import { GENERATE_OPTIONS, type GenerateOptions, generate } from './generate.ts';
import { type CheckReport, checkGenerated, readSpecs, type WriteReport, writeGenerated } from './workspace.ts';

export type { SourceFile } from './diagnostics/source-file.ts';
export type { GeneratedFile } from './emit/generated-file.ts';
export type { GenerateOptions, GenerateProgress, Generation } from './generate.ts';
export { generate } from './generate.ts';
export type { ChartImport } from './import-chart.ts';
export { importChart } from './import-chart.ts';
export type { ScxmlImportOptions } from './read/scxml/import-scxml.ts';
export type { CheckReport, WriteReport } from './workspace.ts';
export { checkGenerated, readSpecs, writeGenerated } from './workspace.ts';

/** Options of `generateWorkspace()`. */
export interface WorkspaceOptions extends GenerateOptions {
  /** Compare only: nothing is written. */
  readonly check?: boolean;
}

/** The result of `generateWorkspace()`. */
export interface WorkspaceReport {
  /** Spec files read, and files they give rise to. */
  readonly specs: number;
  readonly files: number;
  /** Mistakes in the specs. If there are any, nothing is written or compared. */
  readonly diagnostics: readonly SpecError[];
  /** Present after writing. */
  readonly write?: WriteReport;
  /** Present after `check`. */
  readonly check?: CheckReport;
  /** True: no diagnostics, and the files on disk are current: with `check` as found, otherwise after writing. */
  readonly ok: boolean;
  readonly milliseconds: number;
}

/**
 * Generates everything below `<root>/generated` from everything below `<root>/spec`, or checks that it is up to date.
 * Throws ConfigError for a root without specs.
 */
export async function generateWorkspace(root: string, options: WorkspaceOptions = {}): Promise<WorkspaceReport> {
  refuseUnknownOptions(options, { ...GENERATE_OPTIONS, check: true }, 'generateWorkspace()');
  const start = performance.now();
  const { check: checks = false, ...generating } = options;
  const sources = readSpecs(root);
  const { files, diagnostics } = await generate(sources, generating);
  const counts = { specs: sources.length, files: files.length, diagnostics };
  if (diagnostics.length > 0) return { ...counts, ok: false, milliseconds: performance.now() - start };
  if (checks) {
    const check = checkGenerated(root, files);
    const ok = check.stale.length + check.missing.length + check.orphans.length === 0;
    return { ...counts, check, ok, milliseconds: performance.now() - start };
  }
  const write = writeGenerated(root, files);
  return { ...counts, write, ok: write.foreign.length === 0, milliseconds: performance.now() - start };
}
