import type { ProtocolVersion } from '../../../../generated/dtls13/registries/protocol-version.ts';
import type { HelloRetryRequest } from '../../../../generated/dtls13/wire/hello-retry-request.ts';
import type { HelloRetryRequestExtension } from '../../../../generated/dtls13/wire/hello-retry-request-extension.ts';
import type { KeyShareEntry } from '../../../../generated/dtls13/wire/key-share-entry.ts';
import type { ServerHello } from '../../../../generated/dtls13/wire/server-hello.ts';
import type { ServerHelloExtension } from '../../../../generated/dtls13/wire/server-hello-extension.ts';
import type { NegotiatedConnectionIds } from '../handshake-context.ts';

/** The version that the server selected; undefined: supported_versions is missing. RFC 9846 section 4.3.1. */
export function selectedVersion(hello: ServerHello | HelloRetryRequest): ProtocolVersion | undefined {
  const extensions: readonly (ServerHelloExtension | HelloRetryRequestExtension)[] = hello.extensions;
  return extensions.find((extension) => extension.kind === 'supported_versions')?.extensionData.selectedVersion;
}

/** The server's key share; undefined: there is no key exchange. RFC 9846 section 4.3.8. */
export function serverShare({ extensions }: ServerHello): KeyShareEntry | undefined {
  return extensions.find((extension) => extension.kind === 'key_share')?.extensionData.serverShare;
}

/** Index of the selected pre-shared key; undefined: none is selected. RFC 9846 section 4.3.11. */
export function selectedIdentity({ extensions }: ServerHello): number | undefined {
  return extensions.find((extension) => extension.kind === 'pre_shared_key')?.extensionData.selectedIdentity;
}

/** The connection ids of both sides; undefined: the ServerHello has none, or we offered none. RFC 9146 section 3. */
export function negotiatedConnectionIds(
  { extensions }: ServerHello,
  own: Uint8Array | undefined,
): NegotiatedConnectionIds | undefined {
  const answer = extensions.find((extension) => extension.kind === 'connection_id');
  if (own === undefined || answer === undefined) return undefined;
  const returnRoutabilityCheck = extensions.some(({ kind }) => kind === 'rrc');
  return { own, peer: answer.extensionData.cid, returnRoutabilityCheck };
}
