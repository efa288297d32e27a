import type { CryptoProvider, GroupName } from 'wirechart/crypto';
import {
  type ConnectionOptions,
  createConnection,
  createListener,
  type Endpoint,
  type ListenerOptions,
  type PathResolver,
  type Session,
} from 'wirechart/dtls13/core';
import { NamedGroup } from 'wirechart/dtls13/wire';
import { UnimplementedError } from './flag-parser.ts';
import type { ShimCredentials } from './shim-credentials.ts';
import type { ShimFlags } from './shim-flags.ts';

const DTLS_1_3 = 0xfefc;
/** Holds a record with the longest content. */
const DEFAULT_DATAGRAM_SIZE = 16_640;
/** Cookies and tickets are never forged here. */
const SHARED_KEY = new Uint8Array(32);
/** Tickets of a server for each connection, as the suite expects. */
const TICKETS = 2;
/** The path to the runner. */
const PATH = 0;
/** The largest values of the limits that a test with a fake clock must not reach. */
const NO_LIMIT = 86_400_000;
/** An application protocol that no client of the suite offers. */
const NEVER_OFFERED = 'not offered by any client';

/** Whether the flags allow a version below 1.3. Throws UnimplementedError where they forbid 1.3. */
export function allowsLowerVersion(flags: ShimFlags): boolean {
  const { 'min-version': min, 'max-version': max } = flags;
  // Later versions of DTLS have smaller numbers.
  if (flags['no-tls13'] || (max !== undefined && max > DTLS_1_3))
    throw new UnimplementedError('lowerVersion', '1.3 is off');
  if (flags['no-tls12'] && flags['no-tls1']) return false;
  return min === undefined || min > DTLS_1_3;
}

/** What the runner changes while a test runs. */
export interface EndpointChange {
  readonly maxDatagramSize?: number;
  readonly initialTimeout?: number;
}

/**
 * A client or server with the parameters of the flags. Its only path has the number 0. `session`: what a client
 * resumes.
 */
export function createEndpoint(
  flags: ShimFlags,
  { provider, certificates, psks }: ShimCredentials,
  session: Session | undefined,
  change: EndpointChange,
  host: PathResolver,
  now: number,
): Endpoint {
  const groups = groupsOf(flags, provider);
  const options = {
    host,
    provider,
    groups,
    alpnProtocols: protocolsOf(flags),
    srtpProfiles: flags['srtp-profiles']?.split(':').map(srtpProfileName),
    maxDatagramSize: flags.mtu ?? DEFAULT_DATAGRAM_SIZE,
    // The timer profile of the suite.
    initialTimeout: flags['initial-timeout-duration-ms'] ?? 400,
    pacing: 'fixed',
    fallbackDatagramSize: 65_507,
    idleTimeout: Number.POSITIVE_INFINITY,
    handshakeTimeout: NO_LIMIT,
    maxHandshakeSize: flags['max-cert-list'],
    allowHalfOpen: true,
    keylog: true,
    ...change,
  } as const;
  if (flags.server === undefined) {
    const client: ConnectionOptions = {
      ...options,
      path: PATH,
      servername: flags['host-name'],
      certificate: certificates.length === 0 ? undefined : certificates,
      session,
      requestOcsp: flags['enable-ocsp-stapling'],
      sessions: true,
      psks: psks.all,
      // BoringSSL's rule.
      pskRequired: psks.all.length > 0 && !flags['verify-peer'],
    };
    return createConnection(client, now);
  }
  if (flags['fail-ocsp-callback']) throw new UnimplementedError('users', 'a callback for the OCSP response');
  const isRequired = flags['require-any-client-certificate'];
  const requestCertificate = isRequired ? 'required' : flags['verify-peer'] ? 'optional' : 'no';
  return createListener({
    ...options,
    certificate: psks.all.length > 0 && certificates.length === 0 ? undefined : certificates,
    requestCertificate,
    externalPsks: psks.all.length > 0,
    ...ticketsOf(flags),
    cookies: 'never',
    cookieKeys: [SHARED_KEY],
    cookieLifetime: NO_LIMIT,
    maxHelloSize: 65_536,
  });
}

/** Each connection has a listener of its own: they have the ticket keys in common. */
function ticketsOf(flags: ShimFlags): Pick<ListenerOptions, 'tickets' | 'ticketKeys'> {
  if (flags['no-ticket']) return {};
  return { tickets: flags['skip-ticket'] ? 0 : TICKETS, ticketKeys: [SHARED_KEY] };
}

/** The groups of `-curves` in their order; undefined: all of the provider. */
function groupsOf({ curves }: ShimFlags, { capabilities }: CryptoProvider): readonly GroupName[] | undefined {
  return curves?.map((codePoint) => {
    const group = capabilities.groups.find((name) => NamedGroup[name] === codePoint);
    if (group === undefined) throw new UnimplementedError(undefined, `group ${codePoint}`);
    return group;
  });
}

function protocolsOf(flags: ShimFlags): readonly string[] {
  if (flags['reject-alpn']) return [NEVER_OFFERED];
  if (flags.server) return flags['select-alpn'] === undefined ? [] : [flags['select-alpn']];
  return splitProtocols(flags['advertise-alpn'] ?? '');
}

/** Splits a ProtocolNameList without its own length; RFC 7301 section 3.1. */
function splitProtocols(list: string): string[] {
  const names: string[] = [];
  for (let at = 0; at < list.length; at += 1 + list.charCodeAt(at)) {
    names.push(list.slice(at + 1, at + 1 + list.charCodeAt(at)));
  }
  return names;
}

/** The IANA name of a profile, from OpenSSL's: SRTP_AES128_CM_SHA1_80. */
function srtpProfileName(name: string): string {
  return name.replace('CM_SHA1', 'CM_HMAC_SHA1');
}
