import type { GroupName } from '../crypto/provider.ts';
import type { ConnectionOptions, EndpointOptions, ListenerOptions } from '../dtls13/index.ts';
import type { CommonOptions } from './common-options.ts';
import type { ListenOptions } from './listen-options.ts';
import { groupList, negotiation } from './negotiation.ts';

/** What a client gives the core besides the options that clients and servers have in common. */
type ClientOptions = Omit<
  ConnectionOptions,
  Exclude<keyof EndpointOptions, 'host' | 'provider' | 'certificateAuthorities'>
>;

/** The core's options that follow from those of `connect()` and `listen()`. The core checks them and has the defaults. */
export function endpointOptions(options: CommonOptions): Omit<EndpointOptions, 'host' | 'provider'> {
  return allOptions(options, {});
}

/** The same with those of a client. */
export function clientOptions(options: CommonOptions, client: ClientOptions): ConnectionOptions {
  return allOptions(options, client) as ConnectionOptions;
}

/** One literal: an object that grows by one property after another takes 15 kB of garbage. */
function allOptions(options: CommonOptions, client: Partial<ClientOptions>): Partial<ConnectionOptions> {
  const { alpnProtocols, srtpProfiles, cipherSuites, groups } = negotiation(options);
  return {
    alpnProtocols,
    srtpProfiles,
    cipherSuites,
    groups,
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
    buffers: options.buffers,
    idleTimeout: options.idleTimeout,
    closeTimeout: options.closeTimeout,
    allowHalfOpen: options.allowHalfOpen,
    keylog: options.keylog !== undefined,
    trace: options.trace !== undefined,
    host: client.host,
    provider: client.provider,
    path: client.path,
    servername: client.servername,
    certificate: client.certificate,
    certificateAuthorities: client.certificateAuthorities,
    keyShares: client.keyShares,
    psks: client.psks,
    pskRequired: client.pskRequired,
    session: client.session,
    sessions: client.sessions,
    earlyData: client.earlyData,
    postHandshakeAuth: client.postHandshakeAuth,
  } as Partial<ConnectionOptions>;
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
    compactAfter: options.compactAfter,
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
