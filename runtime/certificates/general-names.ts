import type { DerReader } from '../der/der-reader.ts';
import { CertificateError } from '../errors/certificate-error.ts';
import { readDer } from './certificate-der.ts';

/** The names of a certificate, or the subtrees of a constraint, by form; RFC 5280 section 4.2.1.6. */
export interface GeneralNames {
  /** dNSName as text, lower case; bytes outside ASCII become U+FFFD, which no host name contains. */
  readonly dns: readonly string[];
  /** iPAddress as bytes: 4 or 16 of an address, 8 or 32 in a constraint. The length is not checked. */
  readonly addresses: readonly Uint8Array[];
  /** directoryName: the DER of the Name. */
  readonly directory: readonly Uint8Array[];
  /** Tag numbers of all other forms that are present: rfc822Name is 1, uniformResourceIdentifier 6. */
  readonly others: ReadonlySet<number>;
}

/** Context tags of GeneralName. */
const DNS_NAME = 0x82;
const DIRECTORY_NAME = 0xa4;
const IP_ADDRESS = 0x87;
/** otherName, rfc822Name, x400Address, ediPartyName, uniformResourceIdentifier, registeredID. */
const OTHER_FORMS: ReadonlySet<number> = new Set([0xa0, 0x81, 0xa3, 0xa5, 0x86, 0x88]);

export const NO_NAMES: GeneralNames = { dns: [], addresses: [], directory: [], others: new Set() };

/** Reads all names that are left in `reader`. Throws CertificateError (MALFORMED). */
export function readGeneralNames(reader: DerReader): GeneralNames {
  const dns: string[] = [];
  const addresses: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  const others = new Set<number>();
  while (!reader.done) {
    const { tag, contents } = reader.next();
    if (tag === DNS_NAME) dns.push(asciiText(contents).toLowerCase());
    else if (tag === IP_ADDRESS) addresses.push(contents);
    // Name is a CHOICE, so its context tag is explicit.
    else if (tag === DIRECTORY_NAME) directory.push(readDer(contents).next().encoded);
    else if (OTHER_FORMS.has(tag)) others.add(tag & 0x1f);
    // For example a host name with the constructed bit. In a constraint, ignoring it would permit every name.
    else throw new CertificateError('MALFORMED', `not DER: tag ${tag} is not a form of a name`);
  }
  return { dns, addresses, directory, others };
}

function asciiText(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString('latin1')
    .replaceAll(/[\x80-\xff]/g, '\ufffd');
}
