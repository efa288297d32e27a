import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Dissector } from 'wirechart/dissect';
import { CommandError, UsageError } from '../../terminal/failure.ts';
import { packageRoot } from '../../terminal/package-root.ts';
import { nearestWorkspace, workspaceRoot } from '../../terminal/workspace-root.ts';

/** The package contains its own specs. */
const PACKAGE = packageRoot(import.meta.url);

/**
 * The specs to decode with: those of `root`, of the nearest folder with specs, or of this package. The protocol is
 * optional if there is only one.
 */
export async function openSpecs(root: string | undefined, protocol: string | undefined): Promise<Dissector> {
  const { Dissector, protocolsIn, readSpecs } = await import('wirechart/dissect');
  const near = root === undefined ? nearestWorkspace() : workspaceRoot(root);
  let folder = near ?? PACKAGE;
  let sources = near === undefined || !hasSchemas(near) ? [] : readSpecs(near);
  const knows = (name: string): boolean => protocolsIn(sources).includes(name);
  // The nearest folder named spec may belong to another project, or not contain the protocol.
  if (root === undefined && (sources.length === 0 || (protocol !== undefined && !knows(protocol)))) {
    const own = readSpecs(PACKAGE);
    if (sources.length === 0 || protocolsIn(own).includes(protocol ?? '')) {
      folder = PACKAGE;
      sources = own;
    }
  }
  const known = protocolsIn(sources);
  const [only, ...others] = known;
  if (only === undefined) throw new CommandError(`${join(folder, 'spec')} has no <protocol>/wire/*.ksy`);
  if (protocol === undefined && others.length > 0) {
    throw new UsageError(`--protocol is required: ${folder} has ${known.join(', ')}`);
  }
  if (protocol !== undefined && !knows(protocol)) {
    throw new UsageError(`--protocol: ${folder} has ${known.join(', ')}, not ${protocol}`);
  }
  return new Dissector(sources, protocol ?? only);
}

function hasSchemas(folder: string): boolean {
  const spec = join(folder, 'spec');
  if (!statSync(spec).isDirectory()) return false;
  return readdirSync(spec).some((name) => existsSync(join(spec, name, 'wire')));
}
