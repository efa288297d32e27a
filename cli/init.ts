import { basename, join, relative, resolve } from 'node:path';
import type { Command } from 'commander';
import { color, print, remark } from './terminal.ts';

const examples = `
Examples:
  $ wirechart init echo      a small protocol in a folder of its own: one schema, one chart, one test
  $ cd echo && npm install && npx wirechart generate && npm test

Nothing is overwritten: where one of the files is there already, none is written.
`;

export function addInit(program: Command): void {
  program
    .command('init')
    .description('begin a protocol: a schema, a chart and a test that work')
    .argument('[dir]', 'folder to put it in; made if it is not there', '.')
    .addHelpText('after', examples)
    .action(init);
}

async function init(dir: string): Promise<void> {
  const { writeProject } = await import('./init/project.ts');
  const root = resolve(dir);
  const files = writeProject(root, packageName(basename(root)));
  for (const file of files) print(`${color.green('wrote')} ${join(dir, file)}`);
  const place = relative(process.cwd(), root);
  remark(`next: ${place === '' ? '' : `cd ${place} && `}npm install && npx wirechart generate && npm test`);
}

/** What npm allows as a name. */
function packageName(folder: string): string {
  const name = folder
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  return name === '' || name === 'wirechart' ? 'echo-protocol' : name;
}
