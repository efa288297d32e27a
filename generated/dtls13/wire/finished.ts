// Code generated from spec/dtls13/wire/finished.ksy. DO NOT EDIT.
import type { Codec, Reader, Writer } from '../../../runtime/wire/index.ts';

/** A MAC over the transcript that confirms the keys. RFC 9846 section 4.5.3. */
export interface Finished {
  /** As long as a digest of the connection's hash. */
  readonly verifyData: Uint8Array;
}

export const Finished: Codec<Finished> = {
  name: 'Finished',
  decode(reader: Reader): Finished {
    const verifyData = reader.rest();
    return { verifyData };
  },
  encode(writer: Writer, value: Finished): void {
    writer.put(value.verifyData, 'Finished.verify_data');
  },
  size(value: Finished): number {
    return value.verifyData.length;
  },
  validate(): void {},
};
