// Code generated from spec/dtls13/wire/protocol_name_list.ksy. DO NOT EDIT.
import type fc from 'fast-check';
import type { ProtocolNameList } from '../wire/protocol-name-list.ts';
import { make } from './building-blocks.ts';
import { arbitraryProtocolName } from './protocol-name.ts';

/** Valid values. */
export function arbitraryProtocolNameList(): fc.Arbitrary<ProtocolNameList> {
  return make.record({
    protocolNameList: make.list(arbitraryProtocolName(), 1, 8),
  });
}
