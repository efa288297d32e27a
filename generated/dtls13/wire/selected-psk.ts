// Code generated from spec/dtls13/wire/selected_psk.ksy. DO NOT EDIT.
import { type Codec, outOfRange, type Reader, type Writer } from '../../../runtime/wire/index.ts';

/** The pre-shared key that the server selected. RFC 9846 section 4.3.11. */
export interface SelectedPsk {
  /** Index into the identities of the client, from 0. */
  readonly selectedIdentity: number;
}

function checkSelectedPsk(value: SelectedPsk): void {
  if (value.selectedIdentity >>> 0 !== value.selectedIdentity || value.selectedIdentity > 65535) {
    throw outOfRange('SelectedPsk.selected_identity', value.selectedIdentity, 0, 65535);
  }
}

export const SelectedPsk: Codec<SelectedPsk> = {
  name: 'SelectedPsk',
  decode(reader: Reader): SelectedPsk {
    const selectedIdentity = reader.uint16(reader.reserve(2, 'SelectedPsk.selected_identity'));
    return { selectedIdentity };
  },
  encode(writer: Writer, value: SelectedPsk): void {
    checkSelectedPsk(value);
    writer.uint16(writer.reserve(2, 'SelectedPsk.selected_identity'), value.selectedIdentity);
  },
  size(): number {
    return 2;
  },
  validate(value: SelectedPsk): void {
    checkSelectedPsk(value);
  },
};
