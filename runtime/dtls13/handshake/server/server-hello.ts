import type { CipherSuite } from '../../../../generated/dtls13/registries/cipher-suite.ts';
import { NamedGroup } from '../../../../generated/dtls13/registries/named-group.ts';
import { ProtocolVersion } from '../../../../generated/dtls13/registries/protocol-version.ts';
import type { ServerHello } from '../../../../generated/dtls13/wire/server-hello.ts';
import type { ServerHelloExtension } from '../../../../generated/dtls13/wire/server-hello-extension.ts';
import type { CryptoProvider, GroupName } from '../../../crypto/provider.ts';
import type { NegotiatedConnectionIds } from '../handshake-context.ts';

const EMPTY = new Uint8Array(0);

/** Our side of the key exchange. */
export interface ServerShare {
  readonly group: GroupName;
  readonly share: Uint8Array;
}

/**
 * The ServerHello that selects this suite; RFC 9147 section 5.4. `keyExchange`: undefined: there is only a pre-shared key.
 * `selectedIdentity`: index of the client's pre-shared key; undefined: none is used.
 */
export function createServerHello(
  provider: CryptoProvider,
  cipherSuite: CipherSuite,
  keyExchange: ServerShare | undefined,
  selectedIdentity: number | undefined,
  connectionIds: NegotiatedConnectionIds | undefined,
): ServerHello {
  const random = new Uint8Array(32);
  provider.random(random);
  const extensions: ServerHelloExtension[] = [
    { kind: 'supported_versions', extensionData: { selectedVersion: ProtocolVersion.dtls1_3 } },
  ];
  if (keyExchange !== undefined) {
    const serverShare = { group: NamedGroup[keyExchange.group], keyExchange: keyExchange.share };
    extensions.push({ kind: 'key_share', extensionData: { serverShare } });
  }
  if (selectedIdentity !== undefined) extensions.push({ kind: 'pre_shared_key', extensionData: { selectedIdentity } });
  if (connectionIds !== undefined) {
    extensions.push({ kind: 'connection_id', extensionData: { cid: connectionIds.own } });
    if (connectionIds.returnRoutabilityCheck) extensions.push({ kind: 'rrc' });
  }
  return {
    legacyVersion: ProtocolVersion.dtls1_2,
    random,
    legacySessionIdEcho: EMPTY,
    cipherSuite,
    extensions,
  };
}
