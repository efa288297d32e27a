import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { SpecError } from 'wirechart/runtime';
import { generatorCommands } from '../terminal/generator-commands.ts';
import { color, print, remark } from '../terminal/output.ts';
import { Progress } from '../terminal/progress.ts';
import { workspaceRoot } from '../terminal/workspace-root.ts';

const examples = `
Examples:
  $ wirechart generate                 write all files of generated/
  $ wirechart generate --check         compare only; exit code 1 if a file is out of date
  $ wirechart generate --root ../mine  use another folder

If a spec has an error, nothing is written. Each error is printed as file:line:column.
`;

interface Options {
  readonly check?: boolean;
  readonly root?: string;
  readonly runtimeImport?: string;
}

export function addGenerate(program: Command): void {
  program
    .command('generate')
    .description(generatorCommands.generate)
    .option('--check', 'compare with the files in generated/, write nothing')
    .option('--root <dir>', 'folder that contains spec/ (default: the current folder or the nearest one above it)')
    .option(
      '--runtime-import <name>',
      'package that generated code imports (default: wirechart, and relative paths inside wirechart itself)',
    )
    .addHelpText('after', examples)
    .action(generate);
}

async function generate(options: Options): Promise<void> {
  const root = workspaceRoot(options.root);
  const { generateWorkspace } = await import('../../generator/index.ts');
  const { check: checkOnly = false, runtimeImport = runtimeOf(root) } = options;
  const progress = new Progress();
  const report = await generateWorkspace(root, {
    check: checkOnly,
    runtimeImport,
    onProgress: ({ done, of, protocol }) => progress.report(() => `${protocol}: ${done} of ${of} steps`),
  });
  progress.end();
  printErrors(report.diagnostics);
  const { write, check } = report;
  for (const path of write?.written ?? []) print(`${color.green('wrote')} ${path}`);
  for (const path of write?.removed ?? []) print(`${color.red('removed')} ${path}`);
  for (const path of write?.foreign ?? []) print(`${color.red('orphan')} ${path}`);
  for (const path of check?.missing ?? []) print(`${color.red('missing')} ${path}`);
  for (const path of check?.stale ?? []) print(`${color.yellow('stale')} ${path}`);
  for (const path of check?.orphans ?? []) print(`${color.red('orphan')} ${path}`);
  const time = `${Math.round(report.milliseconds)} ms`;
  if (report.ok) remark(`${report.specs} specs, ${report.files} files, ${time}`);
  else if (check !== undefined) remark(`generated/ is out of date: run wirechart generate (${time})`);
  else if (write !== undefined)
    remark('orphans that wirechart did not write are not removed: move them out of generated/');
  if (!report.ok) process.exitCode = 1;
}

/** Generated code imports the runtime by relative paths only inside wirechart itself. */
function runtimeOf(root: string): string {
  return existsSync(join(root, 'runtime/wire/index.ts')) ? 'relative' : 'wirechart';
}

/** Prints a line for each error, then their number. */
export function printErrors(errors: readonly SpecError[]): void {
  for (const { message } of errors) print(message);
  if (errors.length > 0) remark(errors.length === 1 ? '1 error' : `${errors.length} errors`);
}
