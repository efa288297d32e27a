import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  protocolsWithRequirements,
  type Requirement,
  readLedger,
  readSpecs,
  readTitles,
  type TestTitles,
} from 'wirechart/requirements';
import { CommandError, UsageError } from '../../terminal/failure.ts';
import { packageRoot } from '../../terminal/package-root.ts';
import { nearestWorkspace, workspaceRoot } from '../../terminal/workspace-root.ts';

/** The package contains its own specs. */
const PACKAGE = packageRoot(import.meta.url);

/**
 * The requirements of `root`, of the nearest folder with requirements, or of this package. The protocol is optional if
 * only one has requirements.
 */
export function openLedger(
  root: string | undefined,
  protocol: string | undefined,
): { readonly folder: string; readonly ledger: readonly Requirement[] } {
  const near = root === undefined ? nearestWorkspace() : workspaceRoot(root);
  const folder = near !== undefined && (root !== undefined || hasRequirements(near, protocol)) ? near : PACKAGE;
  const sources = readSpecs(folder);
  const known = protocolsWithRequirements(sources);
  const [only, ...others] = known;
  if (only === undefined) throw new CommandError(`${join(folder, 'spec')} has no <protocol>/requirements/*.yaml`);
  if (protocol === undefined && others.length > 0) {
    throw new UsageError(`--protocol is required: ${folder} has ${known.join(', ')}`);
  }
  if (protocol !== undefined && !known.includes(protocol)) {
    throw new UsageError(`--protocol: ${folder} has ${known.join(', ')}, not ${protocol}`);
  }
  return { folder, ledger: readLedger(sources, protocol ?? only) };
}

/** The titles of the tests below `tests`, or undefined if there is no such folder, as in an installed package. */
export function testTitles(folder: string): TestTitles | undefined {
  const tests = join(folder, 'tests');
  if (!existsSync(tests)) return undefined;
  const paths = readdirSync(tests, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => /\.[cm]?[jt]s$/.test(path) && !/\.d\.[cm]?ts$/.test(path) && !path.includes('node_modules/'));
  return readTitles(paths.toSorted().map((path) => ({ path, text: readFileSync(join(tests, path), 'utf8') })));
}

function hasRequirements(folder: string, protocol: string | undefined): boolean {
  const spec = join(folder, 'spec');
  const names = protocol === undefined ? readdirSync(spec) : [protocol];
  return names.some((name) => existsSync(join(spec, name, 'requirements')));
}
