import { ProtocolVersion } from '../../../../generated/dtls13/registries/protocol-version.ts';
import { ClientHello } from '../../../../generated/dtls13/wire/client-hello.ts';
import { LegacyClientHello } from '../../../../generated/dtls13/wire/legacy-client-hello.ts';
import { WireError } from '../../../errors/wire-error.ts';
import { decodeAll } from '../../../wire/index.ts';

/**
 * Decodes a ClientHello. One that ends before its extensions, as clients of earlier versions may send it (RFC 6347 section
 * 4.2.1), has none. Throws WireError.
 */
export function decodeClientHello(body: Uint8Array): ClientHello {
  try {
    return decodeAll(ClientHello, body);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    const legacy = decodeLegacyClientHello(body);
    if (legacy === undefined) throw error;
    return { ...legacy, extensions: [] };
  }
}

/** Whether a ClientHello decodes and does not offer DTLS 1.3. */
export function isLegacyClientHello(body: Uint8Array): boolean {
  try {
    const { extensions } = decodeClientHello(body);
    const versions = extensions.find((extension) => extension.kind === 'supported_versions');
    return versions?.extensionData.versions.includes(ProtocolVersion.dtls1_3) !== true;
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return false;
  }
}

function decodeLegacyClientHello(body: Uint8Array): LegacyClientHello | undefined {
  try {
    return decodeAll(LegacyClientHello, body);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return undefined;
  }
}
