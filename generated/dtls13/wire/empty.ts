// Code generated from spec/dtls13/wire/empty.ksy. DO NOT EDIT.
import type { Codec } from '../../../runtime/wire/index.ts';

/** The content of an extension without data. RFC 9846 section 4.3.10. */
export type Empty = Record<string, never>;

export const Empty: Codec<Empty> = {
  name: 'Empty',
  decode(): Empty {
    return {};
  },
  encode(): void {},
  size(): number {
    return 0;
  },
  validate(): void {},
};
