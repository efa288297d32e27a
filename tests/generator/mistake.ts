import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { SourceFile } from '../../generator/index.ts';

/** A complaint of the generator about a spec. Lines and columns count from 1. */
export interface Complaint {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly reason: string;
}

/** Specs with one kind of mistake, and every complaint that their comments expect. */
export interface Mistake {
  /** The file or folder below `mistakes/`. */
  readonly name: string;
  /** Without the expectations, so that each complaint has the line of the spec itself. */
  readonly sources: readonly SourceFile[];
  readonly expected: readonly Complaint[];
  /** Where each source was read from. */
  readonly files: ReadonlyMap<SourceFile, string>;
}

/**
 * An expectation is a comment of its own on the line below the mistake. The comment begins in the column of the
 * complaint:
 *
 *     - id: a
 *       type: u3
 *             # expect: there is no type "u3"
 */
const EXPECTATION = /^( *)(?:#|\/\/) expect: (.*)$/;

/**
 * Every mistake in a folder, by the kind of spec. A file is mounted as `spec/p/<kind>/input.<extension>`. A mistake that needs
 * several files or a file name of its own is a folder, which is mounted as `spec/p/`.
 */
export function readMistakes(folder: string): readonly Mistake[] {
  return readdirSync(folder)
    .flatMap((kind) => readdirSync(join(folder, kind)).map((name) => `${kind}/${name}`))
    .toSorted()
    .map((name) => readMistake(folder, name));
}

function readMistake(folder: string, name: string): Mistake {
  const files = new Map<SourceFile, string>();
  const expected: Complaint[] = [];
  for (const [path, file] of mounted(join(folder, name), name)) {
    const { text, complaints } = readExpectations(path, readFileSync(file, 'utf8'));
    files.set({ path, text }, file);
    expected.push(...complaints);
  }
  return { name, sources: [...files.keys()], expected, files };
}

/** The files of a mistake and the paths at which the generator gets them. */
function mounted(target: string, name: string): readonly (readonly [path: string, file: string])[] {
  if (statSync(target).isDirectory()) {
    return readdirSync(target, { recursive: true, encoding: 'utf8' })
      .toSorted()
      .filter((inner) => statSync(join(target, inner)).isFile())
      .map((inner) => [`spec/p/${inner}`, join(target, inner)]);
  }
  const [, kind, extension] = /^(\w+)\/.*?(\.chart\.ts|\.ksy|\.yaml)$/.exec(name) ?? [];
  if (kind === undefined || extension === undefined) throw new Error(`${target} is not a spec`);
  const id = kind === 'registries' && extension === '.yaml' ? 'constants' : 'input';
  return [[`spec/p/${kind}/${id}${extension}`, target]];
}

function readExpectations(
  file: string,
  commented: string,
): { readonly text: string; readonly complaints: readonly Complaint[] } {
  const lines: string[] = [];
  const complaints: Complaint[] = [];
  for (const line of commented.split('\n')) {
    const [, indent, reason] = EXPECTATION.exec(line) ?? [];
    if (indent === undefined || reason === undefined) lines.push(line);
    // Only an empty file has no line above the expectation.
    else complaints.push({ file, line: Math.max(1, lines.length), column: indent.length + 1, reason });
  }
  return { text: lines.join('\n'), complaints };
}

/** A source with an expectation for each complaint about it. */
export function writeExpectations({ path, text }: SourceFile, complaints: readonly Complaint[]): string {
  const mark = path.endsWith('.ts') ? '//' : '#';
  const below = (line: number): readonly string[] =>
    complaints
      .filter((each) => each.file === path && each.line === line)
      .map(({ column, reason }) => `${' '.repeat(column - 1)}${mark} expect: ${reason}`);
  if (text === '') return [...below(1), ''].join('\n');
  return text
    .split('\n')
    .flatMap((line, index) => [line, ...below(index + 1)])
    .join('\n');
}
