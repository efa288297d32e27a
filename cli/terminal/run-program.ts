import process from 'node:process';
import type { Command } from 'commander';
import { judge } from './failure.ts';
import { endOnBrokenOutput, remark, remarkColor } from './output.ts';

/** Runs the command that the command line names; an error becomes one line and the exit code. */
export async function runProgram(program: Command): Promise<void> {
  endOnBrokenOutput();
  try {
    await program.parseAsync(process.argv);
  } catch (error) {
    const { code, line } = judge(error);
    if (line !== undefined) remark(`${remarkColor.red(`${program.name()}:`)} ${line}`);
    if (code !== 0 && process.env['WIRECHART_DEBUG'] === '1' && error instanceof Error) remark(error.stack ?? '');
    // Not process.exit(): what was printed may still be on its way into a pipe.
    process.exitCode = code;
  }
}
