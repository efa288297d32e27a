import process from 'node:process';
import type { Command } from 'commander';
import { resultOf } from './failure.ts';
import { endOnBrokenOutput, remark, remarkColor } from './output.ts';

/** Runs the command that the command line names. Prints an error as one line and sets the exit code. */
export async function runProgram(program: Command): Promise<void> {
  endOnBrokenOutput();
  try {
    await program.parseAsync(process.argv);
  } catch (error) {
    const { code, line } = resultOf(error);
    if (line !== undefined) remark(`${remarkColor.red(`${program.name()}:`)} ${line}`);
    if (code !== 0 && process.env['WIRECHART_DEBUG'] === '1' && error instanceof Error) remark(error.stack ?? '');
    // process.exit() would discard output that is not yet written to a pipe.
    process.exitCode = code;
  }
}
