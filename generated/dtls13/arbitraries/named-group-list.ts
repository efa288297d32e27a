// Code generated from spec/dtls13/wire/named_group_list.ksy. DO NOT EDIT.
import type fc from 'fast-check';
import { NamedGroup } from '../registries/named-group.ts';
import type { NamedGroupList } from '../wire/named-group-list.ts';
import { make } from './building-blocks.ts';

/** Valid values. */
export function arbitraryNamedGroupList(): fc.Arbitrary<NamedGroupList> {
  return make.record({
    namedGroupList: make.list(make.codePoints(NamedGroup, 65535), 1, 150),
  });
}
