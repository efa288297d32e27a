// Code generated from spec/dtls13/wire/stateless_cookie.ksy. DO NOT EDIT.
import type fc from 'fast-check';
import { CipherSuite } from '../registries/cipher-suite.ts';
import { NamedGroup } from '../registries/named-group.ts';
import type { StatelessCookie } from '../wire/stateless-cookie.ts';
import { make } from './building-blocks.ts';

/** Valid values. */
export function arbitraryStatelessCookie(): fc.Arbitrary<StatelessCookie> {
  return make.record({
    keyId: make.integer(0, 255),
    issued: make.integer(0, 2 ** 48 - 1),
    cipherSuite: make.codePoints(CipherSuite, 65535),
    selectedGroup: make.codePoints(NamedGroup, 65535),
    clientHelloHash: make.bytes(32, 64),
    mac: make.bytes(32, 32),
  });
}
