#!/usr/bin/env node
import process from 'node:process';
import { judge } from './failure.ts';
import { createProgram } from './program.ts';
import { endOnBrokenOutput, remark, remarkColor } from './terminal.ts';

endOnBrokenOutput();
try {
  await createProgram().parseAsync(process.argv);
} catch (error) {
  const { code, line } = judge(error);
  if (line !== undefined) remark(`${remarkColor.red('wirechart:')} ${line}`);
  if (code !== 0 && process.env['WIRECHART_DEBUG'] === '1' && error instanceof Error) remark(error.stack ?? '');
  // Not process.exit(): what was printed may still be on its way into a pipe.
  process.exitCode = code;
}
