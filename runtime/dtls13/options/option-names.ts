import type { OptionNames } from '../../errors/option-names.ts';
import type { ConnectionOptions } from './connection-options.ts';
import type { EndpointOptions } from './endpoint-options.ts';
import type { ListenerOptions } from './listener-options.ts';

const ENDPOINT: OptionNames<EndpointOptions> = {
  host: true,
  provider: true,
  cipherSuites: true,
  groups: true,
  alpnProtocols: true,
  srtpProfiles: true,
  recordSizeLimit: true,
  connectionIds: true,
  pathValidation: true,
  maxDatagramSize: true,
  mtuRaiseTimeout: true,
  mtuDiscovery: true,
  initialTimeout: true,
  maxTimeout: true,
  retransmitBackoff: true,
  pacing: true,
  fallbackDatagramSize: true,
  maxRetransmissions: true,
  idleTimeout: true,
  closeTimeout: true,
  allowHalfOpen: true,
  handshakeTimeout: true,
  replayWindow: true,
  recordHeader: true,
  padding: true,
  maxHandshakeSize: true,
  rekeyAfter: true,
  keylog: true,
  trace: true,
};

export const CONNECTION_OPTIONS: OptionNames<ConnectionOptions> = {
  ...ENDPOINT,
  path: true,
  servername: true,
  certificate: true,
  keyShares: true,
};

export const LISTENER_OPTIONS: OptionNames<ListenerOptions> = {
  ...ENDPOINT,
  certificate: true,
  requestCertificate: true,
  cookies: true,
  cookieKeys: true,
  cookieLifetime: true,
  wallClock: true,
  maxFragmentedHellos: true,
  maxHelloSize: true,
  maxReassembly: true,
  maxConnections: true,
  maxHandshakes: true,
  ipv4PrefixLength: true,
  ipv6PrefixLength: true,
};
