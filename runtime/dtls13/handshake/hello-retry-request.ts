import { NamedGroup } from '../../../generated/dtls13/registries/named-group.ts';
import { ProtocolVersion } from '../../../generated/dtls13/registries/protocol-version.ts';
import { HELLO_RETRY_REQUEST_RANDOM, HelloRetryRequest } from '../../../generated/dtls13/wire/hello-retry-request.ts';
import type { HelloRetryRequestExtension } from '../../../generated/dtls13/wire/hello-retry-request-extension.ts';
import type { GroupName } from '../../crypto/provider.ts';
import { encodeToBytes } from '../../wire/index.ts';

/** Offset of random in a ServerHello: after legacy_version. */
const RANDOM_OFFSET = 2;
const EMPTY = new Uint8Array(0);

/** Whether a ServerHello is a HelloRetryRequest; RFC 9846 section 4.2.3 requires this check before any other. */
export function isHelloRetryRequest(body: Uint8Array): boolean {
  return HELLO_RETRY_REQUEST_RANDOM.every((byte, index) => body[RANDOM_OFFSET + index] === byte);
}

/**
 * Encodes a HelloRetryRequest; RFC 9846 section 4.2.4. Equal arguments give equal bytes: a stateless server encodes it
 * again for its transcript; RFC 9147 section 5.1. `group`: the requested group, if the client sent no share for it.
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

/** The requests of a HelloRetryRequest. */
export interface RetryParameters {
  readonly cookie: Uint8Array | undefined;
  /** Code point of the group for which a share is requested. */
  readonly group: number | undefined;
}

/** Reads the requests; `cookie` is a view into the decoded message. */
export function retryParametersOf({ extensions }: HelloRetryRequest): RetryParameters {
  return {
    cookie: extensions.find((extension) => extension.kind === 'cookie')?.extensionData.cookie,
    group: extensions.find((extension) => extension.kind === 'key_share')?.extensionData.selectedGroup,
  };
}
