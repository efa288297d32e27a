import { availableParallelism } from 'node:os';
import process from 'node:process';
import { executable } from './executable.ts';

/** The command with `taskset`, so that it runs on one core, where that is installed and there are two cores. */
export function pinned(core: 0 | 1, words: readonly string[]): readonly string[] {
  const taskset = executable('taskset');
  if (taskset === undefined || availableParallelism() < 2 || process.platform !== 'linux') return words;
  return [taskset, '-c', String(core), ...words];
}
