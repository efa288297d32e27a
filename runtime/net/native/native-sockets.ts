import { isIP, isIPv6 } from 'node:net';
import { ConfigError } from '../../errors/config-error.ts';
import { checkBoolean, checkInteger, checkString } from '../../errors/option-checks.ts';
import { refuseUnknownOptions } from '../../errors/option-names.ts';
import { WirechartError } from '../../errors/wirechart-error.ts';
import { loadAddon, type NativeAddon } from '../../native/addon.ts';
import type { DatagramSocketHandlers, DatagramSockets } from '../datagram-socket.ts';
import type { UdpOptions } from '../udp-options.ts';
import { addressRecord } from './address-record.ts';
import { NativeSocket } from './native-socket.ts';
import { type SharedBatch, sharedBatch } from './received-batch.ts';
import { systemFailure } from './system-failure.ts';
import { Flag, Option, Send, type UdpAddon } from './udp-addon.ts';

/** Options of the native sockets. */
export interface NativeSocketsOptions {
  /** A file that `wirechart doctor --build` wrote. Default: the addon of the package. */
  readonly addon?: string | undefined;
  /** True: several sockets, also of other threads and processes, share an address, and the system distributes peers (SO_REUSEPORT). Default false. */
  readonly reusePort?: boolean | undefined;
  /** True: datagrams are never fragmented; one above the path's MTU is reported as EMSGSIZE (IP_MTU_DISCOVER). Default false. */
  readonly dontFragment?: boolean | undefined;
  /** True: the type of service or traffic class of received datagrams is reported. Default false. */
  readonly trafficClass?: boolean | undefined;
  /** True: the address that a received datagram was sent to is reported. Default false. */
  readonly localAddress?: boolean | undefined;
  /** False: each datagram is a message of its own (no UDP_SEGMENT). Default true, where the system can. */
  readonly gso?: boolean | undefined;
  /** False: received datagrams are not coalesced (no UDP_GRO). Default true, where the system can. */
  readonly gro?: boolean | undefined;
  /** False: each message is sent and received by a call of its own (no sendmmsg and recvmmsg). Default true. */
  readonly mmsg?: boolean | undefined;
  /** Longest message that is received, in bytes: 1 to 65536; coalesced datagrams are one message. Default 65536. */
  readonly slotBytes?: number | undefined;
}

/** UDP sockets of the addon. */
export interface NativeSockets extends DatagramSockets {
  readonly name: 'native';
  open(address: string, port: number, options: UdpOptions, handlers: DatagramSocketHandlers): NativeSocket;
}

const NAMES = {
  addon: true,
  reusePort: true,
  dontFragment: true,
  trafficClass: true,
  localAddress: true,
  gso: true,
  gro: true,
  mmsg: true,
  slotBytes: true,
} as const;

/**
 * UDP sockets that send and receive in batches (recvmmsg, sendmmsg, UDP GSO and GRO), for the option `sockets` of
 * `connect()` and `listen()`. Datagrams of a batch are in memory that the sockets of a thread share: `received` borrows
 * them for the call.
 *
 * @throws {AddonError} the native addon cannot be used here; `reason` says why.
 * @throws {ConfigError} an option is unknown or invalid.
 * @throws {WirechartError} ERR_WIRECHART_NATIVE: the system has no memory for them.
 */
export function createNativeSockets(options: NativeSocketsOptions = {}): NativeSockets {
  refuseUnknownOptions(options, NAMES, 'createNativeSockets()');
  checkString('addon', options.addon);
  checkInteger('slotBytes', options.slotBytes, { min: 1, max: 65_536 });
  const { reusePort, dontFragment, trafficClass, localAddress, gso, gro, mmsg, slotBytes } = options;
  const switches = { reusePort, dontFragment, trafficClass, localAddress, gso, gro, mmsg };
  for (const [name, value] of Object.entries(switches)) checkBoolean(name, value);
  const { udp } = loadAddon(options.addon) as NativeAddon & { readonly udp?: UdpAddon };
  if (udp === undefined)
    throw new WirechartError('ERR_WIRECHART_NATIVE', 'the system has no memory for native sockets');
  const shared = sharedBatch(udp);
  const flags = flagsOf(switches);
  return {
    name: 'native',
    open: (address, port, udpOptions, handlers) => {
      writeOptions(shared, address, port, udpOptions, flags);
      const { addon, words } = shared.control;
      words[addon.optionsAt + Option.slotBytes] = slotBytes ?? 0;
      const parts = {
        shared,
        handlers,
        isIPv6: isIPv6(address),
        trafficClass: trafficClass ?? false,
        localAddress: localAddress ?? false,
      };
      return new NativeSocket(parts, (callback) => openSocket(addon, callback, address, port));
    },
  };
}

function flagsOf({
  reusePort,
  dontFragment,
  trafficClass,
  localAddress,
  gso,
  gro,
  mmsg,
}: NativeSocketsOptions): number {
  return (
    (reusePort === true ? Flag.reusePort : 0) |
    (dontFragment === true ? Flag.dontFragment : 0) |
    (trafficClass === true ? Flag.trafficClass : 0) |
    (localAddress === true ? Flag.localAddress : 0) |
    (gso === false ? Flag.noGso : 0) |
    (gro === false ? Flag.noGro : 0) |
    (mmsg === false ? Flag.noMmsg : 0)
  );
}

/** Throws ConfigError for what is not a literal address. */
function writeOptions(
  { control }: SharedBatch,
  address: string,
  port: number,
  { ipv6Only, udpReceiveBufferSize, udpSendBufferSize, udpTTL }: UdpOptions,
  flags: number,
): void {
  control.check();
  if (isIP(address) === 0) throw new ConfigError('address', `${JSON.stringify(address)} is not an IP address`);
  const { words, addon } = control;
  words.set(addressRecord({ address, port }, isIPv6(address), addon), addon.sendsAt + Send.to);
  words[addon.optionsAt + Option.flags] = flags | (ipv6Only === true ? Flag.ipv6Only : 0);
  words[addon.optionsAt + Option.receiveBufferSize] = udpReceiveBufferSize ?? 0;
  words[addon.optionsAt + Option.sendBufferSize] = udpSendBufferSize ?? 0;
  words[addon.optionsAt + Option.hopLimit] = udpTTL ?? 0;
}

function openSocket(addon: UdpAddon, callback: (event: number, value: number) => void, address: string, port: number) {
  try {
    return addon.open(callback);
  } catch (error) {
    const { errno, syscall } = error as NodeJS.ErrnoException;
    if (errno === undefined || syscall === undefined) throw error;
    throw systemFailure(errno, syscall, { address, port });
  }
}
