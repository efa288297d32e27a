import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

export interface InstalledPackage {
  /** A folder with node_modules in it, as a user has one. */
  readonly folder: string;
  /** Where the package is in there. */
  readonly root: string;
  remove(): void;
}

/** npm is a script on Windows, which takes a shell to run; what is passed to it has no blanks. */
const shell = process.platform === 'win32';

/**
 * Packs the built package, as `npm publish` would, and installs the tarball in an empty folder. What it depends on comes
 * as links from here, so that it takes no network; `others` are installed too.
 */
export function installPackage(others: readonly string[] = []): InstalledPackage {
  const folder = mkdtempSync(join(tmpdir(), 'wirechart-package-'));
  const root = join(folder, 'node_modules/wirechart');
  mkdirSync(root, { recursive: true });
  const output = execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], {
    encoding: 'utf8',
    shell,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [{ filename }] = JSON.parse(output);
  execFileSync('tar', ['-xzf', filename, '--strip-components=1', '-C', root], { cwd: folder });
  const { dependencies }: { dependencies: Record<string, string> } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  );
  for (const name of [...Object.keys(dependencies), ...others]) {
    const link = join(folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(resolve('node_modules', name), link, 'junction');
  }
  return { folder, root, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
