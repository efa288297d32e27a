import type { Command } from 'commander';
import { generatorCommands } from '../terminal/generator-commands.ts';
import { remark } from '../terminal/output.ts';
import { workspaceRoot } from '../terminal/workspace-root.ts';
import { printComplaints } from './generate.ts';

const examples = `
Examples:
  $ wirechart lint              exit 1 when there is a mistake, with file:line:column for each
  $ wirechart lint --root mine
`;

export function addLint(program: Command): void {
  program
    .command('lint')
    .description(generatorCommands.lint)
    .option('--root <dir>', 'folder that holds spec/ (default: the nearest at or above this one)')
    .addHelpText('after', examples)
    .action(lint);
}

async function lint({ root }: { readonly root?: string }): Promise<void> {
  const folder = workspaceRoot(root);
  const { generate, readSpecs } = await import('../../generator/index.ts');
  const specs = readSpecs(folder);
  const { diagnostics } = await generate(specs);
  printComplaints(diagnostics);
  if (diagnostics.length > 0) process.exitCode = 1;
  else remark(`${specs.length} specs, no mistakes`);
}
