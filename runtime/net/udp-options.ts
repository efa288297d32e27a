import { checkBoolean, checkInteger } from '../errors/option-checks.ts';

/** The options of the UDP socket. */
export interface UdpOptions {
  /** True: an IPv6 socket does not take IPv4 datagrams. Default false. */
  readonly ipv6Only?: boolean | undefined;
  /** Size of the receive buffer of the socket, in bytes: 1 to 2147483647. Default: the operating system's. */
  readonly udpReceiveBufferSize?: number | undefined;
  /** Size of the send buffer of the socket, in bytes: 1 to 2147483647. Default: the operating system's. */
  readonly udpSendBufferSize?: number | undefined;
  /** Time to live (hop limit) of datagrams, in hops: 1 to 255. Default: the operating system's. */
  readonly udpTTL?: number | undefined;
}

const BUFFER_SIZE = { min: 1, max: 2 ** 31 - 1 };
const TTL = { min: 1, max: 255 };

/** Throws ConfigError. */
export function checkUdpOptions(options: UdpOptions): void {
  checkBoolean('ipv6Only', options.ipv6Only);
  checkInteger('udpTTL', options.udpTTL, TTL);
  checkInteger('udpReceiveBufferSize', options.udpReceiveBufferSize, BUFFER_SIZE);
  checkInteger('udpSendBufferSize', options.udpSendBufferSize, BUFFER_SIZE);
}
