import { isReserved } from '../../names/identifier.ts';
import { portMethods } from '../../names/machine-names.ts';
import type { XmlElement } from './xml-document.ts';

/** A guard or action of an imported chart: what the port has to do under that name. */
export interface ImportedName {
  readonly kind: 'guard' | 'action';
  readonly name: string;
  /** Of a guard: the expression of `cond`. Of an action: the element in short, `<assign location="x" expr="x + 1"/>`. */
  readonly content: string;
  /** Of an action: the executable content. */
  readonly element: XmlElement | undefined;
  readonly offset: number;
}

/** Characters of a name that is made of an expression. */
const MAX_LENGTH = 24;

const operators: readonly (readonly [RegExp, string])[] = [
  [/[!=]==?/g, ' is '],
  [/<=/g, ' atMost '],
  [/>=/g, ' atLeast '],
  [/</g, ' below '],
  [/>/g, ' above '],
];

/** Gives guards and actions names: equal content has one name, and no name stands for two contents. */
export class NameTable {
  readonly #byContent = new Map<string, ImportedName>();
  readonly #taken = new Set<string>();

  /** Keeps names from being given to something else. */
  reserve(names: Iterable<string>): void {
    for (const name of names) this.#taken.add(name);
  }

  /** `words` is what the name is made of, with any characters. */
  nameFor(
    kind: 'guard' | 'action',
    words: string,
    content: string,
    offset: number,
    element: XmlElement | undefined,
  ): string {
    const key = `${kind} ${content}`;
    const known = this.#byContent.get(key);
    if (known !== undefined) return known.name;
    const name = this.#free(camelWords(words, kind));
    this.#taken.add(name);
    this.#byContent.set(key, { kind, name, content, element, offset });
    return name;
  }

  /** In the order of their first use. */
  get names(): readonly ImportedName[] {
    return [...this.#byContent.values()];
  }

  #free(base: string): string {
    let name = base;
    for (let number = 2; this.#taken.has(name) || isUnusable(name); number++) name = base + number;
    return name;
  }
}

function isUnusable(name: string): boolean {
  return portMethods.includes(name) || isReserved(name) || name in {} || name === 'new';
}

/** `x === 1` gives `xIs1`. */
export function camelWords(text: string, fallback: string): string {
  const spelled = operators.reduce((rest, [operator, word]) => rest.replaceAll(operator, word), text);
  const words = spelled.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  const [first = '', ...others] = words;
  const name = (
    first.charAt(0).toLowerCase() +
    first.slice(1) +
    others.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
  ).slice(0, MAX_LENGTH);
  if (name === '') return fallback;
  return /^[a-z]/.test(name) ? name : `${fallback}${name}`;
}
