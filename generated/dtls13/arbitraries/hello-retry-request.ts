// Code generated from spec/dtls13/wire/hello_retry_request.ksy. DO NOT EDIT.
import type fc from 'fast-check';
import { CipherSuite } from '../registries/cipher-suite.ts';
import { ProtocolVersion } from '../registries/protocol-version.ts';
import type { HelloRetryRequest } from '../wire/hello-retry-request.ts';
import { HelloRetryRequestExtension } from '../wire/hello-retry-request-extension.ts';
import { make } from './building-blocks.ts';
import { arbitraryHelloRetryRequestExtension } from './hello-retry-request-extension.ts';

/** Valid values. */
export function arbitraryHelloRetryRequest(): fc.Arbitrary<HelloRetryRequest> {
  return make.record({
    legacyVersion: make.codePoints(ProtocolVersion, 65535),
    legacySessionIdEcho: make.bytes(0, 32),
    cipherSuite: make.codePoints(CipherSuite, 65535),
    extensions: make.list(arbitraryHelloRetryRequestExtension(), 2, 8, HelloRetryRequestExtension.extensionType),
  });
}
