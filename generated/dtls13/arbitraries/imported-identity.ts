// Code generated from spec/dtls13/wire/imported_identity.ksy. DO NOT EDIT.
import type fc from 'fast-check';
import { KdfIdentifier } from '../registries/kdf-identifier.ts';
import { ProtocolVersion } from '../registries/protocol-version.ts';
import type { ImportedIdentity } from '../wire/imported-identity.ts';
import { make } from './building-blocks.ts';

/** Valid values. */
export function arbitraryImportedIdentity(): fc.Arbitrary<ImportedIdentity> {
  return make.record({
    externalIdentity: make.bytes(1, 300),
    context: make.bytes(0, 300),
    targetProtocol: make.codePoints(ProtocolVersion, 65535),
    targetKdf: make.codePoints(KdfIdentifier, 65535),
  });
}
