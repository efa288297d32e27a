import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import Handlebars from 'handlebars';
import { CommandError } from '../failure.ts';
import { reasonOf } from '../option-values.ts';
import { ownDependency } from './own-dependency.ts';

const TEMPLATES = fileURLToPath(new URL('template/', import.meta.url));
const ENDING = '.hbs';

/** Writes the project into a folder and returns the paths of its files. Throws CommandError, and then wrote nothing. */
export function writeProject(root: string, name: string): readonly string[] {
  const files = render({ name, wirechart: ownDependency(root) });
  const present = [...files.keys()].filter((path) => existsSync(join(root, path)));
  if (present.length > 0) {
    throw new CommandError(
      `${present.join(', ')} ${present.length === 1 ? 'is' : 'are'} there already; name a new folder`,
    );
  }
  for (const [path, text] of files) {
    const target = join(root, path);
    try {
      makeFolder(dirname(target));
      writeFileSync(target, text, { flag: 'wx' });
    } catch (error) {
      throw new CommandError(`cannot write ${target}: ${reasonOf(error)}`);
    }
  }
  return [...files.keys()];
}

/** One after the other: in file systems that refuse new folders as /proc does, `recursive` never returns. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path);
}

function render(values: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  const templates = readdirSync(TEMPLATES, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith(ENDING))
    .toSorted();
  return new Map(
    templates.map((path) => {
      const template = Handlebars.compile(readFileSync(join(TEMPLATES, path), 'utf8'), {
        noEscape: true,
        strict: true,
      });
      return [targetOf(path), template(values)];
    }),
  );
}

/** npm leaves files named .gitignore out of packages. */
function targetOf(template: string): string {
  const path = relative('.', template).replaceAll(sep, '/').slice(0, -ENDING.length);
  return path === 'gitignore' ? '.gitignore' : path;
}
