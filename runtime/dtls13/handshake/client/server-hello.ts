import type { ProtocolVersion } from '../../../../generated/dtls13/registries/protocol-version.ts';
import type { HelloRetryRequest } from '../../../../generated/dtls13/wire/hello-retry-request.ts';
import type { HelloRetryRequestExtension } from '../../../../generated/dtls13/wire/hello-retry-request-extension.ts';
import type { KeyShareEntry } from '../../../../generated/dtls13/wire/key-share-entry.ts';
import type { ServerHello } from '../../../../generated/dtls13/wire/server-hello.ts';
import type { ServerHelloExtension } from '../../../../generated/dtls13/wire/server-hello-extension.ts';
import { equalBytes } from '../../../wire/index.ts';
import type { NegotiatedConnectionIds } from '../handshake-context.ts';

/** The version that the server selected; undefined: supported_versions is missing. RFC 9846 section 4.3.1. */
export function selectedVersion(hello: ServerHello | HelloRetryRequest): ProtocolVersion | undefined {
  const extensions: readonly (ServerHelloExtension | HelloRetryRequestExtension)[] = hello.extensions;
  return extensions.find((extension) => extension.kind === 'supported_versions')?.extensionData.selectedVersion;
}

/** The last bytes of Random in a ServerHello of a version below 1.3, by a server that supports 1.3, and 1.2. */
const DOWNGRADE_MARKS: readonly Uint8Array[] = [1, 0].map((last) =>
  Uint8Array.of(0x44, 0x4f, 0x57, 0x4e, 0x47, 0x52, 0x44, last),
);

/** Whether a ServerHello of an earlier version has the mark of a server that supports a later one; RFC 9846 section 4.2.3. */
export function indicatesDowngrade(hello: ServerHello | HelloRetryRequest): boolean {
  if (selectedVersion(hello) !== undefined || !('random' in hello)) return false;
  const mark = hello.random.subarray(-8);
  return DOWNGRADE_MARKS.some((each) => equalBytes(mark, each));
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
