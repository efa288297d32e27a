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
  $ wirechart generate                 write everything below generated/
  $ wirechart generate --check         compare only; exit 1 when something is out of date
  $ wirechart generate --root ../mine  work on another folder

Nothing is written while a spec has mistakes; each is printed as file:line:column.
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
    .option('--check', 'compare with what is there, write nothing')
    .option('--root <dir>', 'folder that holds spec/ (default: the nearest at or above this one)')
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
  printComplaints(report.diagnostics);
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
  else if (write !== undefined) remark('orphans that wirechart did not write were left: move them away');
  if (!report.ok) process.exitCode = 1;
}

/** Relative paths lead somewhere only where the runtime is. */
function runtimeOf(root: string): string {
  return existsSync(join(root, 'runtime/wire/index.ts')) ? 'relative' : 'wirechart';
}

/** One line each, then how many. */
export function printComplaints(complaints: readonly SpecError[]): void {
  for (const { message } of complaints) print(message);
  if (complaints.length > 0) remark(complaints.length === 1 ? '1 mistake' : `${complaints.length} mistakes`);
}
