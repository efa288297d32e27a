// Code generated from spec/dtls13/wire/cookie.ksy. DO NOT EDIT.
import type fc from 'fast-check';
import type { Cookie } from '../wire/cookie.ts';
import { make } from './building-blocks.ts';

/** Valid values. */
export function arbitraryCookie(): fc.Arbitrary<Cookie> {
  return make.record({
    cookie: make.bytes(1, 300),
  });
}
