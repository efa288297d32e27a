// Code generated from spec/dtls13/wire/imported_identity.ksy. DO NOT EDIT.
import { type Codec, outOfRange, type Reader, type Writer } from '../../../runtime/wire/index.ts';
import type { KdfIdentifier } from '../registries/kdf-identifier.ts';
import type { ProtocolVersion } from '../registries/protocol-version.ts';

/**
 * The identity of an external pre-shared key that was imported for one protocol and one key derivation function. Its
 * bytes are the identity of a PskIdentity. RFC 9258 section 5.1.
 */
export interface ImportedIdentity {
  /** The identity of the key that was imported. */
  readonly externalIdentity: Uint8Array;
  /** The context of the key, such as the roles of the peers. Not secret; may be empty. */
  readonly context: Uint8Array;
  /** The protocol for which the key was imported. */
  readonly targetProtocol: ProtocolVersion;
  /** The key derivation function for which the key was imported. */
  readonly targetKdf: KdfIdentifier;
}

function checkImportedIdentity(value: ImportedIdentity): void {
  if (value.externalIdentity.length < 1 || value.externalIdentity.length > 65535) {
    throw outOfRange('ImportedIdentity.external_identity', value.externalIdentity.length, 1, 65535);
  }
  if (value.context.length > 65535) throw outOfRange('ImportedIdentity.context', value.context.length, 0, 65535);
  if (value.targetProtocol >>> 0 !== value.targetProtocol || value.targetProtocol > 65535) {
    throw outOfRange('ImportedIdentity.target_protocol', value.targetProtocol, 0, 65535);
  }
  if (value.targetKdf >>> 0 !== value.targetKdf || value.targetKdf > 65535) {
    throw outOfRange('ImportedIdentity.target_kdf', value.targetKdf, 0, 65535);
  }
}

export const ImportedIdentity: Codec<ImportedIdentity> = {
  name: 'ImportedIdentity',
  decode(reader: Reader): ImportedIdentity {
    const externalIdentity = reader.opaque16('ImportedIdentity.external_identity', 1, 65535);
    const context = reader.opaque16('ImportedIdentity.context', 0, 65535);
    const at = reader.reserve(4, 'ImportedIdentity');
    const targetProtocol = reader.uint16(at);
    const targetKdf = reader.uint16(at + 2);
    return { externalIdentity, context, targetProtocol, targetKdf };
  },
  encode(writer: Writer, value: ImportedIdentity): void {
    checkImportedIdentity(value);
    writer.uint16(writer.reserve(2, 'ImportedIdentity.external_identity'), value.externalIdentity.length);
    writer.put(value.externalIdentity, 'ImportedIdentity.external_identity');
    writer.uint16(writer.reserve(2, 'ImportedIdentity.context'), value.context.length);
    writer.put(value.context, 'ImportedIdentity.context');
    const at = writer.reserve(4, 'ImportedIdentity');
    writer.uint16(at, value.targetProtocol);
    writer.uint16(at + 2, value.targetKdf);
  },
  size(value: ImportedIdentity): number {
    return 8 + value.externalIdentity.length + value.context.length;
  },
  validate(value: ImportedIdentity): void {
    checkImportedIdentity(value);
  },
};
