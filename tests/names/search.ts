import { readdirSync, readFileSync } from 'node:fs';
import { type BannedRow, bannedRows } from './banned-names.ts';
import { type Occurrence, SearchedFile } from './names-in.ts';

/** Texts that may name what was renamed: the history of the project, and the list itself. */
const LEFT_OUT =
  /^(?:CHANGELOG\.md|docs\/design\/decisions\.md|package-lock\.json|LICENSE|tests\/names\/|tests\/vectors\/|tests\/citations\/sections\/|docs\/api\/)|\/node_modules\//;
/** Folders that hold no text of ours. */
const FOREIGN: ReadonlySet<string> = new Set(['node_modules', 'dist', 'coverage', '.git']);
const TEXT = /\.(?:[cm]?[jt]s|ksy|ya?ml|md|hbs|json|py|txt|css|html)$|^\.ci\/run$/;

/** Every text of the repository, sorted by path; the working directory is its root. */
export function searchedFiles(): SearchedFile[] {
  const rooms = readdirSync('.', { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && !FOREIGN.has(entry.name),
  );
  const below = rooms.flatMap(({ name }) =>
    readdirSync(name, { recursive: true, encoding: 'utf8' }).map((path) => `${name}/${path.replaceAll('\\', '/')}`),
  );
  return [...readdirSync('.'), ...below]
    .filter((path) => TEXT.test(path) && !LEFT_OUT.test(path))
    .toSorted()
    .map((path) => new SearchedFile(path, readFileSync(path, 'utf8')));
}

/** Where a banned name is found, in the order of the rows. */
export function occurrencesOf(files: readonly SearchedFile[], rows: readonly BannedRow[] = bannedRows): Occurrence[] {
  return rows.flatMap((row) => files.filter(({ path }) => isIn(path, row.rooms)).flatMap((file) => inFile(file, row)));
}

function isIn(path: string, rooms: readonly string[] | undefined): boolean {
  return rooms === undefined || rooms.some((room) => path === room || path.startsWith(`${room}/`));
}

function inFile(file: SearchedFile, row: BannedRow): Occurrence[] {
  const { path } = file;
  const name = (row.files ?? []).filter((each) => file.hasName(each));
  return [
    ...name.map((found) => ({ path, line: 0, found })),
    ...(row.identifiers ?? []).flatMap((found) => file.identifier(found).map((line) => ({ path, line, found }))),
    ...(row.phrases ?? []).flatMap((found) => file.phrase(found).map((line) => ({ path, line, found }))),
  ];
}
