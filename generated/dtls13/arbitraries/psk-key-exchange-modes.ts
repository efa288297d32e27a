// Code generated from spec/dtls13/wire/psk_key_exchange_modes.ksy. DO NOT EDIT.
import type fc from 'fast-check';
import { PskKeyExchangeMode } from '../registries/psk-key-exchange-mode.ts';
import type { PskKeyExchangeModes } from '../wire/psk-key-exchange-modes.ts';
import { make } from './building-blocks.ts';

/** Valid values. */
export function arbitraryPskKeyExchangeModes(): fc.Arbitrary<PskKeyExchangeModes> {
  return make.record({
    keModes: make.list(make.codePoints(PskKeyExchangeMode, 255), 1, 150),
  });
}
