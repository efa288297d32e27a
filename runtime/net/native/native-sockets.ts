import { isIP, isIPv6 } from 'node:net';
import { ConfigError } from '../../errors/config-error.ts';
import { checkBoolean, checkGiven, checkInteger, checkString, isObject } from '../../errors/option-checks.ts';
import { refuseUnknownOptions } from '../../errors/option-names.ts';
import { WirechartError } from '../../errors/wirechart-error.ts';
import { loadAddon, type NativeAddon } from '../../native/addon.ts';
import type { SocketAddress } from '../address.ts';
import type { DatagramSocketHandlers, DatagramSockets } from '../datagram-socket.ts';
import { checkUdpOptions, type UdpOptions } from '../udp-options.ts';
import { writeAddress } from './address-record.ts';
import { returnFreeMemory } from './free-memory.ts';
import { type HeldDescriptor, HeldSocketGroup, type HeldSockets } from './held-sockets.ts';
import { NativeSocket, type NativeSocketParts } from './native-socket.ts';
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
  /**
   * Opens `count` sockets, 1 to 64, on one address, for other threads of the process to adopt. The system distributes peers
   * to them by their addresses (SO_REUSEPORT), and that does not change while they are held: a thread that ends leaves its
   * socket, with the datagrams that wait in it, to its successor. Without the option `reusePort` the address must be free
   * before. The options of the sockets are those of the holder. They are closed when the thread ends.
   *
   * @throws {ConfigError} the address, the port or the count is invalid.
   * @throws {SystemError} EADDRINUSE, EACCES, EADDRNOTAVAIL, EMFILE.
   */
  hold(address: string, port: number, count: number, options?: UdpOptions): HeldSockets;
  /**
   * Sockets whose `open` opens a held one, in this thread: one at a time. It takes the address and the port of the
   * descriptor, or port 0, and ignores the options. Closing the socket gives it back.
   *
   * @throws {ConfigError} it is not a descriptor. `open` throws ConfigError for another address, and SystemError with
   * `EBADF` for a socket that is not held or of another process, with `EBUSY` for one that is open.
   */
  adopt(descriptor: HeldDescriptor): DatagramSockets & { open: NativeSockets['open'] };
}

/** Sockets of one call of `hold`. */
const MOST_HELD = 64;

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
  const addonExports = loadAddon(options.addon) as NativeAddon & { readonly udp?: UdpAddon };
  const { udp } = addonExports;
  if (udp === undefined)
    throw new WirechartError('ERR_WIRECHART_NATIVE', 'the system has no memory for native sockets');
  returnFreeMemory(addonExports);
  const shared = sharedBatch(udp);
  const flags = flagsOf(switches);
  const { addon } = shared.control;
  const write = (address: string, port: number, udpOptions: UdpOptions, more = 0): void => {
    writeOptions(shared, address, port, udpOptions, flags | more);
    shared.control.words[addon.optionsAt + Option.slotBytes] = slotBytes ?? 0;
  };
  const partsOf = (address: string, handlers: DatagramSocketHandlers): NativeSocketParts => ({
    shared,
    handlers,
    isIPv6: isIPv6(address),
    trafficClass: trafficClass ?? false,
    localAddress: localAddress ?? false,
  });
  return {
    name: 'native',
    open: (address, port, udpOptions, handlers) => {
      write(address, port, udpOptions);
      return new NativeSocket(partsOf(address, handlers), (callback) =>
        systemCall({ address, port }, () => addon.open(callback)),
      );
    },
    hold: (address, port, count, udpOptions = {}) => {
      checkGiven('count', count);
      checkInteger('count', count, { min: 1, max: MOST_HELD });
      checkUdpOptions(udpOptions);
      const ids: number[] = [];
      try {
        let local: SocketAddress | undefined;
        for (let index = 0; index < count; index++) {
          // The first one makes sure that the address is free. The others share it.
          write(address, local?.port ?? port, udpOptions, index === 0 ? 0 : Flag.reusePort);
          ids.push(systemCall({ address, port }, () => addon.hold()));
          local ??= shared.batch.addressAt(addon.sendsAt + Send.to);
        }
        return new HeldSocketGroup(addon, local as SocketAddress, ids);
      } catch (error) {
        for (const id of ids) addon.release(id);
        throw error;
      }
    },
    adopt: (descriptor) => {
      const { id, address, port } = checkDescriptor(descriptor);
      return {
        name: 'native',
        open: (toAddress, toPort, _options, handlers) => {
          if (toAddress !== address) throw new ConfigError('address', `the adopted socket has the address ${address}`);
          if (toPort !== port && toPort !== 0) throw new ConfigError('port', `the adopted socket has the port ${port}`);
          write(address, port, {});
          return new NativeSocket(partsOf(address, handlers), (callback) =>
            systemCall({ address, port }, () => addon.adopt(id, callback)),
          );
        },
      };
    },
  };
}

function checkDescriptor(descriptor: unknown): HeldDescriptor {
  if (!isObject(descriptor)) throw new ConfigError('descriptor', 'must be one of HeldSockets.descriptors');
  const { id, address, port } = descriptor;
  const isDescriptor =
    Number.isSafeInteger(id) && (id as number) > 0 && typeof address === 'string' && isIP(address) !== 0;
  if (!isDescriptor) throw new ConfigError('descriptor', 'must be one of HeldSockets.descriptors');
  checkGiven('port', port);
  checkInteger('port', port, { min: 1, max: 65_535 });
  return { id: id as number, address, port: port as number };
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
  writeAddress({ address, port }, isIPv6(address), addon, words, addon.sendsAt + Send.to);
  words[addon.optionsAt + Option.flags] = flags | (ipv6Only === true ? Flag.ipv6Only : 0);
  words[addon.optionsAt + Option.receiveBufferSize] = udpReceiveBufferSize ?? 0;
  words[addon.optionsAt + Option.sendBufferSize] = udpSendBufferSize ?? 0;
  words[addon.optionsAt + Option.hopLimit] = udpTTL ?? 0;
}

/** Opens a socket. What the addon throws becomes a SystemError with the address. */
function systemCall(target: { readonly address: string; readonly port: number }, open: () => number): number {
  try {
    return open();
  } catch (error) {
    const { errno, syscall } = error as NodeJS.ErrnoException;
    if (errno === undefined || syscall === undefined) throw error;
    throw systemFailure(errno, syscall, target);
  }
}
