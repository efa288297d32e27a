// Code generated from spec/dtls13/wire/cookie_mac_input.ksy. DO NOT EDIT.
import type fc from 'fast-check';
import { CipherSuite } from '../registries/cipher-suite.ts';
import { NamedGroup } from '../registries/named-group.ts';
import type { CookieMacInput } from '../wire/cookie-mac-input.ts';
import { make } from './building-blocks.ts';

/** Valid values. */
export function arbitraryCookieMacInput(): fc.Arbitrary<CookieMacInput> {
  return make.record({
    keyId: make.integer(0, 255),
    issued: make.integer(0, 2 ** 48 - 1),
    cipherSuite: make.codePoints(CipherSuite, 65535),
    selectedGroup: make.codePoints(NamedGroup, 65535),
    clientHelloHash: make.bytes(0, 300),
    address: make.bytes(0, 300),
    binding: make.bytes(0, 300),
  });
}
