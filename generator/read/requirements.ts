import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import type { SourceFile } from '../diagnostics/source-file.ts';
import { didYouMean } from '../diagnostics/suggestion.ts';
import { type ProtocolSpecs, specFiles } from '../model/protocol-specs.ts';
import {
  KEYWORDS,
  type Requirement,
  type RequirementFile,
  type RequirementLevel,
  type RequirementStatus,
} from '../model/requirement.ts';
import type { YamlEntry, YamlValue } from '../model/yaml-tree.ts';
import { YamlMapReader } from './yaml-map-reader.ts';
import { readYaml } from './yaml-tree.ts';

const FILE_KEYS = ['document', 'requirements'] as const;
const VALUE_KEYS = ['id', 'section', 'level', 'keyword', 'who', 'text'] as const;
const STATUS_KEYS = ['done', 'leftOut', 'notApplicable'] as const;
const LEVELS = Object.keys(KEYWORDS).filter(isLevel);

/** Forms of the short values. */
const FORMS: Readonly<Partial<Record<string, readonly [form: RegExp, wanted: string]>>> = {
  id: [/^[\w.]+(?:-[\w.]+)+$/, 'words joined by hyphens: 9147-4.2.1-3'],
  section: [/^(?:\d+|[A-Z])(?:\.\d+)*$/, 'the number of a section: 4.2.1 or B.3'],
  who: [/^[a-z]+$/, 'one word in lower case: client, server, sender, receiver, both'],
};

/** Reads the files `requirements/*.yaml` of a protocol. Ids are unique in all of them together. */
export function readRequirements(protocol: ProtocolSpecs, diagnostics: Diagnostics): readonly RequirementFile[] {
  const ids = new Map<string, string>();
  return specFiles(protocol, 'requirements', '.yaml').map((file) => new FileReader(file, diagnostics, ids).read());
}

class FileReader {
  readonly #file: SourceFile;
  readonly #diagnostics: Diagnostics;
  readonly #keys: YamlMapReader;
  /** File of each id read so far. */
  readonly #ids: Map<string, string>;

  constructor(file: SourceFile, diagnostics: Diagnostics, ids: Map<string, string>) {
    this.#file = file;
    this.#diagnostics = diagnostics;
    this.#keys = new YamlMapReader(file, diagnostics);
    this.#ids = ids;
  }

