// Code generated from spec/dtls13/wire/key_share_entry.ksy. DO NOT EDIT.
import type fc from 'fast-check';
import { NamedGroup } from '../registries/named-group.ts';
import type { KeyShareEntry } from '../wire/key-share-entry.ts';
import { make } from './building-blocks.ts';

/** Valid values. */
export function arbitraryKeyShareEntry(): fc.Arbitrary<KeyShareEntry> {
  return make.record({
    group: make.codePoints(NamedGroup, 65535),
    keyExchange: make.bytes(1, 300),
  });
}
