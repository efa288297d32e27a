import type { Chart } from '../../../../generator/model/chart.ts';
import { compiledText } from './compiled-chart.ts';

/** The text of a compiled machine with one mutation. */
export interface Mutant {
  readonly text: string;
  /** The line that was changed, from 1. */
  readonly line: number;
  /** The text before and after. */
  readonly what: string;
}

/** Lines that replace a line and the next; undefined where the mutation does not apply. */
type Mutation = (
  line: string,
  next: string,
  stateNames: ReadonlyMap<string, readonly string[]>,
) => readonly string[] | undefined;

const order = /^ +port\.\w+\(.*\);$/;
const action = /^ +port\.(?!transition|startTimer|cancelTimer)\w+\(.*\);$/;
const guard = /((?:this\.#)?port\.\w+\(\))(?=\) )/;

function without(pattern: RegExp): Mutation {
  return (line, next) => (pattern.test(line) ? [next] : undefined);
}

const mutations: Readonly<Record<string, Mutation>> = {
  'retargeted edge': (line, next, stateNames) => {
    const [, start = '', type = '', target = ''] = /^( +this\.#\w+ = )(\w+State)(\W.*);$/.exec(line) ?? [];
    const known = stateNames.get(type);
    if (known === undefined) return undefined;
    const other = known[(known.indexOf(type + target) + 1) % known.length];
    return other === type + target ? undefined : [`${start}${other};`, next];
  },
  'dropped guard': (line, next) => (guard.test(line) ? [line.replace(guard, 'true'), next] : undefined),
  'negated guard': (line, next) => (guard.test(line) ? [line.replace(guard, '!$1'), next] : undefined),
  'pair of swapped actions': (line, next) =>
    order.test(line) && order.test(next) && line !== next ? [next, line] : undefined,
  'dropped action': without(action),
  'dropped timer start': without(/^ +port\.startTimer\(.*\);$/),
  'dropped timer cancel': without(/^ +port\.cancelTimer\(.*\);$/),
  'dropped report of an edge': without(/^ +port\.transition\(\d+\);$/),
  'dropped call to an ancestor or a descendant state': without(
    /^ +this\.#(on|exit|dispatch|take|restore|raise)\w*\(.*\);$/,
  ),
  'wrong edge selected by a region': (line, next) => {
    const [, start, edge] = /^( +(?:if .*)?return )(\d+);$/.exec(line) ?? [];
    return edge === undefined ? undefined : [`${start}${Number(edge) + 1};`, next];
  },
  'dropped phase of a step': without(/^ +this\.#(exit|act|enter)\(\w+\);$/),
};

/** Mutations of a whole machine: every line that writes a field is removed. */
const removedWrites: Readonly<Record<string, RegExp>> = {
  'history value that is never recorded': /^ +this\.#(history\w+) = /,
  'region that is never exited': /^ +this\.#(\w+State) = undefined;$/,
};

export const mutantKinds: readonly string[] = [...Object.keys(mutations), ...Object.keys(removedWrites)];

/** Every mutant of one kind, in the order of the lines. */
export function mutantsOf(chart: Chart, kind: string): readonly Mutant[] {
  const lines = compiledText(chart).split('\n');
  const pattern = removedWrites[kind];
  if (pattern !== undefined) return withoutWrites(lines, pattern);
  const stateNames = stateNamesIn(lines);
  const mutation = mutations[kind];
  return lines.flatMap((line, index): readonly Mutant[] => {
    const next = lines[index + 1] ?? '';
    const mutated = mutation?.(line, next, stateNames);
    if (mutated === undefined) return [];
    const now = mutated.length === 1 ? 'nothing' : (mutated[0] ?? '').trim();
    return [
      { text: lines.toSpliced(index, 2, ...mutated).join('\n'), line: index + 1, what: `${line.trim()} -> ${now}` },
    ];
  });
}

function withoutWrites(lines: readonly string[], pattern: RegExp): readonly Mutant[] {
  const fields = new Set(lines.flatMap((line) => pattern.exec(line)?.[1] ?? []));
  return [...fields].map((field) => {
    const writes = (line: string): boolean => pattern.exec(line)?.[1] === field;
    const text = lines.filter((line) => !writes(line)).join('\n');
    return { text, line: lines.findIndex(writes) + 1, what: `#${field} is never written` };
  });
}

/** The states of each state type, as the text names them. */
function stateNamesIn(lines: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  let open: readonly [type: string, stateNames: string[]] | undefined;
  for (const line of lines) {
    const [, type] = /^export const (\w+State) = \{$/.exec(line) ?? [];
    const [, key] = /^ {2}(\S+): \d+,$/.exec(line) ?? [];
    if (type !== undefined) {
      open = [type, []];
      found.set(...open);
    } else if (line === '} as const;') open = undefined;
    else if (open !== undefined && key !== undefined) {
      open[1].push(key.startsWith("'") ? `${open[0]}[${key}]` : `${open[0]}.${key}`);
    }
  }
  return found;
}
