import { dialectKey } from './dialect.ts';
import { childrenOf } from './state-tree.ts';
import type { XmlElement } from './xml-document.ts';

/** Names of events that a chart may have. */
const valid = /^(?=.{1,48}$)(?!xstate\.)[a-z][A-Za-z0-9]*(?:\.[A-Za-z0-9]+)*$/;

/** The events of a document, and what their descriptors match. */
export class EventNames {
  readonly #names = new Map<string, string>();

  /** The name of an event in the chart, which is the same wherever a chart may have it. */
  declare(event: string): string {
    const known = this.#names.get(event);
    if (known !== undefined) return known;
    const taken = new Set(this.#names.values());
    const base = valid.test(event) ? event : renamed(event);
    let name = base;
    for (let number = 2; taken.has(name); number++) name = base + number;
    this.#names.set(event, name);
    return name;
  }

  /** By their names in the document. */
  get all(): ReadonlyMap<string, string> {
    return this.#names;
  }

  /** A descriptor matches the event of its name and those that begin with it and a dot: `foo` becomes `foo.*` where one does. */
  descriptor(written: string): string {
    if (written === '*') return '*';
    const prefix = written.replace(/(?:\.\*?)$/, '');
    const name = this.declare(prefix);
    const isPrefix = [...this.#names.values()].some((event) => event.startsWith(`${name}.`));
    return isPrefix ? `${name}.*` : name;
  }
}

function renamed(event: string): string {
  const words = event.split('.').map((word) => word.replaceAll(/[^A-Za-z0-9]+(.?)/g, (_, next) => next.toUpperCase()));
  const name = words
    .filter((word) => word !== '')
    .join('.')
    .slice(0, 40);
  const lower = name.charAt(0).toLowerCase() + name.slice(1);
  return valid.test(lower) ? lower : `event${lower.replaceAll('.', '')}`;
}

/** Every event that a document names, in document order: those of descriptors, then those that it raises or sends. */
export function declareEvents(document: XmlElement, names: EventNames): void {
  const visit = (element: XmlElement): void => {
    // Timers have events only in an export.
    const isTimer = element.attributes.has(dialectKey('timer')) || element.attributes.has(dialectKey('after'));
    const written = isTimer ? '' : (element.attributes.get('event')?.value ?? '');
    if (element.name === 'transition') {
      for (const event of wordsOf(written)) {
        const prefix = event.replace(/(?:\.\*?)$/, '');
        if (prefix !== '*' && prefix !== '' && !prefix.startsWith('done.state')) names.declare(prefix);
      }
    } else if ((element.name === 'raise' || element.name === 'send') && written !== '') names.declare(written);
    for (const child of childrenOf(element)) visit(child);
  };
  visit(document);
}

/** The words of a list in an attribute. */
export function wordsOf(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}
