import { CertificateError } from '../errors/certificate-error.ts';
import { equalBytes } from '../wire/index.ts';
import type { GeneralNames } from './general-names.ts';
import { isHostName } from './host-name.ts';
import { addressBytes } from './ip-address.ts';

/**
 * Checks that a certificate with these alternative names is for the requested host: a DNS name against dNSName, an
 * address against iPAddress (RFC 9525 section 6). The subject's common name is ignored (RFC 9525 section 2). A wildcard
 * matches one whole leftmost label only (RFC 9525 section 6.3).
 *
 * Throws CertificateError (NAME_MISMATCH), also for a `servername` that is not a host name.
 */
export function checkIdentity(alternatives: GeneralNames, servername: string): void {
  // A zone (`%eth0`) identifies an interface, not a host.
  const address = addressBytes(servername.split('%', 1)[0] ?? servername);
  const found =
    address === undefined
      ? matchesName(alternatives.dns, servername.toLowerCase().replace(/\.$/, ''))
      : alternatives.addresses.some((each) => equalBytes(each, address));
  if (found) return;
  const asked = JSON.stringify(servername.slice(0, 253));
  throw new CertificateError('NAME_MISMATCH', `certificate is not for ${asked}: it has ${textOf(alternatives)}`);
}

function matchesName(names: readonly string[], host: string): boolean {
  if (!isHostName(host)) return false;
  const parent = host.slice(host.indexOf('.') + 1);
  // A wildcard directly below a top-level label is refused.
  const wildcard = parent !== host && parent.includes('.') ? `*.${parent}` : undefined;
  return names.some((name) => name === host || name === wildcard);
}

/** The first names of each form, for a message. */
function textOf({ dns, addresses }: GeneralNames): string {
  const texts = [...dns.slice(0, 10), ...addresses.slice(0, 10).map(addressText)];
  const rest = dns.length + addresses.length - texts.length;
  if (texts.length === 0) return 'no names';
  const printable = texts.join(', ').replaceAll(/[^\x20-\x7e]+/g, '?');
  return `${printable.slice(0, 300)}${rest > 0 ? ` and ${rest} more` : ''}`;
}

function addressText(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join('.');
  return (Buffer.from(bytes).toString('hex').match(/.{4}/g) ?? []).join(':');
}
