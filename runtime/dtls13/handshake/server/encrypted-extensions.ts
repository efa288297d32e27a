import { NamedGroup } from '../../../../generated/dtls13/registries/named-group.ts';
import type { EncryptedExtension } from '../../../../generated/dtls13/wire/encrypted-extension.ts';
import type { ServerHandshakeConfig } from '../handshake-config.ts';
import type { ClientHelloOffer } from './client-hello-offer.ts';

const EMPTY = new Uint8Array(0);

/** The extensions that answer the offer and are independent of the key exchange; RFC 9846 section 4.4.1. */
export function encryptedExtensionsFor(
  { alpnProtocol, srtpProfile, recordSizeLimit, group }: ClientHelloOffer,
  config: ServerHandshakeConfig,
): EncryptedExtension[] {
  const extensions: EncryptedExtension[] = [];
  if (alpnProtocol !== undefined) {
    extensions.push({
      kind: 'application_layer_protocol_negotiation',
      extensionData: { protocolName: { name: alpnProtocol } },
    });
  }
  if (srtpProfile !== undefined) {
    extensions.push({
      kind: 'use_srtp',
      extensionData: { srtpProtectionProfiles: [srtpProfile], srtpMki: EMPTY },
    });
  }
  if (recordSizeLimit !== undefined) {
    extensions.push({ kind: 'record_size_limit', extensionData: { recordSizeLimit: config.recordSizeLimit } });
  }
  // RFC 9846 section 4.3.7: the client learns which groups it could offer in later connections.
  if (group !== undefined && group !== config.groups[0]) {
    const namedGroupList = config.groups.map((each) => NamedGroup[each]);
    extensions.push({ kind: 'supported_groups', extensionData: { namedGroupList } });
  }
  return extensions;
}
