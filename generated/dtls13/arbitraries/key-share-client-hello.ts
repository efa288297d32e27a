// Code generated from spec/dtls13/wire/key_share_client_hello.ksy. DO NOT EDIT.
import type fc from 'fast-check';
import type { KeyShareClientHello } from '../wire/key-share-client-hello.ts';
import { make } from './building-blocks.ts';
import { arbitraryKeyShareEntry } from './key-share-entry.ts';

/** Valid values. */
export function arbitraryKeyShareClientHello(): fc.Arbitrary<KeyShareClientHello> {
  return make.record({
    clientShares: make.list(arbitraryKeyShareEntry(), 0, 8, (item) => item.group),
  });
}
