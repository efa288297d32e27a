// CPU profiles of V8: the format of .cpuprofile files, source maps, and totals.
import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { dirname, relative, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** A place in a script. Lines and columns count from 0; -1: none. */
export interface CallFrame {
  readonly functionName: string;
  readonly scriptId: string;
  readonly url: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
}

export interface ProfileNode {
  readonly id: number;
  readonly callFrame: CallFrame;
  readonly children?: readonly number[];
}

/** The content of a .cpuprofile file, as far as it is read here. */
export interface CpuProfile {
  readonly nodes: readonly ProfileNode[];
  readonly startTime: number;
  readonly endTime: number;
  /** The node of each sample. */
  readonly samples: readonly number[];
  /** Microseconds from the sample before. */
  readonly timeDeltas: readonly number[];
}

/** A function and the time in which it was at the top of the stack. */
export interface HotFunction {
  readonly name: string;
  /** `file:line`, or empty for what is not JavaScript. */
  readonly place: string;
  /** Microseconds. */
  readonly self: number;
}

/** A profile whose places are those of the TypeScript sources, where scripts have a source map beside them. */
export function sourceMapped(profile: CpuProfile, loadMap: (url: string) => SourceMap | undefined = mapOf): CpuProfile {
  const maps = new Map<string, SourceMap | undefined>();
  const nodes = profile.nodes.map((node): ProfileNode => {
    const { callFrame } = node;
    const { url, lineNumber, columnNumber } = callFrame;
    if (!maps.has(url)) maps.set(url, loadMap(url));
    const entry = maps.get(url)?.findEntry(lineNumber, columnNumber);
    if (entry === undefined || !('originalLine' in entry)) return node;
    const place = {
      url: resolve(dirname(fileURLToPath(url)), entry.originalSource),
      lineNumber: entry.originalLine,
      columnNumber: entry.originalColumn,
    };
    return { ...node, callFrame: { ...callFrame, ...place } };
  });
  return { ...profile, nodes };
}

/** Microseconds of each node, without its children. */
export function selfTimes({ samples, timeDeltas }: CpuProfile): ReadonlyMap<number, number> {
  const times = new Map<number, number>();
  for (const [index, id] of samples.entries()) {
    // A sample lasts until the next one.
    times.set(id, (times.get(id) ?? 0) + Math.max(0, timeDeltas[index + 1] ?? 0));
  }
  return times;
}

/** Functions by self time, longest first. `root`: the folder that places are relative to. */
export function hottest(profile: CpuProfile, root: string, count: number): readonly HotFunction[] {
  const times = selfTimes(profile);
  const functions = new Map<string, HotFunction>();
  for (const { id, callFrame } of profile.nodes) {
    const name = nameOf(callFrame);
    const place = placeOf(callFrame, root);
    const key = `${name}\0${place}`;
    const self = (functions.get(key)?.self ?? 0) + (times.get(id) ?? 0);
    functions.set(key, { name, place, self });
  }
  return [...functions.values()].sort((a, b) => b.self - a.self).slice(0, count);
}

export function nameOf({ functionName }: CallFrame): string {
  return functionName === '' ? '(anonymous)' : functionName;
}

export function placeOf({ url, lineNumber }: CallFrame, root: string): string {
  if (url === '') return '';
  const path = url.startsWith('file:') ? fileURLToPath(url) : url;
  return `${path.startsWith(root) ? path.slice(root.length) : path}:${lineNumber + 1}`;
}

/** `file:line` in the source of a script, or in the script where it has no source map. Line and column count from 0. */
export function placeInSource(url: string, line: number, column: number): string {
  const entry = mapOf(url)?.findEntry(line, column);
  if (entry === undefined || !('originalLine' in entry)) return `${url}:${line + 1}`;
  const path = resolve(dirname(fileURLToPath(url)), entry.originalSource);
  return `${relative(process.cwd(), path)}:${entry.originalLine + 1}`;
}

function mapOf(url: string): SourceMap | undefined {
  if (!url.startsWith('file:')) return undefined;
  try {
    return new SourceMap(JSON.parse(readFileSync(`${fileURLToPath(url)}.map`, 'utf8')));
  } catch {
    return undefined;
  }
}
