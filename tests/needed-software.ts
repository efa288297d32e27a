import process from 'node:process';
import test, { type ExecutionContext } from 'ava';

/** What a test needs and not every system has. */
export interface Need {
  /** As `WIRECHART_REQUIRE` names it. */
  readonly name: string;
  /** Why it cannot be used here; undefined: it can. */
  readonly absence: string | undefined;
}

export type TestBody = (t: ExecutionContext) => Promise<void> | void;

/**
 * Declares a test that needs something, with `test` or `test.serial`. Where that is absent the test is skipped and its
 * title has the reason; where `WIRECHART_REQUIRE` (names separated by commas) names it, the absence is a failure.
 */
export function testThatNeeds(
  needs: Need | readonly Need[],
  title: string,
  body: TestBody,
  declare: typeof test | typeof test.serial = test,
): void {
  const absent = [needs].flat().filter(({ absence }) => absence !== undefined);
  const required = absent.find(({ name }) => isRequired(name));
  if (required !== undefined)
    declare(title, (t) => t.fail(`WIRECHART_REQUIRE names ${required.name}, but ${required.absence}`));
  else if (absent[0] !== undefined) declare.skip(`${title} (skipped: ${absent[0].absence})`, body);
  else declare(title, body);
}

function isRequired(name: string): boolean {
  return (process.env['WIRECHART_REQUIRE'] ?? '').split(',').some((each) => each.trim() === name);
}
