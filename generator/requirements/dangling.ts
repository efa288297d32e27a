import type { Requirement } from '../model/requirement.ts';
import type { TestTitles } from './test-titles.ts';

/** A requirement that names a test which does not exist. */
export interface Dangling {
  readonly id: string;
  readonly title: string;
}

/** Every title that a requirement names and no test has, in the order of the requirements. */
export function danglingTests(requirements: readonly Requirement[], titles: TestTitles): readonly Dangling[] {
  return requirements.flatMap(({ id, status }) =>
    status.kind === 'done' ? status.tests.filter((title) => !titles.has(title)).map((title) => ({ id, title })) : [],
  );
}
