// Code generated from spec/dtls13/wire/psk_key_exchange_modes.ksy. DO NOT EDIT.
import { type Codec, outOfRange, type Reader, type Writer } from '../../../runtime/wire/index.ts';
import type { PskKeyExchangeMode } from '../registries/psk-key-exchange-mode.ts';

/** PSK key exchange modes that the client supports. RFC 9846 section 4.3.9. */
export interface PskKeyExchangeModes {
  readonly keModes: readonly PskKeyExchangeMode[];
}

function checkPskKeyExchangeModes(value: PskKeyExchangeModes): void {
  for (const item of value.keModes) {
    if (item >>> 0 !== item || item > 255) throw outOfRange('PskKeyExchangeModes.ke_modes', item, 0, 255);
  }
  if (value.keModes.length < 1 || value.keModes.length > 255) {
    throw outOfRange('PskKeyExchangeModes.ke_modes', value.keModes.length, 1, 255);
  }
}

export const PskKeyExchangeModes: Codec<PskKeyExchangeModes> = {
  name: 'PskKeyExchangeModes',
  decode(reader: Reader): PskKeyExchangeModes {
    const lenKeModes = reader.uint8(reader.reserve(1, 'PskKeyExchangeModes.ke_modes'));
    if (lenKeModes < 1) throw outOfRange('PskKeyExchangeModes.ke_modes', lenKeModes, 1, 255);
    const keModes = reader.uint8List(lenKeModes, 'PskKeyExchangeModes.ke_modes');
    return { keModes };
  },
  encode(writer: Writer, value: PskKeyExchangeModes): void {
    checkPskKeyExchangeModes(value);
    writer.uint8(writer.reserve(1, 'PskKeyExchangeModes.ke_modes'), value.keModes.length);
    writer.uint8List(value.keModes, 'PskKeyExchangeModes.ke_modes');
  },
  size(value: PskKeyExchangeModes): number {
    return 1 + value.keModes.length;
  },
  validate(value: PskKeyExchangeModes): void {
    checkPskKeyExchangeModes(value);
  },
};
