// Code generated from spec/dtls13/wire/ec_point_format_list.ksy. DO NOT EDIT.
import type fc from 'fast-check';
import { EcPointFormat } from '../registries/ec-point-format.ts';
import type { EcPointFormatList } from '../wire/ec-point-format-list.ts';
import { make } from './building-blocks.ts';

/** Valid values. */
export function arbitraryEcPointFormatList(): fc.Arbitrary<EcPointFormatList> {
  return make.record({
    ecPointFormatList: make.list(make.codePoints(EcPointFormat, 255), 1, 150),
  });
}
