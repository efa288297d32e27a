import { ConfigError } from '../../errors/config-error.ts';
import { checkInteger } from '../../errors/option-checks.ts';
import { canonicalAddress } from '../address.ts';
import { ADDRESS_WORDS, type UdpAddon } from './udp-addon.ts';

/** An address as the addon takes it: `ADDRESS_WORDS` words. The family 0 is that of no address. */
export type AddressRecord = Int32Array;

/** What `SocketAddress` and the arguments of `connect` have in common. */
interface Target {
  readonly address: string;
  readonly port: number;
}

/**
 * The record of a literal address. A socket for IPv6 takes IPv4 addresses in their mapped form, `::ffff:192.0.2.1`.
 * The zone is the name or the index of an interface. Throws ConfigError.
 */
export function addressRecord({ address, port }: Target, isIPv6Socket: boolean, addon: UdpAddon): AddressRecord {
  const [host = '', zone] = address.split('%', 2);
  const canonical = canonicalAddress(host, port);
  const isIPv4 = canonical.length === 6;
  if (isIPv4 && zone !== undefined) throw new ConfigError('address', 'an IPv4 address has no zone');
  checkInteger('port', port, { min: 0, max: 65_535 });
  const words = new Int32Array(ADDRESS_WORDS);
  const bytes = new Uint8Array(words.buffer, 8, 16);
  words[1] = port;
  if (isIPv4 && !isIPv6Socket) {
    words[0] = 4;
    bytes.set(canonical.subarray(0, 4));
    return words;
  }
  words[0] = 6;
  if (isIPv4) {
    bytes[10] = 0xff;
    bytes[11] = 0xff;
    bytes.set(canonical.subarray(0, 4), 12);
  } else {
    bytes.set(canonical.subarray(0, 16));
    if (zone !== undefined) words[6] = interfaceOf(zone, addon);
  }
  return words;
}

function interfaceOf(zone: string, addon: UdpAddon): number {
  // The addon refuses longer names than those of interfaces.
  const index = /^\d+$/.test(zone) ? Number(zone) : zone.length < 16 ? addon.interfaceIndex(zone) : 0;
  if (index === 0) throw new ConfigError('address', `there is no interface ${JSON.stringify(zone)}`);
  return index;
}
