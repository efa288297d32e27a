import { type Count, coverageOf, type Dangling, type Requirement } from 'wirechart/requirements';
import { color, visible } from '../../terminal/output.ts';

const HEAD = ['', 'must', 'left out', 'should', 'left out', 'not applicable'];

interface Row {
  readonly cells: readonly string[];
  /** Whether it is the sum of a document or of all. */
  readonly isSum: boolean;
}

/** A table: the sum of each document, its sections below it, and the sum of all. */
export function coverageLines(requirements: readonly Requirement[]): readonly string[] {
  const rows: Row[] = [{ cells: HEAD, isSum: true }];
  for (const [document, ofDocument] of grouped(requirements, ({ document }) => document)) {
    rows.push(rowOf(document, ofDocument, true));
    const sections = [...grouped(ofDocument, ({ section }) => section)].toSorted(([a], [b]) => inOrder(a, b));
    for (const [section, ofSection] of sections) {
      rows.push(rowOf(`  ${section}`, ofSection, false));
    }
  }
  rows.push(rowOf('all', requirements, true));
  const widths = HEAD.map((_, column) => Math.max(...rows.map(({ cells }) => cells[column]?.length ?? 0)));
  return rows.map(({ cells, isSum }) => {
    const line = cells.map((cell, column) => padded(cell, widths[column] ?? 0, column === 0)).join('  ');
    return isSum ? color.bold(line) : line;
  });
}

/** Each requirement that is left out, below its reason. */
export function missingLines(requirements: readonly Requirement[]): readonly string[] {
  const missing = requirements.filter(({ status }) => status.kind === 'leftOut');
  const reasonOf = ({ status }: Requirement): string => (status.kind === 'leftOut' ? status.reason : '');
  return [...grouped(missing, reasonOf)].flatMap(([reason, all]) => [
    '',
    color.bold(visible(`left out, ${reason}: ${all.length}`)),
    ...all.map(({ id, keyword, text }) => visible(`  ${id} ${keyword}: ${text}`)),
  ]);
}

export function danglingLines(dangling: readonly Dangling[]): readonly string[] {
  if (dangling.length === 0) return [];
  const lines = dangling.map(({ id, title }) => visible(`  ${id}: ${title}`));
  return ['', color.red(`no test has the title: ${dangling.length}`), ...lines];
}

function rowOf(name: string, requirements: readonly Requirement[], isSum: boolean): Row {
  const { must, should, may } = coverageOf(requirements);
  const notApplicable = must.notApplicable + should.notApplicable + may.notApplicable;
  const cells = [
    visible(name),
    ratio(must),
    numberOrNothing(must.leftOut),
    ratio(should),
    numberOrNothing(should.leftOut),
    numberOrNothing(notApplicable),
  ];
  return { cells, isSum };
}

function ratio({ done, total }: Count): string {
  return total === 0 ? '' : `${done}/${total}`;
}

function numberOrNothing(count: number): string {
  return count === 0 ? '' : String(count);
}

function padded(text: string, width: number, left: boolean): string {
  return left ? text.padEnd(width) : text.padStart(width);
}

/** Sections as the document has them: 2, 10, 10.1, A. */
function inOrder(a: string, b: string): number {
  const isAppendix = Number(/^[A-Z]/.test(a)) - Number(/^[A-Z]/.test(b));
  return isAppendix || a.localeCompare(b, 'en', { numeric: true });
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}
