// Code generated from spec/dtls13/wire/ec_point_format_list.ksy. DO NOT EDIT.
import { type Codec, outOfRange, type Reader, type Writer } from '../../../runtime/wire/index.ts';
import type { EcPointFormat } from '../registries/ec-point-format.ts';

/** Encodings of curve points that a client of an older version can parse. RFC 8422 section 5.1.2. */
export interface EcPointFormatList {
  readonly ecPointFormatList: readonly EcPointFormat[];
}

function checkEcPointFormatList(value: EcPointFormatList): void {
  for (const item of value.ecPointFormatList) {
    if (item >>> 0 !== item || item > 255) throw outOfRange('ECPointFormatList.ec_point_format_list', item, 0, 255);
  }
  if (value.ecPointFormatList.length < 1 || value.ecPointFormatList.length > 255) {
    throw outOfRange('ECPointFormatList.ec_point_format_list', value.ecPointFormatList.length, 1, 255);
  }
}

export const EcPointFormatList: Codec<EcPointFormatList> = {
  name: 'ECPointFormatList',
  decode(reader: Reader): EcPointFormatList {
    const lenEcPointFormatList = reader.uint8(reader.reserve(1, 'ECPointFormatList.ec_point_format_list'));
    if (lenEcPointFormatList < 1) {
      throw outOfRange('ECPointFormatList.ec_point_format_list', lenEcPointFormatList, 1, 255);
    }
    const ecPointFormatList = reader.uint8List(lenEcPointFormatList, 'ECPointFormatList.ec_point_format_list');
    return { ecPointFormatList };
  },
  encode(writer: Writer, value: EcPointFormatList): void {
    checkEcPointFormatList(value);
    writer.uint8(writer.reserve(1, 'ECPointFormatList.ec_point_format_list'), value.ecPointFormatList.length);
    writer.uint8List(value.ecPointFormatList, 'ECPointFormatList.ec_point_format_list');
  },
  size(value: EcPointFormatList): number {
    return 1 + value.ecPointFormatList.length;
  },
  validate(value: EcPointFormatList): void {
    checkEcPointFormatList(value);
  },
};
