import { MAX_PLAINTEXT_LENGTH } from '../../../../generated/dtls13/registries/constants.ts';
import type { EncryptedExtensions } from '../../../../generated/dtls13/wire/encrypted-extensions.ts';
import { equalBytes } from '../../../wire/index.ts';
import type { ClientHandshakeConfig } from '../handshake-config.ts';

/** Whether an extension selects what was not offered, or has a value that is not allowed; RFC 9846 section 4.4.1. */
export function areEncryptedExtensionsIllegal(
  { extensions }: EncryptedExtensions,
  { alpnProtocols, srtpProfiles }: ClientHandshakeConfig,
): boolean {
  return extensions.some((extension) => {
    switch (extension.kind) {
      case 'application_layer_protocol_negotiation': {
        const { name } = extension.extensionData.protocolName;
        return !alpnProtocols.some((offered) => equalBytes(offered, name));
      }
      case 'use_srtp': {
        const profiles = extension.extensionData.srtpProtectionProfiles;
        const isOffered = profiles.length === 1 && srtpProfiles.includes(profiles[0] as number);
        return !isOffered || extension.extensionData.srtpMki.length !== 0;
      }
      case 'record_size_limit':
        return extension.extensionData.recordSizeLimit > MAX_PLAINTEXT_LENGTH + 1;
      default:
        return false;
    }
  });
}
