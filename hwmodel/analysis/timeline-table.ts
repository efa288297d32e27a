import { type MergedEntry, mergeTimeline, type TimelineEntry } from './timeline.ts';

/** One line of a printed timeline; times in microseconds with six decimals, so that nothing is rounded. */
export interface TimelineRow {
  readonly begin: string;
  readonly end: string;
  readonly duration: string;
  readonly module: string;
  /** Who asked for it. */
  readonly by: string;
  /** With how many there were in a row, where it was more than one: `hmac x12`. */
  readonly operation: string;
  readonly bytes: string;
}

/** Rows to print; operations that follow each other without a gap share one. */
export function timelineRows(entries: readonly TimelineEntry[]): readonly TimelineRow[] {
  return mergeTimeline(entries).map(row);
}

/** The rows as a table of text, columns aligned, one line feed after each line. */
export function timelineText(entries: readonly TimelineEntry[]): string {
  const head: TimelineRow = {
    begin: 'begin [us]',
    end: 'end [us]',
    duration: 'took [us]',
    module: 'module',
    by: 'for',
    operation: 'operation',
    bytes: 'bytes',
  };
  const rows = [head, ...timelineRows(entries)];
  // Not Math.max(...): there may be more rows than a call takes arguments.
  const width = (column: keyof TimelineRow): number =>
    rows.reduce((widest, each) => Math.max(widest, each[column].length), 0);
  const [begin, end, duration, bytes] = [width('begin'), width('end'), width('duration'), width('bytes')];
  const [module, operation, by] = [width('module'), width('operation'), width('by')];
  return rows
    .map((each) =>
      [
        each.begin.padStart(begin),
        each.end.padStart(end),
        each.duration.padStart(duration),
        each.module.padEnd(module),
        each.operation.padEnd(operation),
        each.bytes.padStart(bytes),
        each.by.padEnd(by),
      ].join('  '),
    )
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
}

function row({ module, operation, bytes, by, beginPs, endPs, count }: MergedEntry): TimelineRow {
  return {
    begin: microseconds(beginPs),
    end: microseconds(endPs),
    duration: microseconds(endPs - beginPs),
    module,
    by,
    operation: count === 1 ? operation : `${operation} x${count}`,
    bytes: String(bytes),
  };
}

/** Exact: a division would round. */
function microseconds(ps: number): string {
  const whole = Math.floor(ps / 1_000_000);
  return `${whole}.${String(ps % 1_000_000).padStart(6, '0')}`;
}
