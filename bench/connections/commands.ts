// The command loop of a program: one command a line on standard input, one report a line on standard output.
import process from 'node:process';
import { createInterface } from 'node:readline';
import type { Command } from './settings.ts';

/** Prints the result of each command; the next one begins after it. A failed command ends the process. */
export async function runCommands(execute: (command: Command) => Promise<object>): Promise<void> {
  for await (const line of createInterface(process.stdin)) print(await execute(JSON.parse(line) as Command));
}

/** One line of JSON. */
export function print(value: object): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
