import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

const PROGRAMS = [
  {
    name: 'wirechart',
    file: 'dist/cli/wirechart/main.js',
    commands: ['server', 'client', 'cert', 'decode', 'simulate', 'requirements', 'doctor'],
    text: 'In the package `wirechart`. The commands of `wirechart-generator` work as `wirechart init` too when that package is installed.',
  },
  {
    name: 'wirechart-generator',
    file: 'dist/cli/generator/main.js',
    commands: ['init', 'generate', 'lint', 'inspect'],
    text: 'In the package `wirechart-generator`.',
  },
] as const;

/** `docs/reference/cli.md`: what the programs print with `--help`. */
export async function commandLinePage(): Promise<string> {
  const programs = await Promise.all(
    PROGRAMS.map(async ({ name, file, commands, text }) => {
      const [own, ...others] = await Promise.all([undefined, ...commands].map((command) => help(file, command)));
      refuseMissing(name, own ?? '', commands);
      const sections = commands.map((command, index) => `### ${name} ${command}\n\n${block(others[index] ?? '')}`);
      return `## ${name}\n\n${text}\n\n${block(own ?? '')}\n${sections.join('\n')}`;
    }),
  );
  return `# Command line

<!-- Generated from the programs' --help by npm run docs. Do not edit. -->

Both programs exit with 0 when they are done, with 1 after a failure and with 2 when the command line is wrong.

${programs.join('\n')}`;
}

async function help(file: string, command: string | undefined): Promise<string> {
  const { stdout } = await run(process.execPath, [file, ...(command === undefined ? [] : [command]), '--help'], {
    env: { ...process.env, NO_COLOR: '1', COLUMNS: '80' },
  });
  return stdout;
}

/** A command that the program has and this page does not. */
function refuseMissing(name: string, text: string, commands: readonly string[]): void {
  const [, listed = ''] = /^Commands:\n([\s\S]*?)(?:\n\n|$)/m.exec(text) ?? [];
  const found = [...listed.matchAll(/^ {2}([a-z]+)/gm)].map(([, command = '']) => command);
  const missing = found.filter((each) => each !== 'help' && !commands.includes(each));
  if (found.length === 0 || missing.length > 0) {
    throw new Error(`the commands of ${name} are ${found.join(', ')}: update tests/documents/command-line-page.ts`);
  }
}

function block(text: string): string {
  return `\`\`\`text\n${text.trimEnd()}\n\`\`\`\n`;
}
