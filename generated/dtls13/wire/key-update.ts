// Code generated from spec/dtls13/wire/key_update.ksy. DO NOT EDIT.
import { type Codec, illegalValue, outOfRange, type Reader, type Writer } from '../../../runtime/wire/index.ts';
import { KeyUpdateRequest } from '../registries/key-update-request.ts';

/** Announces that the sender updates its sending keys. RFC 9846 section 4.7.3. */
export interface KeyUpdate {
  /** Whether the receiver must respond with a KeyUpdate. */
  readonly requestUpdate: KeyUpdateRequest;
}

function checkKeyUpdate(value: KeyUpdate): void {
  if (value.requestUpdate >>> 0 !== value.requestUpdate || value.requestUpdate > 255) {
    throw outOfRange('KeyUpdate.request_update', value.requestUpdate, 0, 255);
  }
  if (
    value.requestUpdate !== KeyUpdateRequest.update_not_requested &&
    value.requestUpdate !== KeyUpdateRequest.update_requested
  ) {
    throw illegalValue('KeyUpdate.request_update', 'is not a known code point');
  }
}

export const KeyUpdate: Codec<KeyUpdate> = {
  name: 'KeyUpdate',
  decode(reader: Reader): KeyUpdate {
    const requestUpdate = reader.uint8(reader.reserve(1, 'KeyUpdate.request_update'));
    if (
      requestUpdate !== KeyUpdateRequest.update_not_requested &&
      requestUpdate !== KeyUpdateRequest.update_requested
    ) {
      throw illegalValue('KeyUpdate.request_update', 'is not a known code point');
    }
    return { requestUpdate };
  },
  encode(writer: Writer, value: KeyUpdate): void {
    checkKeyUpdate(value);
    writer.uint8(writer.reserve(1, 'KeyUpdate.request_update'), value.requestUpdate);
  },
  size(): number {
    return 1;
  },
  validate(value: KeyUpdate): void {
    checkKeyUpdate(value);
  },
};
