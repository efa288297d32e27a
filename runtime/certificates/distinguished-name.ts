import { readDer } from './certificate-der.ts';

/** The attributes that most names are made of; RFC 4514 section 3 and RFC 2985 (E). */
const ATTRIBUTES: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '0.9.2342.19200300.100.1.25': 'DC',
  '1.2.840.113549.1.9.1': 'E',
};

const MAX_TEXT = 200;

/** A Name (DER) for messages: `CN=Root, O=Example`, cut off where it is long. Never throws. */
export function nameText(name: Uint8Array): string {
  const parts: string[] = [];
  try {
    const sets = readDer(name).enter();
    while (!sets.done && parts.length < 10) {
      const attribute = readDer(sets.next().contents).enter();
      const oid = attribute.oid();
      const value = Buffer.from(attribute.next().contents).toString('utf8').slice(0, MAX_TEXT);
      parts.push(`${ATTRIBUTES[oid] ?? oid}=${value.replaceAll(/[^\x20-\x7e]+/g, '?')}`);
    }
  } catch {
    parts.push('?');
  }
  return parts.join(', ').slice(0, MAX_TEXT);
}
