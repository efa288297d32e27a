import { readdirSync, readFileSync } from 'node:fs';
import { type Citation, type Malformed, readCitations } from './citation.ts';

/** A text of the repository with its citations. */
export interface CitedFile {
  /** From the repository's root, with forward slashes. */
  readonly path: string;
  readonly citations: readonly (Citation & { readonly header: boolean })[];
  readonly malformed: readonly Malformed[];
}

/** Folders whose citations the table lists, in the order in which it names their files. */
export const CODE: readonly string[] = ['runtime', 'hwmodel', 'spec', 'cli'];
const ROOMS: readonly string[] = [...CODE, 'bench', 'docs', 'examples', 'generator', 'inspector', 'tests'];
const TEXT = /\.(?:[cm]?[jt]s|ksy|ya?ml|md|hbs)$/;
/** The table itself, and tests whose examples cite wrong sections and documents that are made up. */
const LEFT_OUT = /^(?:docs\/design\/where\.md$|tests\/(?:citations|generator)\/)|\/node_modules\//;
/** Lines that a reader sees without scrolling, counted from the last import. */
const FIRST_SCREEN = 50;

/** Every text of the repository, sorted by path; the working directory is the repository's root. */
export function readCitedFiles(): readonly CitedFile[] {
  const rooms = ROOMS.flatMap((room) =>
    readdirSync(room, { recursive: true, encoding: 'utf8' }).map((path) => `${room}/${path}`),
  );
  const paths = [...readdirSync('.').filter((path) => path.endsWith('.md')), ...rooms];
  return paths
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => TEXT.test(path) && !LEFT_OUT.test(path))
    .toSorted()
    .map((path) => citedFile(path, readFileSync(path, 'utf8')));
}

export function citedFile(path: string, text: string): CitedFile {
  const lines = text.split('\n');
  const { found, malformed } = readCitations(text);
  const end = FIRST_SCREEN + lines.findLastIndex((line) => /^(?:import |} from )/.test(line)) + 1;
  const citations = found.map((each) => ({
    ...each,
    header: each.line <= end && inHeader(lines, each.line),
  }));
  return { path, citations, malformed };
}

/**
 * Whether a line belongs to the comment of an exported declaration, or to the `doc-ref` of a whole schema. Counts lines
 * from 1.
 */
function inHeader(lines: readonly string[], line: number): boolean {
  const text = lines[line - 1] ?? '';
  if (text.startsWith('doc-ref:')) return true;
  if (!/^(?:\/\*\*| \*)/.test(text)) return false;
  const end = lines.findIndex((each, index) => index >= line - 1 && each.endsWith('*/'));
  return /^export /.test(lines[end + 1] ?? '');
}
