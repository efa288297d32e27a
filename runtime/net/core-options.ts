import type { GroupName } from '../crypto/provider.ts';
import type { EndpointOptions, ListenerOptions } from '../dtls13/index.ts';
import type { CommonOptions } from './common-options.ts';
import type { ListenOptions } from './listen-options.ts';
import { groupList, negotiation } from './negotiation.ts';

/** The core's options that follow from those of `connect()` and `listen()`. The core checks them and has the defaults. */
export function endpointOptions(options: CommonOptions): Omit<EndpointOptions, 'host' | 'provider'> {
  return {
    ...negotiation(options),
    maxDatagramSize: options.mtu,
    mtuRaiseTimeout: options.mtuRaiseTimeout,
    mtuDiscovery: options.mtuDiscovery,
    fallbackDatagramSize: options.fallbackMtu,
    handshakeTimeout: options.handshakeTimeout,
    initialTimeout: options.initialTimeout,
    retransmitBackoff: options.retransmitBackoff,
    maxTimeout: options.maxTimeout,
    maxRetransmissions: options.maxRetransmissions,
    replayWindow: options.replayWindow,
    recordSizeLimit: options.recordSizeLimit,
    recordHeader: options.recordHeader,
    padding: options.padding,
    rekeyAfter: options.rekeyAfter,
    requestOcsp: options.requestOCSP,
    pskModes: options.pskModes,
    connectionIds: options.connectionIds,
    pathValidation: options.pathValidation,
    maxHandshakeSize: options.maxHandshakeSize,
    idleTimeout: options.idleTimeout,
    closeTimeout: options.closeTimeout,
    allowHalfOpen: options.allowHalfOpen,
    keylog: options.keylog !== undefined,
    trace: options.trace !== undefined,
  };
}

/** The same for the options that only servers have. */
export function listenerOptions(options: ListenOptions): Partial<ListenerOptions> {
  return {
    cookies: options.cookies,
    cookieKeys: options.cookieKeys,
    oidFilters: options.oidFilters,
    externalPsks: options.pskCallback !== undefined,
    tickets: options.tickets,
    ticketLifetime: options.ticketLifetime,
    ticketKeys: options.ticketKeys,
    maxFragmentedHellos: options.maxFragmentedHellos,
    maxHelloSize: options.maxHelloSize,
    maxReassembly: options.maxReassembly,
    maxConnections: options.maxSessions,
    maxHandshakes: options.maxHandshakes,
    maxLegacyPeers: options.maxLegacyPeers,
    legacyPeerTimeout: options.legacyPeerTimeout,
    ipv4PrefixLength: options.ipv4PrefixLength,
    ipv6PrefixLength: options.ipv6PrefixLength,
  };
}

/** The groups of the key shares; an empty string is an empty list. Throws ConfigError. */
export function keyShares(list: string | undefined): readonly GroupName[] | undefined {
  return list === '' ? [] : groupList('keyShares', list);
}
