/** The namespace of SCXML 1.0. */
export const SCXML_NAMESPACE = 'http://www.w3.org/2005/07/scxml';

/**
 * The namespace of what a chart says and SCXML does not: references to the RFC, alerts, ignored events, tags, documentation
 * and names of delays. A tool that does not know it may skip all of it and has a chart with the same behaviour.
 */
export const DIALECT_NAMESPACE = 'urn:wirechart:chart';

/** The key of an attribute of that namespace in `XmlElement.attributes`. */
export function dialectKey(name: string): string {
  return `{${DIALECT_NAMESPACE}}${name}`;
}
