import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import type { Command } from 'commander';
import { CommandError } from '../terminal/failure.ts';
import { generatorCommands } from '../terminal/generator-commands.ts';
import { packageRoot } from '../terminal/package-root.ts';

const GENERATOR = 'wirechart-generator';

/** Adds the commands of `wirechart-generator`. Their options are not parsed here. */
export function addGeneratorCommands(program: Command): void {
  for (const [name, description] of Object.entries(generatorCommands)) {
    program
      .command(name)
      .description(description)
      .helpGroup(`Commands of the package ${GENERATOR}:`)
      .addHelpText('after', `\n\`wirechart ${name} --help\` prints the options if ${GENERATOR} is installed.\n`)
      .usage('[arguments]')
      .helpOption(false)
      .allowUnknownOption()
      .allowExcessArguments()
      .action(() => delegate(name));
  }
}

/** Runs the command line of the generator in this process, with the same arguments. */
async function delegate(command: string): Promise<void> {
  const main = findGenerator();
  if (main === undefined) {
    throw new CommandError(`${command} is a command of ${GENERATOR}: npm install --save-dev ${GENERATOR}`);
  }
  await import(pathToFileURL(main).href);
}

/** The generator of the project in the current folder, or the one installed next to this package. */
function findGenerator(): string | undefined {
  for (const from of [join(process.cwd(), 'package.json'), import.meta.url]) {
    const entry = resolveFrom(from);
    if (entry === undefined) continue;
    const root = packageRoot(pathToFileURL(entry).href);
    const { bin }: { readonly bin: Readonly<Record<string, string>> } = JSON.parse(
      readFileSync(join(root, 'package.json'), 'utf8'),
    );
    return join(root, bin[GENERATOR] ?? '');
  }
  return undefined;
}

function resolveFrom(place: string): string | undefined {
  try {
    return createRequire(place).resolve(GENERATOR);
  } catch {
    return undefined;
  }
}
