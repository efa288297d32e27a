import type { DerElement } from '../der/der-reader.ts';
import { DerTag } from '../der/der-tag.ts';
import { CertificateError } from '../errors/certificate-error.ts';

/** RFC 5280 sections 4.1.2.5.1 and 4.1.2.5.2: with seconds, without fractions, in UTC; the digits of the year. */
const YEAR_DIGITS: ReadonlyMap<number, number> = new Map([
  [DerTag.UTC_TIME, 2],
  [DerTag.GENERALIZED_TIME, 4],
]);
/** Of month, day, hour, minute and second. */
const OTHER_DIGITS = 10;
const ZERO = 0x30;
const Z = 0x5a;

/** A Time (RFC 5280 section 4.1.2.5) as milliseconds since the Unix epoch. Throws CertificateError (MALFORMED). */
export function readTime({ tag, contents }: DerElement): number {
  const yearDigits = YEAR_DIGITS.get(tag);
  if (yearDigits === undefined) throw malformed();
  const end = yearDigits + OTHER_DIGITS;
  if (contents.length !== end + 1 || contents[end] !== Z) throw malformed();
  const year = numberAt(contents, 0, yearDigits);
  // RFC 5280 section 4.1.2.5.1: two digits mean 1950 to 2049.
  const century = yearDigits === 4 ? 0 : year < 50 ? 2000 : 1900;
  const month = numberAt(contents, yearDigits, 2);
  const day = numberAt(contents, yearDigits + 2, 2);
  const hour = numberAt(contents, yearDigits + 4, 2);
  const minute = numberAt(contents, yearDigits + 6, 2);
  const second = numberAt(contents, yearDigits + 8, 2);
  const date = new Date(0);
  date.setUTCFullYear(century + year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  const isReal = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && date.getUTCHours() === hour;
  if (!isReal || minute > 59 || second > 59) throw malformed();
  return date.getTime();
}

/** Throws CertificateError (MALFORMED) for anything but digits. */
function numberAt(text: Uint8Array, at: number, digits: number): number {
  let value = 0;
  for (let index = at; index < at + digits; index++) {
    const digit = (text[index] as number) - ZERO;
    if (digit < 0 || digit > 9) throw malformed();
    value = value * 10 + digit;
  }
  return value;
}

function malformed(): CertificateError {
  return new CertificateError('MALFORMED', 'a date is not valid');
}
