// Code generated from spec/dtls13/wire/psk_key_exchange_modes.ksy. DO NOT EDIT.
import fc from 'fast-check';
import { PskKeyExchangeMode } from '../registries/psk-key-exchange-mode.ts';
import type { PskKeyExchangeModes } from '../wire/psk-key-exchange-modes.ts';
import { make } from './building-blocks.ts';

/** Valid values. */
export function arbitraryPskKeyExchangeModes(): fc.Arbitrary<PskKeyExchangeModes> {
  return fc.record({
    keModes: make.list(make.codePoints(PskKeyExchangeMode, 255), 1, 150),
  });
}
