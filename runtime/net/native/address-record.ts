import { ConfigError } from '../../errors/config-error.ts';
import { checkInteger } from '../../errors/option-checks.ts';
import { canonicalAddress } from '../address.ts';
import { ADDRESS_BYTES, addressEnd, isMapped, parseAddress } from '../address-text.ts';
import type { UdpAddon } from './udp-addon.ts';

/** What `SocketAddress` and the arguments of `connect` have in common. */
interface Target {
  readonly address: string;
  readonly port: number;
}

/** The address that is being written, and the same memory as words. */
const bytes = new Uint8Array(ADDRESS_BYTES);
const groups = new Int32Array(bytes.buffer);

/**
 * Writes a literal address as the addon takes it: `ADDRESS_WORDS` words from `at` on. A socket for IPv6 takes IPv4 addresses
 * in their mapped form, `::ffff:192.0.2.1`. The zone is the name or the index of an interface. Allocates nothing, because
 * each datagram of a server has an address. Throws ConfigError, and then has written nothing.
 */
export function writeAddress(
  { address, port }: Target,
  isIPv6Socket: boolean,
  addon: UdpAddon,
  words: Int32Array,
  at: number,
): void {
  const end = addressEnd(address);
  // The check has the message.
  if (parseAddress(address, end, bytes) === 0) canonicalAddress(address, port);
  const isIPv4 = isMapped(bytes, 0);
  const hasZone = end < address.length;
  if (isIPv4 && hasZone) throw new ConfigError('address', 'an IPv4 address has no zone');
  checkInteger('port', port, { min: 0, max: 65_535 });
  const interfaceIndex = hasZone ? interfaceOf(address.slice(end + 1), addon) : 0;
  const isShort = isIPv4 && !isIPv6Socket;
  words[at] = isShort ? 4 : 6;
  words[at + 1] = port;
  for (let group = 0; group < 4; group++) words[at + 2 + group] = isShort ? 0 : (groups[group] as number);
  if (isShort) words[at + 2] = groups[3] as number;
  words[at + 6] = interfaceIndex;
  words[at + 7] = 0;
}

function interfaceOf(zone: string, addon: UdpAddon): number {
  // The addon refuses longer names than those of interfaces.
  const index = /^\d+$/.test(zone) ? Number(zone) : zone.length < 16 ? addon.interfaceIndex(zone) : 0;
  if (index === 0) throw new ConfigError('address', `there is no interface ${JSON.stringify(zone)}`);
  return index;
}
