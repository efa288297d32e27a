import { NamedGroup } from '../../../generated/dtls13/registries/named-group.ts';
import { ProtocolVersion } from '../../../generated/dtls13/registries/protocol-version.ts';
import { HELLO_RETRY_REQUEST_RANDOM, HelloRetryRequest } from '../../../generated/dtls13/wire/hello-retry-request.ts';
import type { HelloRetryRequestExtension } from '../../../generated/dtls13/wire/hello-retry-request-extension.ts';
import type { GroupName } from '../../crypto/provider.ts';
import { encodeToBytes } from '../../wire/index.ts';

/** Where random stands in a ServerHello: behind legacy_version. */
const RANDOM_OFFSET = 2;
const EMPTY = new Uint8Array(0);

/** Whether a ServerHello is a HelloRetryRequest; RFC 9846 section 4.2.3 demands this look before any other. */
export function isHelloRetryRequest(body: Uint8Array): boolean {
  return HELLO_RETRY_REQUEST_RANDOM.every((byte, index) => body[RANDOM_OFFSET + index] === byte);
}

/**
 * A HelloRetryRequest (RFC 9846 section 4.2.4), as bytes. Equal arguments give equal bytes: a server that kept nothing makes it once more for
 * its transcript; RFC 9147 section 5.1. `group`: asked for when the client sent no share for it.
 */
export function encodeHelloRetryRequest(
  cipherSuite: number,
  group: GroupName | undefined,
  cookie: Uint8Array,
): Uint8Array {
  const extensions: HelloRetryRequestExtension[] = [
    { kind: 'supported_versions', extensionData: { selectedVersion: ProtocolVersion.dtls1_3 } },
  ];
  if (group !== undefined) extensions.push({ kind: 'key_share', extensionData: { selectedGroup: NamedGroup[group] } });
  extensions.push({ kind: 'cookie', extensionData: { cookie } });
  return encodeToBytes(HelloRetryRequest, {
    legacyVersion: ProtocolVersion.dtls1_2,
    legacySessionIdEcho: EMPTY,
    cipherSuite,
    extensions,
  });
}

/** What a HelloRetryRequest asks for. */
export interface RetryParameters {
  readonly cookie: Uint8Array | undefined;
  /** Code point of the group a share is wanted for. */
  readonly group: number | undefined;
}

/** Views into the decoded message. */
export function retryParametersOf({ extensions }: HelloRetryRequest): RetryParameters {
  return {
    cookie: extensions.find((extension) => extension.kind === 'cookie')?.extensionData.cookie,
    group: extensions.find((extension) => extension.kind === 'key_share')?.extensionData.selectedGroup,
  };
}
