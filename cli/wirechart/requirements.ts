import type { Command } from 'commander';
import type { RequirementsOptions } from './requirements/requirements.ts';

const examples = `
Examples:
  $ wirechart requirements                     coverage of each document and section
  $ wirechart requirements --section=4.5       only this section and those below it
  $ wirechart requirements --missing           also each requirement that is left out, with the reason
  $ wirechart requirements --json              the sums as one line of JSON

The requirements come from spec/<protocol>/requirements of --root, of the nearest folder with requirements, or of this
package. A requirement is done if tests prove it. Their titles are compared with the tests below the folder tests/ next
to spec/; an installed package has no tests, so nothing is compared there and "dangling" is empty.
Exit code 1: a requirement names a test that does not exist.
`;

export function addRequirements(program: Command): void {
  program
    .command('requirements')
    .description('print how many requirements of the RFCs are proven by tests')
    .option('--protocol <name>', 'folder in spec/ (default: the only one with requirements)')
    .option(
      '--root <dir>',
      'folder that contains spec/ (default: the nearest one with requirements, else this package)',
    )
    .option('--section <number>', 'only this section and those below it: 4.5, 9147-4.5')
    .option('--missing', 'list the requirements that are left out, with the reason')
    .option('--json', 'print the sums as one line of JSON')
    .addHelpText('after', examples)
    .action(async (options: RequirementsOptions) => {
      const { requirements } = await import('./requirements/requirements.ts');
      await requirements(options);
    });
}
