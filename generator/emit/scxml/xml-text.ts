import { escapeXml } from '../diagrams/escape-xml.ts';

/** An element to be written. An attribute that is undefined is left out. */
export interface XmlNode {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | undefined>>;
  readonly children?: readonly XmlNode[];
  /** Character data, for an element without children. */
  readonly text?: string;
}

/** An element on lines of its own, each level two spaces further to the right. */
export function xmlLines({ name, attributes, children = [], text }: XmlNode, indent: string): readonly string[] {
  const fields = Object.entries(attributes).map(([key, value]) =>
    value === undefined ? '' : ` ${key}="${attribute(value)}"`,
  );
  const start = `${indent}<${name}${fields.join('')}`;
  if (text !== undefined) return [`${start}>${escapeXml(text)}</${name}>`];
  if (children.length === 0) return [`${start}/>`];
  return [`${start}>`, ...children.flatMap((child) => xmlLines(child, `${indent}  `)), `${indent}</${name}>`];
}

/** A reader makes spaces of line feeds and tabs that are written plainly. */
function attribute(value: string): string {
  return escapeXml(value).replaceAll('\n', '&#10;').replaceAll('\t', '&#9;');
}
