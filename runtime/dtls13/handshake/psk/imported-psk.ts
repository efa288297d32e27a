import { KdfIdentifier } from '../../../../generated/dtls13/registries/kdf-identifier.ts';
import { ProtocolVersion } from '../../../../generated/dtls13/registries/protocol-version.ts';
import { ImportedIdentity } from '../../../../generated/dtls13/wire/imported-identity.ts';
import type { CryptoProvider, HashName } from '../../../crypto/provider.ts';
import { importPsk } from '../../../crypto/psk-importer.ts';
import { WireError } from '../../../errors/wire-error.ts';
import { decodeAll, encodeToBytes } from '../../../wire/index.ts';
import { LABEL_PREFIX } from '../label-prefix.ts';
import type { Psk } from './psk.ts';

const KDF_OF: Readonly<Record<HashName, KdfIdentifier>> = {
  sha256: KdfIdentifier.HKDF_SHA256,
  sha384: KdfIdentifier.HKDF_SHA384,
};

/** The identity of an external key that is imported for DTLS 1.3 and the KDF of `hash`; RFC 9258 section 5.1. */
export function encodeImportedIdentity(externalIdentity: Uint8Array, context: Uint8Array, hash: HashName): Uint8Array {
  const targetProtocol = ProtocolVersion.dtls1_3;
  return encodeToBytes(ImportedIdentity, { externalIdentity, context, targetProtocol, targetKdf: KDF_OF[hash] });
}

/** An identity that has the form of an ImportedIdentity for DTLS 1.3. An identity of another kind can have it too. */
export interface ParsedImportedIdentity {
  readonly externalIdentity: Uint8Array;
  readonly context: Uint8Array;
  /** The hash of the target KDF; undefined: one that is not known. */
  readonly hash: HashName | undefined;
}

/** Views into `identity`; undefined: it has another form, or was imported for another protocol. */
export function parseImportedIdentity(identity: Uint8Array): ParsedImportedIdentity | undefined {
  try {
    const { externalIdentity, context, targetProtocol, targetKdf } = decodeAll(ImportedIdentity, identity);
    if (targetProtocol !== ProtocolVersion.dtls1_3) return undefined;
    const hash = (Object.keys(KDF_OF) as HashName[]).find((name) => KDF_OF[name] === targetKdf);
    return { externalIdentity, context, hash };
  } catch (error) {
    if (error instanceof WireError) return undefined;
    throw error;
  }
}

/**
 * Imports an external key for the KDF of `targetHash`; RFC 9258 section 5.1. `identity`: the encoded ImportedIdentity.
 * `hash`: the hash of the external key.
 */
export function importExternalPsk(
  provider: CryptoProvider,
  externalIdentity: Uint8Array,
  externalKey: Uint8Array,
  hash: HashName,
  identity: Uint8Array,
  targetHash: HashName,
): Psk {
  const key = importPsk(provider, hash, externalKey, identity, targetHash, LABEL_PREFIX);
  return { kind: 'imported', key, hash: targetHash, externalIdentity };
}
