// Code generated from spec/dtls13/wire/server_hello.ksy. DO NOT EDIT.
import type fc from 'fast-check';
import { CipherSuite } from '../registries/cipher-suite.ts';
import { ProtocolVersion } from '../registries/protocol-version.ts';
import type { ServerHello } from '../wire/server-hello.ts';
import { ServerHelloExtension } from '../wire/server-hello-extension.ts';
import { make } from './building-blocks.ts';
import { arbitraryServerHelloExtension } from './server-hello-extension.ts';

/** Valid values. */
export function arbitraryServerHello(): fc.Arbitrary<ServerHello> {
  return make.record({
    legacyVersion: make.codePoints(ProtocolVersion, 65535),
    random: make.bytes(32, 32),
    legacySessionIdEcho: make.bytes(0, 32),
    cipherSuite: make.codePoints(CipherSuite, 65535),
    extensions: make.list(arbitraryServerHelloExtension(), 2, 8, ServerHelloExtension.extensionType),
  });
}
