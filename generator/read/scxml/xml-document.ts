import { SaxesParser } from 'saxes';
import type { Report } from '../../diagnostics/report.ts';
import { isReadable } from '../limits.ts';

/** Elements inside elements. Charts of people have ten levels. */
const MAX_LEVELS = 60;
/** Elements in one document. */
const MAX_ELEMENTS = 20_000;

/** An attribute with its place. */
export interface XmlAttribute {
  readonly value: string;
  /** Offset of the attribute's name in the file. */
  readonly offset: number;
}

/** An element with its place. */
export interface XmlElement {
  /** Local name, without prefix. */
  readonly name: string;
  /** Namespace; empty for none. */
  readonly uri: string;
  /** By local name, or by `{namespace}name` for an attribute with a prefix. */
  readonly attributes: ReadonlyMap<string, XmlAttribute>;
  readonly children: readonly XmlElement[];
  /** Character data directly inside the element. */
  readonly text: string;
  /** Offset of `<`. */
  readonly offset: number;
}

/**
 * Reads an XML document with namespaces. A document type declaration is refused, so there are no entities but the five of
 * XML. Mistakes are reported; the result is undefined if there were any. Memory is linear in the length of the text, which
 * is bounded.
 */
export function readXml(text: string, report: Report): XmlElement | undefined {
  if (!isReadable(text, report)) return undefined;
  try {
    return new DocumentReader(text).read();
  } catch (error) {
    if (!(error instanceof XmlMistake)) throw error;
    report(error.offset, error.message);
    return undefined;
  }
}

/** Ends the parser; caught by `readXml`. */
class XmlMistake extends Error {
  readonly offset: number;

  constructor(offset: number, reason: string) {
    super(reason);
    this.offset = offset;
  }
}

interface OpenElement extends XmlElement {
  readonly attributes: Map<string, XmlAttribute>;
  readonly children: XmlElement[];
  text: string;
}

class DocumentReader {
  readonly #text: string;
  readonly #parser = new SaxesParser({ xmlns: true, position: true });
  readonly #open: OpenElement[] = [];
  #root: OpenElement | undefined;
  #count = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): XmlElement | undefined {
    const parser = this.#parser;
    parser.on('error', (error) => {
      // The library writes its own line and column before the reason.
      throw new XmlMistake(Math.min(parser.position, this.#text.length), error.message.replace(/^\d+:\d+: /, 'XML: '));
    });
    parser.on('doctype', () => {
      throw new XmlMistake(
        this.#text.lastIndexOf('<!DOCTYPE', parser.position),
        'a document type is not read: remove it',
      );
    });
    parser.on('opentag', ({ local, uri, attributes }) => this.#start(local, uri, Object.values(attributes)));
    parser.on('closetag', () => this.#open.pop());
    const addText = (text: string): void => {
      const element = this.#open.at(-1);
      if (element !== undefined) element.text += text;
    };
    parser.on('text', addText);
    parser.on('cdata', addText);
    parser.write(this.#text).close();
    return this.#root;
  }

  #start(name: string, uri: string, attributes: readonly SaxesAttribute[]): void {
    const offset = this.#tagStart();
    this.#count += 1;
    if (this.#count > MAX_ELEMENTS) throw new XmlMistake(offset, `more than ${MAX_ELEMENTS} elements: split the file`);
    if (this.#open.length >= MAX_LEVELS) {
      throw new XmlMistake(offset, `elements are nested deeper than ${MAX_LEVELS} levels: flatten the states`);
    }
    const element: OpenElement = { name, uri, attributes: new Map(), children: [], text: '', offset };
    let from = offset;
    for (const attribute of attributes) {
      // Attributes come in the order in which they are written; a value may contain a name, so the search goes on after it.
      const at = this.#text.indexOf(attribute.name, from + 1);
      from = this.#endOfAttribute(at + attribute.name.length);
      const key = attribute.prefix === '' ? attribute.local : `{${attribute.uri}}${attribute.local}`;
      element.attributes.set(key, { value: attribute.value, offset: at });
    }
    this.#open.at(-1)?.children.push(element);
    this.#root ??= element;
    this.#open.push(element);
  }

  /** The `<` of the tag that ends at the position of the parser: no tag contains another `<`. */
  #tagStart(): number {
    return this.#text.lastIndexOf('<', this.#parser.position - 1);
  }

  /** The closing quote after the value that follows a name. */
  #endOfAttribute(afterName: number): number {
    const double = this.#text.indexOf('"', afterName);
    const single = this.#text.indexOf("'", afterName);
    const start = double === -1 || (single !== -1 && single < double) ? single : double;
    return this.#text.indexOf(this.#text.charAt(start), start + 1);
  }
}

interface SaxesAttribute {
  readonly name: string;
  readonly prefix: string;
  readonly local: string;
  readonly uri: string;
  readonly value: string;
}
