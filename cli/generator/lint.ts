import type { Command } from 'commander';
import { generatorCommands } from '../terminal/generator-commands.ts';
import { remark } from '../terminal/output.ts';
import { workspaceRoot } from '../terminal/workspace-root.ts';
import { printErrors } from './generate.ts';

const examples = `
Examples:
  $ wirechart lint              print each error with file:line:column; exit code 1 if there is one
  $ wirechart lint --root mine
`;

export function addLint(program: Command): void {
  program
    .command('lint')
    .description(generatorCommands.lint)
    .option('--root <dir>', 'folder that contains spec/ (default: the current folder or the nearest one above it)')
    .addHelpText('after', examples)
    .action(lint);
}

async function lint({ root }: { readonly root?: string }): Promise<void> {
  const folder = workspaceRoot(root);
  const { generate, readSpecs } = await import('../../generator/index.ts');
  const specs = readSpecs(folder);
  const { diagnostics } = await generate(specs);
  printErrors(diagnostics);
  if (diagnostics.length > 0) process.exitCode = 1;
  else remark(`${specs.length} specs, no errors`);
}
