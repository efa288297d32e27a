import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';

/** The headers of Node that runs this. */
const nodeHeaders = join(dirname(dirname(process.execPath)), 'include/node');

/** The flags that decide how the sources are read, not what is made of them. */
export const languageFlags: readonly string[] = [
  '-std=c++17',
  '-fno-exceptions',
  '-fno-rtti',
  '-DNAPI_VERSION=8',
  '-DWIRECHART_VERSION="0"',
  `-isystem${nodeHeaders}`,
  '-Inative/src',
];

/** Runs a program that is shown as it runs. Returns whether it succeeded. */
export function succeeds(program: string, package_: string, arguments_: readonly string[]): boolean {
  const { status, error } = spawnSync(program, arguments_, { stdio: 'inherit' });
  if (error !== undefined) console.error(`${program} does not run; Debian has it in the package ${package_}`);
  return status === 0;
}
