import fc from 'fast-check';

const variable = 'WIRECHART_SEED';

/** What every property test draws from. `WIRECHART_SEED=7 npm test` draws other values. */
export const propertySeed = Number(process.env[variable] ?? 9147);

/**
 * AVA loads this before each test file. Properties without a seed of their own would draw other values in each run, and a
 * failure would not come back. What fails says how to see it again.
 */
export default function seedProperties(): void {
  if (!Number.isInteger(propertySeed)) throw new RangeError(`${variable} must be an integer`);
  fc.configureGlobal({ seed: propertySeed, reporter: throwWithSeed });
}

function throwWithSeed<T>(run: fc.RunDetails<T>): void {
  if (!run.failed) return;
  const cause = run.errorInstance;
  throw new Error(`${fc.defaultReportMessage(run)}\n\nAgain: ${variable}=${run.seed} npx ava <this file>`, { cause });
}
