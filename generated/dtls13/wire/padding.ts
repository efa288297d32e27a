// Code generated from spec/dtls13/wire/padding.ksy. DO NOT EDIT.
import type { Codec, Reader, Writer } from '../../../runtime/wire/index.ts';

/** Padding of a ClientHello. RFC 7685 section 3. */
export interface Padding {
  /** All zero. */
  readonly padding: Uint8Array;
}

export const Padding: Codec<Padding> = {
  name: 'Padding',
  decode(reader: Reader): Padding {
    const padding = reader.rest();
    return { padding };
  },
  encode(writer: Writer, value: Padding): void {
    writer.put(value.padding, 'Padding.padding');
  },
  size(value: Padding): number {
    return value.padding.length;
  },
  validate(): void {},
};
