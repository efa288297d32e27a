import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { generatorPackage, wirechartPackage } from '../../package/packages.ts';
import { writeTarball } from '../../package/tarball.ts';

export interface InstalledPackages {
  /** A project with node_modules in it, as a user has one. Its package.json says `"type": "module"`. */
  readonly folder: string;
  /** Where `wirechart` is in there. */
  readonly root: string;
  /** Installs `wirechart-generator` too; what it depends on comes as links from the repository. Returns its folder. */
  addGenerator(): string;
  /** Installs packages of the repository as links, where they are not installed. */
  link(...names: readonly string[]): void;
  remove(): void;
}

/** npm is a script on Windows, which needs a shell; its arguments have no blanks. */
const shell = process.platform === 'win32';

/** Packs `wirechart`, and lets npm install the tarball in an empty project, without a registry. */
export async function installWirechart(): Promise<InstalledPackages> {
  const folder = mkdtempSync(join(tmpdir(), 'wirechart-project-'));
  const modules = join(folder, 'node_modules');
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  const { path } = writeTarball(await wirechartPackage(), folder);
  execFileSync('npm', ['install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund', path], {
    cwd: folder,
    shell,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const link = (...names: readonly string[]): void => {
    for (const name of names.filter((each) => !existsSync(join(modules, each)))) {
      mkdirSync(dirname(join(modules, name)), { recursive: true });
      symlinkSync(resolve('node_modules', name), join(modules, name), 'junction');
    }
  };
  const addGenerator = (): string => {
    const root = join(modules, 'wirechart-generator');
    mkdirSync(root);
    const tarball = writeTarball(generatorPackage(), folder).path;
    execFileSync('tar', ['-xzf', tarball, '--strip-components=1', '-C', root]);
    const { dependencies }: { dependencies: Record<string, string> } = JSON.parse(
      readFileSync(join(root, 'package.json'), 'utf8'),
    );
    link(...Object.keys(dependencies).filter((name) => name !== 'wirechart'));
    return root;
  };
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  return { folder, root: join(modules, 'wirechart'), addGenerator, link, remove };
}
