// Code generated from spec/dtls13/wire/certificate_verify.ksy. DO NOT EDIT.
import type fc from 'fast-check';
import { SignatureScheme } from '../registries/signature-scheme.ts';
import type { CertificateVerify } from '../wire/certificate-verify.ts';
import { make } from './building-blocks.ts';

/** Valid values. */
export function arbitraryCertificateVerify(): fc.Arbitrary<CertificateVerify> {
  return make.record({
    algorithm: make.codePoints(SignatureScheme, 65535),
    signature: make.bytes(0, 300),
  });
}
