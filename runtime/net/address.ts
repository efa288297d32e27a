import { isIPv4, isIPv6 } from 'node:net';
import { ConfigError } from '../errors/config-error.ts';

/** A UDP address as node:net and node:dgram describe it. */
export interface SocketAddress {
  /** Text form; an IPv6 address may carry a zone: `fe80::1%eth0`. */
  readonly address: string;
  readonly family: 'IPv4' | 'IPv6';
  readonly port: number;
}

/**
 * One form for each remote address, for cookies and tables: 4 or 16 bytes of address, 2 bytes of port (big endian),
 * then the zone as UTF-8. An IPv4 address mapped into IPv6, as a dual-stack socket reports it, takes the IPv4 form.
 *
 * Throws ConfigError for text that is not an IP address.
 */
export function canonicalAddress(address: string, port: number): Uint8Array {
  const [host = '', zone = ''] = address.split('%', 2);
  const bytes = addressBytes(host);
  if (bytes === undefined) throw new ConfigError('address', `${JSON.stringify(address)} is not an IP address`);
  const suffix = Buffer.from(zone);
  const result = new Uint8Array(bytes.length + 2 + suffix.length);
  result.set(bytes);
  result[bytes.length] = port >>> 8;
  result[bytes.length + 1] = port;
  result.set(suffix, bytes.length + 2);
  return result;
}

function addressBytes(host: string): Uint8Array | undefined {
  if (isIPv4(host)) return Uint8Array.from(host.split('.'), Number);
  if (!isIPv6(host)) return undefined;
  const bytes = new Uint8Array(16);
  const [head = '', tail] = host.split('::', 2);
  const before = groups(head);
  const after = tail === undefined ? [] : groups(tail);
  bytes.set(before);
  bytes.set(after, 16 - after.length);
  const mapped = bytes.subarray(0, 10).every((byte) => byte === 0) && bytes[10] === 0xff && bytes[11] === 0xff;
  return mapped ? bytes.slice(12) : bytes;
}

/** Bytes of `a:b:c` or of `a:b:192.0.2.1`. */
function groups(text: string): number[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    if (group.includes('.')) return group.split('.').map(Number);
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
}
