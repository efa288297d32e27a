import type { DerElement } from '../der/der-reader.ts';
import { DerTag } from '../der/der-tag.ts';
import { CertificateError } from '../errors/certificate-error.ts';

/** RFC 5280 sections 4.1.2.5.1 and 4.1.2.5.2: with seconds, without fractions, in UTC. */
const FORMS: ReadonlyMap<number, RegExp> = new Map([
  [DerTag.UTC_TIME, /^(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/],
  [DerTag.GENERALIZED_TIME, /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/],
]);

/** A Time (RFC 5280 section 4.1.2.5) as milliseconds since the Unix epoch. Throws CertificateError (MALFORMED). */
export function readTime({ tag, contents }: DerElement): number {
  const digits = FORMS.get(tag)?.exec(String.fromCharCode(...contents.subarray(0, 20)));
  if (contents.length > 20 || digits === undefined || digits === null) throw malformed();
  const [, year = '', ...rest] = digits;
  const [month = 0, day = 0, hour = 0, minute = 0, second = 0] = rest.map(Number);
  // RFC 5280 section 4.1.2.5.1: two digits mean 1950 to 2049.
  const century = year.length === 4 ? 0 : Number(year) < 50 ? 2000 : 1900;
  const date = new Date(0);
  date.setUTCFullYear(century + Number(year), month - 1, day);
  date.setUTCHours(hour, minute, second);
  const isReal = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && date.getUTCHours() === hour;
  if (!isReal || minute > 59 || second > 59) throw malformed();
  return date.getTime();
}

function malformed(): CertificateError {
  return new CertificateError('MALFORMED', 'a date is not valid');
}
