// Code generated from spec/dtls13/wire/selected_psk.ksy. DO NOT EDIT.
import type fc from 'fast-check';
import type { SelectedPsk } from '../wire/selected-psk.ts';
import { make } from './building-blocks.ts';

/** Valid values. */
export function arbitrarySelectedPsk(): fc.Arbitrary<SelectedPsk> {
  return make.record({
    selectedIdentity: make.integer(0, 65535),
  });
}
