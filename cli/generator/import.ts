import { existsSync, readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { CommandError } from '../terminal/failure.ts';
import { generatorCommands } from '../terminal/generator-commands.ts';
import { reasonOf } from '../terminal/option-values.ts';
import { color, print, remark } from '../terminal/output.ts';
import { writeOutput } from '../terminal/output-file.ts';
import { printErrors } from './generate.ts';

const examples = `
Examples:
  $ wirechart import flight.scxml                          write flight.chart.ts in the current folder
  $ wirechart import flight.scxml -o spec/mine/charts/flight.chart.ts
  $ wirechart import lamp.scxml --event pressed            with an event that no transition names

States, transitions, history and raised events become a chart. Conditions, data and delayed events become named guards and
actions, which are listed: your port implements them. What a chart cannot express is an error with file:line:column.
`;

interface Options {
  readonly output?: string;
  readonly event: readonly string[];
}

export function addImport(program: Command): void {
  program
    .command('import')
    .description(generatorCommands.import)
    .argument('<file>', 'an SCXML 1.0 document')
    .option('-o, --output <file>', 'file to write (default: <id>.chart.ts in the current folder, if there is none)')
    .option('--event <name>', 'an event that no transition names; may be repeated', collect, [])
    .addHelpText('after', examples)
    .action(importDocument);
}

function collect(value: string, earlier: readonly string[]): readonly string[] {
  return [...earlier, value];
}

async function importDocument(path: string, { output, event }: Options): Promise<void> {
  const { importChart } = await import('../../generator/index.ts');
  const { id, text, named, diagnostics } = importChart({ path, text: textOf(path) }, { events: event });
  printErrors(diagnostics);
  if (diagnostics.length > 0) {
    process.exitCode = 1;
    return;
  }
  const target = output ?? `${id}.chart.ts`;
  // The command line does not name this file, which may be a chart that was written by hand.
  if (output === undefined && existsSync(target)) {
    throw new CommandError(`${target} exists; name the file to write with --output`);
  }
  writeOutput(target, text);
  for (const { kind, name, content } of named) print(`${color.yellow(kind)} ${name}: ${content}`);
  remark(`wrote ${target}${named.length === 0 ? '' : '; implement these names in the port'}`);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new CommandError(`cannot read ${path}: ${reasonOf(error)}`);
  }
}
