import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import { isHostName } from '../certificates/host-name.ts';
import { ConfigError } from '../errors/config-error.ts';
import { checkString } from '../errors/option-checks.ts';

/** The names of a server for one session. */
export interface ServerNames {
  /** The name for server_name; undefined: none is sent. */
  readonly servername: string | undefined;
  /** The name or address that the certificate must match. */
  readonly identity: string;
}

/** Throws ConfigError for a `host` or `servername` that is not a host name. */
export function serverNames(host: string, servername: string | undefined): ServerNames {
  checkString('servername', servername);
  if (servername !== undefined && servername !== '') {
    if (isIP(servername) !== 0) throw new ConfigError('servername', 'must be a host name, not an IP address');
    const name = asciiName('servername', servername);
    return { servername: name, identity: name };
  }
  // An address is never sent as server_name (RFC 6066 section 3), but the certificate must be for it.
  if (isIP(host) !== 0) return { servername: undefined, identity: host };
  const identity = asciiName('host', host);
  return { servername: servername === '' ? undefined : identity, identity };
}

/** The form of a name in server_name and in certificates: A-labels, no final dot. Throws ConfigError. */
export function asciiName(option: string, name: string): string {
  const plain = name.toLowerCase().replace(/\.$/, '');
  // domainToASCII parses like a URL parser: it drops tabs, reads `evil.com/.internal` as evil.com and `127.1` as an
  // address. So it gets only names with characters outside ASCII, and its result is checked like every name.
  const ascii = /[\u0080-\uffff]/.test(plain) ? domainToASCII(plain) : plain;
  if (/[/\\?#@:%\s]/.test(plain) || !isHostName(ascii)) {
    throw new ConfigError(option, `must be a host name, not ${JSON.stringify(name.slice(0, 300))}`);
  }
  return ascii;
}
