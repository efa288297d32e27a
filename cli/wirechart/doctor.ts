import process from 'node:process';
import type { Command } from 'commander';
import { UsageError } from '../terminal/failure.ts';
import { print } from '../terminal/output.ts';

const examples = `
Examples:
  $ wirechart doctor                           what is active here, and why
  $ wirechart doctor --json                    the same as one line of JSON
  $ wirechart doctor --build --out addon       build the native addon from the sources in this package
  $ wirechart doctor --addon addon/linux-arm64.node

Everything works without the native addon, more slowly. The package contains it for Linux on x64 with glibc 2.28 or later;
elsewhere on Linux --build needs a C++ compiler and the headers of Node, which archives of Node contain. If they are
missing: npm install node-api-headers, and Debian's packages libssl-dev and libuv1-dev.
Exit code 1: the native addon cannot be used here, or it was not built.
`;

interface Options {
  readonly addon?: string;
  readonly build?: boolean;
  readonly out?: string;
  readonly compiler?: string;
  readonly headers?: string;
  readonly json?: boolean;
}

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('print what this system offers for fast connections, or build the native addon')
    .option('--addon <file>', 'native addon to examine (default: the one in this package)')
    .option('--build', 'build the native addon from the sources in this package')
    .option('--out <dir>', 'folder for the built addon; with --build')
    .option('--compiler <program>', 'C++ compiler (default: g++); with --build')
    .option('--headers <dir>', 'folder with node_api.h (default: that of this Node); with --build')
    .option('--json', 'print one line of JSON')
    .addHelpText('after', examples)
    .action(doctor);
}

async function doctor(options: Options): Promise<void> {
  checkOptions(options);
  const { compileAddon, diagnose } = await import('wirechart/native');
  const built =
    options.out === undefined
      ? undefined
      : compileAddon({ out: options.out, compiler: options.compiler, headers: options.headers });
  const diagnosis = diagnose(built?.path ?? options.addon);
  if (!diagnosis.addon.active) process.exitCode = 1;
  if (options.json === true) {
    print(JSON.stringify(built === undefined ? diagnosis : { ...diagnosis, built }));
    return;
  }
  const { diagnosisText } = await import('./doctor/diagnosis-text.ts');
  if (built !== undefined) print(`built ${built.path} with ${built.compiler}\n`);
  print(diagnosisText(diagnosis));
}

function checkOptions({ build, out, compiler, headers, addon }: Options): void {
  if (build === true && out === undefined) throw new UsageError('--build needs --out');
  if (build === true && addon !== undefined) throw new UsageError('--build and --addon exclude each other');
  if (build === true) return;
  for (const [flag, value] of Object.entries({ '--out': out, '--compiler': compiler, '--headers': headers }))
    if (value !== undefined) throw new UsageError(`${flag} needs --build`);
}
