// Code generated from spec/dtls13/wire/key_share_hello_retry_request.ksy. DO NOT EDIT.
import { type Codec, outOfRange, type Reader, type Writer } from '../../../runtime/wire/index.ts';
import type { NamedGroup } from '../registries/named-group.ts';

/** The group for which the server requests a key share. RFC 9846 section 4.3.8. */
export interface KeyShareHelloRetryRequest {
  readonly selectedGroup: NamedGroup;
}

function checkKeyShareHelloRetryRequest(value: KeyShareHelloRetryRequest): void {
  if (value.selectedGroup >>> 0 !== value.selectedGroup || value.selectedGroup > 65535) {
    throw outOfRange('KeyShareHelloRetryRequest.selected_group', value.selectedGroup, 0, 65535);
  }
}

export const KeyShareHelloRetryRequest: Codec<KeyShareHelloRetryRequest> = {
  name: 'KeyShareHelloRetryRequest',
  decode(reader: Reader): KeyShareHelloRetryRequest {
    const selectedGroup = reader.uint16(reader.reserve(2, 'KeyShareHelloRetryRequest.selected_group'));
    return { selectedGroup };
  },
  encode(writer: Writer, value: KeyShareHelloRetryRequest): void {
    checkKeyShareHelloRetryRequest(value);
    writer.uint16(writer.reserve(2, 'KeyShareHelloRetryRequest.selected_group'), value.selectedGroup);
  },
  size(): number {
    return 2;
  },
  validate(value: KeyShareHelloRetryRequest): void {
    checkKeyShareHelloRetryRequest(value);
  },
};
