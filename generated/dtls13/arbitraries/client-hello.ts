// Code generated from spec/dtls13/wire/client_hello.ksy. DO NOT EDIT.
import type fc from 'fast-check';
import { CipherSuite } from '../registries/cipher-suite.ts';
import { ProtocolVersion } from '../registries/protocol-version.ts';
import type { ClientHello } from '../wire/client-hello.ts';
import { ClientHelloExtension } from '../wire/client-hello-extension.ts';
import { make } from './building-blocks.ts';
import { arbitraryClientHelloExtension } from './client-hello-extension.ts';

/** Valid values. */
export function arbitraryClientHello(): fc.Arbitrary<ClientHello> {
  return make.record({
    legacyVersion: make.codePoints(ProtocolVersion, 65535),
    random: make.bytes(32, 32),
    legacySessionId: make.bytes(0, 32),
    legacyCookie: make.bytes(0, 255),
    cipherSuites: make.list(make.codePoints(CipherSuite, 65535), 1, 150),
    legacyCompressionMethods: make.bytes(1, 255),
    extensions: make.list(arbitraryClientHelloExtension(), 0, 8, ClientHelloExtension.extensionType),
  });
}
