// Code generated from spec/dtls13/wire/delegated_credential.ksy. DO NOT EDIT.
import type fc from 'fast-check';
import { SignatureScheme } from '../registries/signature-scheme.ts';
import type { DelegatedCredential } from '../wire/delegated-credential.ts';
import { make } from './building-blocks.ts';

/** Valid values. */
export function arbitraryDelegatedCredential(): fc.Arbitrary<DelegatedCredential> {
  return make.record({
    validTime: make.integer(0, 2 ** 32 - 1),
    dcCertVerifyAlgorithm: make.codePoints(SignatureScheme, 65535),
    publicKey: make.bytes(1, 300),
    algorithm: make.codePoints(SignatureScheme, 65535),
    signature: make.bytes(1, 300),
  });
}
