import process from 'node:process';

/** Name of the environment variable with the folder in which programs write their CPU profiles. */
export const PROFILE_FOLDER = 'WIRECHART_BENCH_PROFILE';

/**
 * Node and its options for a program of a layer. `role`: the name of its CPU profile, which it writes when
 * `WIRECHART_BENCH_PROFILE` is set.
 */
export function profiledNode(role: string): readonly [program: string, ...options: string[]] {
  const folder = process.env[PROFILE_FOLDER];
  if (folder === undefined) return [process.execPath];
  return [process.execPath, '--cpu-prof', `--cpu-prof-dir=${folder}`, `--cpu-prof-name=${role}.cpuprofile`];
}
