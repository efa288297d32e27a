import { basename, join, relative, resolve } from 'node:path';
import type { Command } from 'commander';
import { generatorCommands } from '../terminal/generator-commands.ts';
import { color, print, remark } from '../terminal/output.ts';

const examples = `
Examples:
  $ wirechart init echo      create the folder echo with a protocol: one schema, one chart, one test
  $ cd echo && npm install && npx wirechart generate && npm test
  $ wirechart init           the same in the current folder; its name is the name of the protocol

An existing package.json keeps its entries and gets the missing ones; an existing README.md or .gitignore is not changed.
No other file is overwritten: if a file of the protocol already exists, nothing is written.
`;

export function addInit(program: Command): void {
  program
    .command('init')
    .description(generatorCommands.init)
    .argument('[name]', 'name of the protocol and of its folder, which is created if it does not exist', '.')
    .addHelpText('after', examples)
    .action(init);
}

async function init(dir: string): Promise<void> {
  const { writeProject } = await import('./init/project.ts');
  const root = resolve(dir);
  const { written, kept, added, testScript } = writeProject(root, nameFrom(basename(root)));
  for (const file of written) print(`${color.green('wrote')} ${join(dir, file)}`);
  if (added.length > 0) print(`${color.yellow('changed')} ${join(dir, 'package.json')}: added ${added.join(', ')}`);
  for (const file of kept) print(`${color.dim('kept')} ${join(dir, file)}`);
  const place = relative(process.cwd(), root);
  const test = testScript === 'test' ? 'npm test' : `npm run ${testScript}`;
  remark(`next: ${place === '' ? '' : `cd ${quoted(place)} && `}npm install && npx wirechart generate && ${test}`);
}

/** Lower-case letters, digits and hyphens: valid in names of folders, packages and generated files. */
function nameFrom(folder: string): string {
  const name = folder
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  return name === '' ? 'echo' : name;
}

/** Quotes a path for a shell. */
function quoted(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
