// Code generated from spec/dtls13/wire/key_update.ksy. DO NOT EDIT.
import fc from 'fast-check';
import { KeyUpdateRequest } from '../registries/key-update-request.ts';
import type { KeyUpdate } from '../wire/key-update.ts';
import { make } from './building-blocks.ts';

/** Valid values. */
export function arbitraryKeyUpdate(): fc.Arbitrary<KeyUpdate> {
  return make.record({
    requestUpdate: fc.constantFrom(KeyUpdateRequest.update_not_requested, KeyUpdateRequest.update_requested),
  });
}
