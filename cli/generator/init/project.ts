import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import Handlebars from 'handlebars';
import { CommandError } from '../../terminal/failure.ts';
import { reasonOf } from '../../terminal/option-values.ts';
import { mergeManifest } from './manifest.ts';
import { ownDependency } from './own-dependency.ts';

const TEMPLATES = fileURLToPath(new URL('template/', import.meta.url));
const ENDING = '.hbs';
const MANIFEST = 'package.json';
/** If these files exist, they are not changed. */
const KEPT = ['README.md', '.gitignore'];
/** npm refuses a package that depends on its own name. */
const DEPENDENCIES = ['wirechart', 'wirechart-generator', 'typescript', 'xstate', 'fast-check'];

/** The result of `writeProject`; paths are relative to the root. */
export interface ProjectReport {
  readonly written: readonly string[];
  /** Existing files that were not changed. */
  readonly kept: readonly string[];
  /** The entries added to an existing package.json. */
  readonly added: readonly string[];
  /** The npm script that runs the test. */
  readonly testScript: string;
}

/** Writes a project for a protocol into a folder. If a file already exists, throws CommandError and writes nothing. */
export function writeProject(root: string, protocol: string): ProjectReport {
  // An existing tsconfig.json is for other code.
  const tsconfig = existsSync(join(root, 'tsconfig.json')) ? `tsconfig.${protocol}.json` : 'tsconfig.json';
  const values = {
    protocol,
    package: DEPENDENCIES.includes(protocol) ? `${protocol}-protocol` : protocol,
    wirechart: ownDependency(root, 'wirechart'),
    generator: ownDependency(root, 'wirechart-generator'),
    tsconfig,
    compile: tsconfig === 'tsconfig.json' ? 'tsc' : `tsc -p ${tsconfig}`,
  };
  const manifest = mergeManifest(root, render('package.json', values), protocol);
  const files = new Map<string, string>();
  const kept: string[] = [];
  for (const template of templates()) {
    const path = targetOf(template, values);
    if (path === MANIFEST && manifest.existed) continue;
    if (KEPT.includes(path) && existsSync(join(root, path))) kept.push(path);
    else files.set(path, path === MANIFEST ? manifest.text : render(template, { ...values, ...manifest.scripts }));
  }
  const present = [...files.keys()].filter((path) => existsSync(join(root, path)));
  if (present.length > 0) {
    throw new CommandError(
      `${present.join(', ')} already ${present.length === 1 ? 'exists' : 'exist'}; use another name: wirechart init NAME`,
    );
  }
  for (const [path, text] of files) write(join(root, path), text, 'wx');
  if (manifest.existed) write(join(root, MANIFEST), manifest.text, 'w');
  return { written: [...files.keys()], kept, added: manifest.added, testScript: manifest.scripts.test };
}

function write(target: string, text: string, flag: 'w' | 'wx'): void {
  try {
    makeFolder(dirname(target));
    writeFileSync(target, text, { flag });
  } catch (error) {
    throw new CommandError(`cannot write ${target}: ${reasonOf(error)}`);
  }
}

/** Creates one folder at a time: in file systems like /proc, which refuse new folders, `recursive` never returns. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path);
}

/** Paths in the template folder, without the file name extension. */
function templates(): readonly string[] {
  return readdirSync(TEMPLATES, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith(ENDING))
    .map((path) => relative('.', path).replaceAll(sep, '/').slice(0, -ENDING.length))
    .toSorted();
}

function render(template: string, values: Readonly<Record<string, string>>): string {
  const text = readFileSync(join(TEMPLATES, `${template}${ENDING}`), 'utf8');
  return Handlebars.compile(text, { noEscape: true, strict: true })(values);
}

/** The template is `gitignore` because npm does not pack files named .gitignore. */
function targetOf(template: string, { protocol, tsconfig }: Readonly<Record<'protocol' | 'tsconfig', string>>): string {
  if (template === 'gitignore') return '.gitignore';
  if (template === 'tsconfig.json') return tsconfig;
  return template.replace(/(?<=^spec\/|^test\/)protocol/, protocol);
}
