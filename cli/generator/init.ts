import { basename, join, relative, resolve } from 'node:path';
import type { Command } from 'commander';
import { generatorCommands } from '../terminal/generator-commands.ts';
import { color, print, remark } from '../terminal/output.ts';

const examples = `
Examples:
  $ wirechart init echo      a protocol named echo in a folder of that name: one schema, one chart, one test
  $ cd echo && npm install && npx wirechart generate && npm test
  $ wirechart init           the same in this folder, named like it

A package.json that is there already keeps its entries and gets the missing ones; README.md and .gitignore are left as
they are. Nothing else is overwritten: where a file of the protocol is there already, nothing is written.
`;

export function addInit(program: Command): void {
  program
    .command('init')
    .description(generatorCommands.init)
    .argument('[name]', 'name of the protocol, and folder to put it in; made if it is not there', '.')
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

/** Small letters, digits and hyphens: good for folders, for npm and for what generated files are called. */
function nameFrom(folder: string): string {
  const name = folder
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  return name === '' ? 'echo' : name;
}

/** As a shell takes it for one word. */
function quoted(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
