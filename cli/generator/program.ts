import type { Command } from 'commander';
import { commandLine } from '../terminal/command-line.ts';
import { addGenerate } from './generate.ts';
import { addImport } from './import.ts';
import { addInit } from './init.ts';
import { addInspect } from './inspect.ts';
import { addLint } from './lint.ts';

const description = 'Generates code from schemas, charts and hardware descriptions.';

const examples = `
Start your own protocol:
  $ wirechart init echo

The command \`wirechart\` has these commands too if this package is installed.
WIRECHART_DEBUG=1 adds stack traces; NO_COLOR=1 removes colours.
`;

/** The commands of `wirechart-generator`. */
export function createProgram(): Command {
  const program = commandLine('wirechart-generator', description, examples);
  for (const add of [addInit, addGenerate, addLint, addImport, addInspect]) add(program);
  return program;
}
