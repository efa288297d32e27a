// Code generated from spec/dtls13/wire/stateless_cookie.ksy. DO NOT EDIT.
import fc from 'fast-check';
import type { StatelessCookie } from '../wire/stateless-cookie.ts';
import { make } from './building-blocks.ts';

/** Valid values. */
export function arbitraryStatelessCookie(): fc.Arbitrary<StatelessCookie> {
  return make.record({
    groupRequested: fc.boolean(),
    keyId: make.integer(0, 127),
    issued: make.integer(0, 2 ** 32 - 1),
    mac: make.bytes(16, 16),
    clientHelloHash: make.bytes(0, 300),
  });
}
