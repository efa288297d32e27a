// Code generated from spec/dtls13/wire/key_share_hello_retry_request.ksy. DO NOT EDIT.
import type fc from 'fast-check';
import { NamedGroup } from '../registries/named-group.ts';
import type { KeyShareHelloRetryRequest } from '../wire/key-share-hello-retry-request.ts';
import { make } from './building-blocks.ts';

/** Valid values. */
export function arbitraryKeyShareHelloRetryRequest(): fc.Arbitrary<KeyShareHelloRetryRequest> {
  return make.record({
    selectedGroup: make.codePoints(NamedGroup, 65535),
  });
}
