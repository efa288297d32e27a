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

/** The text of the 16 bytes of an IPv6 address, as inet_ntop writes it (RFC 5952). */
export function ipv6Text(bytes: Uint8Array): string {
  const groups = Array.from(
    { length: 8 },
    (_, index) => (byteAt(bytes, 2 * index) << 8) | byteAt(bytes, 2 * index + 1),
  );
  const [start, length] = longestZeros(groups);
  if (start === 0 && (length === 6 || (length === 5 && groups[5] === 0xffff))) {
    const prefix = length === 6 ? '::' : '::ffff:';
    return prefix + ipv4Text(bytes.subarray(12));
  }
  const texts = groups.map((group) => group.toString(16));
  if (length < 2) return texts.join(':');
  return `${texts.slice(0, start).join(':')}::${texts.slice(start + length).join(':')}`;
}

export function ipv4Text(bytes: Uint8Array): string {
  return `${byteAt(bytes, 0)}.${byteAt(bytes, 1)}.${byteAt(bytes, 2)}.${byteAt(bytes, 3)}`;
}

/** Start and length of the first of the longest runs of zeros. */
function longestZeros(groups: readonly number[]): [start: number, length: number] {
  let best: [number, number] = [0, 0];
  for (let start = 0; start < groups.length; start++) {
    let end = start;
    while (end < groups.length && groups[end] === 0) end++;
    if (end - start > best[1]) best = [start, end - start];
  }
  return best;
}

function byteAt(bytes: Uint8Array, index: number): number {
  return bytes[index] as number;
}
