// Code generated from spec/dtls13/wire/server_hello_extension.ksy. DO NOT EDIT.
import fc from 'fast-check';
import { ExtensionType } from '../registries/extension-type.ts';
import type { ServerHelloExtension } from '../wire/server-hello-extension.ts';
import { make } from './building-blocks.ts';
import { arbitraryConnectionId } from './connection-id.ts';
import { arbitraryKeyShareServerHello } from './key-share-server-hello.ts';
import { arbitrarySelectedPsk } from './selected-psk.ts';
import { arbitrarySelectedVersion } from './selected-version.ts';

/** Valid values. */
export function arbitraryServerHelloExtension(): fc.Arbitrary<ServerHelloExtension> {
  const listed: readonly number[] = [
    ExtensionType.pre_shared_key,
    ExtensionType.supported_versions,
    ExtensionType.key_share,
    ExtensionType.connection_id,
    ExtensionType.rrc,
  ];
  return fc.oneof(
    make.record({ kind: fc.constant('pre_shared_key'), extensionData: arbitrarySelectedPsk() }),
    make.record({ kind: fc.constant('supported_versions'), extensionData: arbitrarySelectedVersion() }),
    make.record({ kind: fc.constant('key_share'), extensionData: arbitraryKeyShareServerHello() }),
    make.record({ kind: fc.constant('connection_id'), extensionData: arbitraryConnectionId() }),
    make.record({ kind: fc.constant('rrc') }),
    make.record({
      kind: fc.constant('unknown'),
      extensionType: make.codePoints(ExtensionType, 65535, listed),
      extensionData: make.bytes(0, 300),
    }),
  );
}
