// Prints a timeline as a text table.
import { type MergedEntry, mergeTimeline, type TimelineEntry } from './timeline.ts';

/** One line of a printed timeline. Times are microseconds with six decimals and are not rounded. */
export interface TimelineRow {
  readonly begin: string;
  readonly end: string;
  readonly duration: string;
  readonly module: string;
  /** The module that requested the operation. */
  readonly initiator: string;
  /** With the number of merged operations, if there are several: `hmac x12`. */
  readonly operation: string;
  readonly bytes: string;
}

/** Rows to print. Consecutive operations without a gap share a row. */
export function timelineRows(entries: readonly TimelineEntry[]): readonly TimelineRow[] {
  return mergeTimeline(entries).map(row);
}

/** The rows as a text table with aligned columns and a line feed after each line. */
export function timelineText(entries: readonly TimelineEntry[]): string {
  const header: TimelineRow = {
    begin: 'begin [us]',
    end: 'end [us]',
    duration: 'duration [us]',
    module: 'module',
    initiator: 'initiator',
    operation: 'operation',
    bytes: 'bytes',
  };
  const rows = [header, ...timelineRows(entries)];
  // Math.max(...) fails when there are more rows than a call accepts arguments.
  const width = (column: keyof TimelineRow): number =>
    rows.reduce((widest, each) => Math.max(widest, each[column].length), 0);
  const [begin, end, duration, bytes] = [width('begin'), width('end'), width('duration'), width('bytes')];
  const [module, operation, initiator] = [width('module'), width('operation'), width('initiator')];
  return rows
    .map((each) =>
      [
        each.begin.padStart(begin),
        each.end.padStart(end),
        each.duration.padStart(duration),
        each.module.padEnd(module),
        each.operation.padEnd(operation),
        each.bytes.padStart(bytes),
        each.initiator.padEnd(initiator),
      ].join('  '),
    )
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
}

function row({ module, operation, bytes, initiator, beginPs, endPs, count }: MergedEntry): TimelineRow {
  return {
    begin: microseconds(beginPs),
    end: microseconds(endPs),
    duration: microseconds(endPs - beginPs),
    module,
    initiator,
    operation: count === 1 ? operation : `${operation} x${count}`,
    bytes: String(bytes),
  };
}

/** Exact, because a division of the whole value would round. */
function microseconds(ps: number): string {
  const whole = Math.floor(ps / 1_000_000);
  return `${whole}.${String(ps % 1_000_000).padStart(6, '0')}`;
}
