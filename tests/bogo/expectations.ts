import { deepEqual } from 'node:assert/strict';
import type { ConnectionEvent } from 'wirechart/dtls13/core';
import { NamedGroup, SignatureScheme } from 'wirechart/dtls13/wire';
import type { ShimFlags } from './shim-flags.ts';

type SecureEvent = Extract<ConnectionEvent, { kind: 'secure' }>;

/**
 * Compares the result of the handshake with the flags. `selected`: the number of our credential that signed. Throws
 * AssertionError.
 */
export function checkHandshake(
  flags: ShimFlags,
  event: SecureEvent,
  hasPeerChain: boolean,
  selected: number | undefined,
): void {
  const { 'expect-curve-id': group, 'expect-peer-signature-algorithm': scheme } = flags;
  if (group !== undefined) deepEqual(NamedGroup[event.group as keyof typeof NamedGroup], group, 'group');
  if (scheme !== undefined) {
    const name = event.peerSignatureScheme as keyof typeof SignatureScheme;
    deepEqual(SignatureScheme[name], scheme, 'signature algorithm of the peer');
  }
  const credential = flags['expect-selected-credential'];
  if (credential !== undefined) deepEqual(selected, credential, 'credential');
  if (flags['expect-hrr']) deepEqual(event.helloRetry, true, 'HelloRetryRequest');
  if (flags['expect-no-hrr']) deepEqual(event.helloRetry, false, 'HelloRetryRequest');
  const protocol = flags.server ? flags['select-alpn'] : flags['expect-alpn'];
  deepEqual(event.alpnProtocol, protocol, 'application protocol');
  const servername = flags['expect-server-name'];
  if (servername !== undefined) deepEqual(event.servername, servername, 'server name');
  if (flags['expect-no-server-name']) deepEqual(event.servername, undefined, 'server name');
  if (flags['expect-no-peer-cert']) deepEqual(hasPeerChain, false, 'certificate of the peer');
  else if (event.pskIdentity === undefined && (!flags.server || flags['require-any-client-certificate'])) {
    deepEqual(hasPeerChain, true, 'certificate of the peer');
  }
}
