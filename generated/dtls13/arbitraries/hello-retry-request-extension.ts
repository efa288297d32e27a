// Code generated from spec/dtls13/wire/hello_retry_request_extension.ksy. DO NOT EDIT.
import fc from 'fast-check';
import { ExtensionType } from '../registries/extension-type.ts';
import type { HelloRetryRequestExtension } from '../wire/hello-retry-request-extension.ts';
import { make } from './building-blocks.ts';
import { arbitraryCookie } from './cookie.ts';
import { arbitraryKeyShareHelloRetryRequest } from './key-share-hello-retry-request.ts';
import { arbitrarySelectedVersion } from './selected-version.ts';

/** Valid values. */
export function arbitraryHelloRetryRequestExtension(): fc.Arbitrary<HelloRetryRequestExtension> {
  const listed: readonly number[] = [ExtensionType.supported_versions, ExtensionType.cookie, ExtensionType.key_share];
  return fc.oneof(
    make.record({ kind: fc.constant('supported_versions'), extensionData: arbitrarySelectedVersion() }),
    make.record({ kind: fc.constant('cookie'), extensionData: arbitraryCookie() }),
    make.record({ kind: fc.constant('key_share'), extensionData: arbitraryKeyShareHelloRetryRequest() }),
    make.record({
      kind: fc.constant('unknown'),
      extensionType: make.codePoints(ExtensionType, 65535, listed),
      extensionData: make.bytes(0, 300),
    }),
  );
}
