import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError } from '../../terminal/failure.ts';
import { reasonOf } from '../../terminal/option-values.ts';

type Entries = Record<string, unknown>;

export interface Manifest {
  readonly text: string;
  /** The folder already had a package.json; `text` is that file with the missing entries added. */
  readonly existed: boolean;
  /** The added entries: `type`, `scripts.test`, `devDependencies.xstate`. */
  readonly added: readonly string[];
  /** The name of each script in this package.json, by its name in a new project. */
  readonly scripts: Readonly<Record<ScriptName, string>>;
}

type ScriptName = 'generate' | 'lint' | 'show' | 'test';

const SCRIPTS: readonly ScriptName[] = ['generate', 'lint', 'show', 'test'];
const DEPENDENCY_FIELDS = ['dependencies', 'devDependencies'];
/** The script that `npm init` writes. */
const NO_TEST = /^echo "Error: no test specified" && exit 1$/;
const CODE = /\.(?:js|jsx|ts|tsx)$/;

/**
 * The package.json of a project: `wanted`, or the existing one with the entries of `wanted` that it does not have.
 * Existing entries are kept: a script whose name is in use gets the prefix `<protocol>:`. Throws CommandError.
 */
export function mergeManifest(root: string, wanted: string, protocol: string): Manifest {
  const path = join(root, 'package.json');
  const names = Object.fromEntries(SCRIPTS.map((name) => [name, name])) as Record<ScriptName, string>;
  if (!existsSync(path)) return { text: wanted, existed: false, added: [], scripts: names };
  const text = readText(path);
  const own = parse(path, text);
  const template = JSON.parse(wanted) as Entries;
  const added: string[] = [];
  if (own['type'] !== 'module') {
    if (holdsCode(root)) {
      throw new CommandError(
        'package.json does not have "type": "module", which would change how existing code is loaded; ' +
          'use a separate folder: wirechart init NAME',
      );
    }
    own['type'] = 'module';
    added.push('type');
  }
  const add = (field: string, name: string, value: unknown): void => {
    own[field] = { ...section(own, field, path), [name]: value };
    added.push(`${field}.${name}`);
  };
  for (const name of SCRIPTS) {
    const scripts = section(own, 'scripts', path);
    const command = section(template, 'scripts', path)[name];
    const before = scripts[name];
    const free = before === undefined || (name === 'test' && NO_TEST.test(String(before)));
    if (!free && before !== command) names[name] = `${protocol}:${name}`;
    if (scripts[names[name]] !== command) add('scripts', names[name], command);
  }
  for (const field of DEPENDENCY_FIELDS) {
    for (const [name, version] of Object.entries(section(template, field, path))) {
      if (!DEPENDENCY_FIELDS.some((each) => Object.hasOwn(section(own, each, path), name))) add(field, name, version);
    }
  }
  const [, indent = '  '] = /^([ \t]+)"/m.exec(text) ?? [];
  return { text: `${JSON.stringify(own, null, indent)}\n`, existed: true, added, scripts: names };
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    throw new CommandError(`cannot read ${path}: ${reasonOf(error)}`);
  }
}

function parse(path: string, text: string): Entries {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new CommandError(`${path} is not JSON: ${reasonOf(error)}`);
  }
  if (!isEntries(value)) throw new CommandError(`${path} is not a JSON object`);
  return value;
}

/** The object in a field; empty if the field is missing. */
function section(of: Entries, field: string, path: string): Entries {
  const value = of[field] ?? {};
  if (!isEntries(value)) throw new CommandError(`${path}: "${field}" is not an object`);
  return value;
}

function isEntries(value: unknown): value is Entries {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether the package has code, whose module format depends on `type`. */
function holdsCode(folder: string): boolean {
  return readdirSync(folder, { withFileTypes: true }).some((entry) => {
    if (entry.isFile()) return CODE.test(entry.name);
    // A folder with its own package.json has its own `type`.
    if (!entry.isDirectory() || entry.name === 'node_modules' || entry.name.startsWith('.')) return false;
    const below = join(folder, entry.name);
    return !existsSync(join(below, 'package.json')) && holdsCode(below);
  });
}
