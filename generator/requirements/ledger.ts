import { ConfigError } from '../../runtime/errors/config-error.ts';
import { Diagnostics } from '../diagnostics/diagnostics.ts';
import type { SourceFile } from '../diagnostics/source-file.ts';
import type { Requirement } from '../model/requirement.ts';
import { readRequirements } from '../read/requirements.ts';

/**
 * Every requirement of a protocol, in the order of the files' paths. `sources`: as `readSpecs` returns them. Throws
 * ConfigError for a protocol without requirements, and the first SpecError if a file is malformed.
 */
export function readLedger(sources: readonly SourceFile[], protocol: string): readonly Requirement[] {
  const diagnostics = new Diagnostics();
  const files = readRequirements({ name: protocol, files: sources }, diagnostics);
  const [first] = diagnostics.errors;
  if (first !== undefined) throw first;
  if (files.length === 0) throw new ConfigError('protocol', `no .yaml below spec/${protocol}/requirements`);
  return files.flatMap(({ requirements }) => requirements);
}

/** Protocols that have requirements among these specs. */
export function protocolsWithRequirements(sources: readonly SourceFile[]): readonly string[] {
  const names = sources.map(({ path }) => /^spec\/([^/]+)\/requirements\/.+\.yaml$/.exec(path)?.[1]);
  return [...new Set(names.filter((name) => name !== undefined))];
}
