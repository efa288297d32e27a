// Code generated from spec/dtls13/wire/legacy_client_hello.ksy. DO NOT EDIT.
import type fc from 'fast-check';
import { CipherSuite } from '../registries/cipher-suite.ts';
import { ProtocolVersion } from '../registries/protocol-version.ts';
import type { LegacyClientHello } from '../wire/legacy-client-hello.ts';
import { make } from './building-blocks.ts';

/** Valid values. */
export function arbitraryLegacyClientHello(): fc.Arbitrary<LegacyClientHello> {
  return make.record({
    legacyVersion: make.codePoints(ProtocolVersion, 65535),
    random: make.bytes(32, 32),
    legacySessionId: make.bytes(0, 32),
    legacyCookie: make.bytes(0, 255),
    cipherSuites: make.list(make.codePoints(CipherSuite, 65535), 1, 150),
    legacyCompressionMethods: make.bytes(1, 255),
  });
}
