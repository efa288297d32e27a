import type { YamlEntry, YamlValue } from '../model/yaml-tree.ts';
import { YamlMapReader } from './yaml-map-reader.ts';

/** Two of them and a keyword fit on a line of generated code. */
const LONGEST_NAME = 32;

/** The habits of hardware files: maps of named things, each with a doc; whole numbers in a range. */
export class HardwareMapReader extends YamlMapReader {
  /** The entries of an optional map. */
  entries(entry: YamlEntry | undefined): readonly YamlEntry[] {
    return entry === undefined ? [] : (this.map(entry.value, entry.key)?.entries ?? []);
  }

  /** The entries of a map whose keys are identifiers. */
  named(entry: YamlEntry | undefined): readonly YamlEntry[] {
    const entries = this.entries(entry);
    for (const { key, keyOffset } of entries) {
      this.#name(key, keyOffset);
    }
    return entries;
  }

  #name(name: string, offset: number): void {
    if (!/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(name)) this.report(offset, `"${name}" is not in snake_case`);
    if (name.length > LONGEST_NAME) {
      this.report(offset, `"${name}" has ${name.length} characters; a name may have ${LONGEST_NAME}`);
    }
  }

  /** Name, place and doc of one of them. */
  base(
    entry: YamlEntry,
    found: ReadonlyMap<string, YamlEntry>,
  ): { readonly id: string; readonly offset: number; readonly doc: string } {
    const doc = this.text(found.get('doc'));
    if (doc === undefined || doc === '') {
      this.report(entry.keyOffset, `"${entry.key}" has no doc; describe it in a sentence`);
    }
    return { id: entry.key, offset: entry.keyOffset, doc: doc ?? '' };
  }

  /** A text that must be there. */
  need(entry: YamlEntry | undefined, owner: YamlValue, what: string): string {
    const text = this.text(entry);
    if (text !== undefined && text !== '') return text;
    if (entry === undefined) this.report(owner.offset, `"${what}" is missing`);
    else if (text === '') this.report(entry.keyOffset, `"${what}" is empty`);
    return '';
  }

  /** A name that must be there. */
  word(entry: YamlEntry | undefined, owner: YamlValue, what: string): string {
    const text = this.need(entry, owner, what);
    if (text !== '') this.#name(text, entry?.value.offset ?? owner.offset);
    return text;
  }

  choice<T extends string>(
    entry: YamlEntry | undefined,
    owner: YamlValue,
    what: string,
    choices: readonly [T, ...T[]],
  ): T {
    const text = this.need(entry, owner, what);
    for (const choice of choices) if (choice === text) return choice;
    if (text !== '') {
      this.report(entry?.value.offset ?? owner.offset, `"${what}" is "${text}"; it must be ${choices.join(' or ')}`);
    }
    return choices[0];
  }

  /** A required integer. Returns `min` if a diagnostic was reported. */
  integer(entry: YamlEntry | undefined, owner: YamlValue, what: string, min: number, max: number): number {
    if (entry === undefined) {
      this.report(owner.offset, `"${what}" is missing`);
      return min;
    }
    const value = this.scalar(entry.value, what)?.value;
    if (value === undefined) return min;
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max) return value;
    const range = max === Number.MAX_SAFE_INTEGER ? `from ${min}` : `from ${min} to ${max}`;
    this.report(entry.value.offset, `"${what}" is ${JSON.stringify(value)}; it must be a whole number ${range}`);
    return min;
  }
}
