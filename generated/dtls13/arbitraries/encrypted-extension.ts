// Code generated from spec/dtls13/wire/encrypted_extension.ksy. DO NOT EDIT.
import fc from 'fast-check';
import { ExtensionType } from '../registries/extension-type.ts';
import type { EncryptedExtension } from '../wire/encrypted-extension.ts';
import { make } from './building-blocks.ts';
import { arbitraryNamedGroupList } from './named-group-list.ts';
import { arbitraryRecordSizeLimit } from './record-size-limit.ts';
import { arbitrarySelectedProtocolName } from './selected-protocol-name.ts';
import { arbitraryUseSrtpData } from './use-srtp-data.ts';

/** Valid values. */
export function arbitraryEncryptedExtension(): fc.Arbitrary<EncryptedExtension> {
  const listed: readonly number[] = [
    ExtensionType.server_name,
    ExtensionType.supported_groups,
    ExtensionType.use_srtp,
    ExtensionType.application_layer_protocol_negotiation,
    ExtensionType.record_size_limit,
    ExtensionType.early_data,
  ];
  return fc.oneof(
    make.record({ kind: fc.constant('server_name') }),
    make.record({ kind: fc.constant('supported_groups'), extensionData: arbitraryNamedGroupList() }),
    make.record({ kind: fc.constant('use_srtp'), extensionData: arbitraryUseSrtpData() }),
    make.record({
      kind: fc.constant('application_layer_protocol_negotiation'),
      extensionData: arbitrarySelectedProtocolName(),
    }),
    make.record({ kind: fc.constant('record_size_limit'), extensionData: arbitraryRecordSizeLimit() }),
    make.record({ kind: fc.constant('early_data') }),
    make.record({
      kind: fc.constant('unknown'),
      extensionType: make.codePoints(ExtensionType, 65535, listed),
      extensionData: make.bytes(0, 300),
    }),
  );
}
