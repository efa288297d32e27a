import type { EncryptedExtension } from '../../../../generated/dtls13/wire/encrypted-extension.ts';
import type { ClientHelloOffer } from './client-hello-offer.ts';

const EMPTY = new Uint8Array(0);

/** The extensions that answer the offer and are independent of the key exchange; RFC 9846 section 4.4.1. */
export function encryptedExtensionsFor({ alpnProtocol, srtpProfile }: ClientHelloOffer): EncryptedExtension[] {
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
  return extensions;
}