  read(): RequirementFile {
    const tree = readYaml(this.#file, this.#diagnostics);
    if (tree === undefined) return { file: this.#file, requirements: [] };
    const found = this.#entries(tree, 'the file', FILE_KEYS);
    for (const needed of FILE_KEYS) {
      if (!found.has(needed)) this.#keys.report(tree.offset, `the file has no ${needed}`);
    }
    const document = this.#text(found.get('document')) ?? '';
    const list = found.get('requirements');
    const items = list === undefined ? [] : this.#keys.list(list.value, 'requirements');
    const requirements = items.map((item) => this.#requirement(item, document)).filter((each) => each !== undefined);
    return { file: this.#file, requirements };
  }

  #requirement(item: YamlValue, document: string): Requirement | undefined {
    const found = this.#entries(item, 'a requirement', [...VALUE_KEYS, ...STATUS_KEYS]);
    if (item.kind !== 'map') return undefined;
    const values = new Map(VALUE_KEYS.map((key) => [key, this.#value(found.get(key), key, item)]));
    const status = this.#status(found, item);
    const level = this.#level(found);
    const id = values.get('id');
    const entry = found.get('id');
    if (id !== undefined && entry !== undefined) this.#refuseRepeated(id, entry.value.offset);
    if (level === undefined || status === undefined) return undefined;
    const { section = '', keyword = '', who = '', text = '' } = Object.fromEntries(values);
    return { id: id ?? '', document, section, level, keyword, who, text, status };
  }

  /** A value in the form that its key has; reports what is missing. */
  #value(entry: YamlEntry | undefined, key: string, item: YamlValue): string | undefined {
    if (entry === undefined) {
      this.#keys.report(item.offset, `a requirement has no ${key}`);
      return undefined;
    }
    const text = this.#text(entry);
    if (text === undefined) return undefined;
    const [form, wanted] = FORMS[key] ?? [/./, ''];
    if (!form.test(text)) this.#keys.report(entry.value.offset, `"${text}" is not ${wanted}`);
    return text;
  }

  #level(found: ReadonlyMap<string, YamlEntry>): RequirementLevel | undefined {
    const entry = found.get('level');
    const level = entry === undefined ? undefined : this.#keys.text(entry);
    if (entry === undefined || level === undefined) return undefined;
    if (!isLevel(level)) {
      this.#keys.report(entry.value.offset, `"${level}" is not a level: ${LEVELS.join(', ')}`);
      return undefined;
    }
    const keywordEntry = found.get('keyword');
    const keyword = keywordEntry === undefined ? undefined : this.#keys.text(keywordEntry);
    if (keywordEntry === undefined || keyword === undefined) return level;
    const counted = LEVELS.find((each) => keywordsOf(each).includes(keyword));
    if (counted === undefined) {
      const known = LEVELS.flatMap(keywordsOf);
      this.#keys.report(keywordEntry.value.offset, `"${keyword}" is no key word${didYouMean(keyword, known)}`);
    } else if (counted !== level)
      this.#keys.report(entry.value.offset, `${keyword} counts as ${counted}, not ${level}`);
    return level;
  }

  #status(found: ReadonlyMap<string, YamlEntry>, item: YamlValue): RequirementStatus | undefined {
    const [kind, ...others] = STATUS_KEYS.filter((key) => found.has(key));
    for (const other of others) {
      const offset = found.get(other)?.keyOffset ?? item.offset;
      this.#keys.report(offset, `a requirement has one of ${STATUS_KEYS.join(', ')}, not both ${kind} and ${other}`);
    }
    const entry = kind === undefined ? undefined : found.get(kind);
    if (kind === undefined || entry === undefined) {
      this.#keys.report(item.offset, `a requirement has one of ${STATUS_KEYS.join(', ')}`);
      return undefined;
    }
    if (kind === 'done') return { kind, tests: this.#tests(entry) };
    return { kind, reason: this.#text(entry) ?? '' };
  }

  #tests(entry: YamlEntry): readonly string[] {
    const items = this.#keys.list(entry.value, 'done');
    if (entry.value.kind === 'list' && items.length === 0) {
      this.#keys.report(entry.value.offset, 'done names at least one test');
    }
    const tests = new Set<string>();
    for (const item of items) {
      const title = this.#text({ key: 'the title of a test', keyOffset: item.offset, value: item });
      if (title === undefined) continue;
      if (tests.has(title)) this.#keys.report(item.offset, `"${title}" is named twice`);
      tests.add(title);
    }
    return [...tests];
  }

  #refuseRepeated(id: string, offset: number): void {
    const other = this.#ids.get(id);
    if (other === undefined) this.#ids.set(id, this.#file.path);
    else
      this.#keys.report(offset, `the id ${id} is used twice${other === this.#file.path ? '' : `, also in ${other}`}`);
  }

  /** As `entriesByKey`, which lets keys of other tools pass. */
  #entries(value: YamlValue, what: string, known: readonly string[]): ReadonlyMap<string, YamlEntry> {
    for (const { key, keyOffset } of value.kind === 'map' ? value.entries : []) {
      if (key.startsWith('-') && !key.startsWith('-wc-')) this.#keys.report(keyOffset, `${what} has no key "${key}"`);
    }
    return this.#keys.entriesByKey(value, what, known);
  }

  /** One line of text that is not empty. */
  #text(entry: YamlEntry | undefined): string | undefined {
    const text = this.#keys.text(entry)?.replaceAll(/\s+/g, ' ');
    if (entry === undefined || text !== '') return text;
    this.#keys.report(entry.value.offset, `${entry.key} is empty`);
    return undefined;
  }
}

function isLevel(text: string): text is RequirementLevel {
  return Object.hasOwn(KEYWORDS, text);
}

function keywordsOf(level: RequirementLevel): readonly string[] {
  return KEYWORDS[level];
}
