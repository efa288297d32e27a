import fc from 'fast-check';

const variable = 'WIRECHART_SEED';

/** The seed of every property test. `WIRECHART_SEED=7 npm test` draws other values. */
export const propertySeed = Number(process.env[variable] ?? 9147);

/**
 * AVA loads this file before each test file. Without a fixed seed properties would draw other values in each run, and a
 * failure would not be repeatable. A failure prints the command to repeat it.
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
