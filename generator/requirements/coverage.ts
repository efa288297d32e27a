import type { Requirement, RequirementLevel } from '../model/requirement.ts';

/** Numbers of requirements by status. */
export interface Count {
  /** Without those that are not applicable. */
  readonly total: number;
  readonly done: number;
  readonly leftOut: number;
  readonly notApplicable: number;
}

/** The counts of each level. */
export type Coverage = Readonly<Record<RequirementLevel, Count>>;

/** Counts requirements by level and status. */
export function coverageOf(requirements: readonly Requirement[]): Coverage {
  return {
    must: countOf(requirements, 'must'),
    should: countOf(requirements, 'should'),
    may: countOf(requirements, 'may'),
  };
}

function countOf(requirements: readonly Requirement[], level: RequirementLevel): Count {
  const counts = { done: 0, leftOut: 0, notApplicable: 0 };
  for (const each of requirements) if (each.level === level) counts[each.status.kind] += 1;
  return { total: counts.done + counts.leftOut, ...counts };
}
