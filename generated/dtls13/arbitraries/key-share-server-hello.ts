// Code generated from spec/dtls13/wire/key_share_server_hello.ksy. DO NOT EDIT.
import type fc from 'fast-check';
import type { KeyShareServerHello } from '../wire/key-share-server-hello.ts';
import { make } from './building-blocks.ts';
import { arbitraryKeyShareEntry } from './key-share-entry.ts';

/** Valid values. */
export function arbitraryKeyShareServerHello(): fc.Arbitrary<KeyShareServerHello> {
  return make.record({
    serverShare: arbitraryKeyShareEntry(),
  });
}
