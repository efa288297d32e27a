// Code generated from spec/dtls13/wire/client_hello.ksy. DO NOT EDIT.
import {
  type Codec,
  outOfRange,
  type Reader,
  requireDistinct,
  requireDistinctTags,
  totalSize,
  type Writer,
  wrongLength,
} from '../../../runtime/wire/index.ts';
import type { CipherSuite } from '../registries/cipher-suite.ts';
import type { ProtocolVersion } from '../registries/protocol-version.ts';
import { ClientHelloExtension } from './client-hello-extension.ts';

/** The first message of a client, with its offers for the handshake. RFC 9147 section 5.3. */
export interface ClientHello {
  /** DTLS 1.2 in every offer; supported_versions holds the offered versions. */
  readonly legacyVersion: ProtocolVersion;
  /** 32 unpredictable bytes. */
  readonly random: Uint8Array;
  /** Empty unless the client has a cached session of an older version. */
  readonly legacySessionId: Uint8Array;
  /** Empty in DTLS 1.3. */
  readonly legacyCookie: Uint8Array;
  /** Cipher suites in the client's order of preference. */
  readonly cipherSuites: readonly CipherSuite[];
  /** One zero byte in DTLS 1.3. */
  readonly legacyCompressionMethods: Uint8Array;
  readonly extensions: readonly ClientHelloExtension[];
}

function checkClientHello(value: ClientHello): void {
  if (value.legacyVersion >>> 0 !== value.legacyVersion || value.legacyVersion > 65535) {
    throw outOfRange('ClientHello.legacy_version', value.legacyVersion, 0, 65535);
  }
  if (value.random.length !== 32) throw wrongLength('ClientHello.random', value.random.length, 32);
  if (value.legacySessionId.length > 32) {
    throw outOfRange('ClientHello.legacy_session_id', value.legacySessionId.length, 0, 32);
  }
  if (value.legacyCookie.length > 255) throw outOfRange('ClientHello.legacy_cookie', value.legacyCookie.length, 0, 255);
  for (const item of value.cipherSuites) {
    if (item >>> 0 !== item || item > 65535) throw outOfRange('ClientHello.cipher_suites', item, 0, 65535);
  }
  if (value.cipherSuites.length < 1 || value.cipherSuites.length > 32767) {
    throw outOfRange('ClientHello.cipher_suites', value.cipherSuites.length, 1, 32767);
  }
  if (value.legacyCompressionMethods.length < 1 || value.legacyCompressionMethods.length > 255) {
    throw outOfRange('ClientHello.legacy_compression_methods', value.legacyCompressionMethods.length, 1, 255);
  }
  requireDistinct(value.extensions, ClientHelloExtension.extensionType, 'ClientHello.extensions');
}

export const ClientHello: Codec<ClientHello> = {
  name: 'ClientHello',
  decode(reader: Reader): ClientHello {
    const at = reader.reserve(35, 'ClientHello');
    const legacyVersion = reader.uint16(at);
    const random = reader.view(at + 2, 32);
    const lenLegacySessionId = reader.uint8(at + 34);
    if (lenLegacySessionId > 32) throw outOfRange('ClientHello.legacy_session_id', lenLegacySessionId, 0, 32);
    const legacySessionId = reader.slice(lenLegacySessionId, 'ClientHello.legacy_session_id');
    const legacyCookie = reader.opaque8('ClientHello.legacy_cookie', 0, 255);
    const lenCipherSuites = reader.uint16(reader.reserve(2, 'ClientHello.cipher_suites'));
    if (lenCipherSuites < 2 || lenCipherSuites > 65534) {
      throw outOfRange('ClientHello.cipher_suites', lenCipherSuites, 2, 65534);
    }
    const cipherSuites = reader.uint16List(lenCipherSuites, 'ClientHello.cipher_suites');
    const legacyCompressionMethods = reader.opaque8('ClientHello.legacy_compression_methods', 1, 255);
    const lenExtensions = reader.uint16(reader.reserve(2, 'ClientHello.extensions'));
    const extensionsEnd = reader.enter(lenExtensions, 'ClientHello.extensions');
    const extensions: ClientHelloExtension[] = [];
    const extensionTypes: number[] = [];
    while (reader.remaining > 0) {
      const itemAt = reader.position;
      extensions.push(ClientHelloExtension.decode(reader));
      extensionTypes.push(reader.uint16(itemAt));
    }
    reader.leave(extensionsEnd, 'ClientHello.extensions');
    requireDistinctTags(extensionTypes, 'ClientHello.extensions');
    return { legacyVersion, random, legacySessionId, legacyCookie, cipherSuites, legacyCompressionMethods, extensions };
  },
  encode(writer: Writer, value: ClientHello): void {
    checkClientHello(value);
    const at = writer.reserve(35, 'ClientHello');
    writer.uint16(at, value.legacyVersion);
    writer.set(at + 2, value.random);
    writer.uint8(at + 34, value.legacySessionId.length);
    writer.put(value.legacySessionId, 'ClientHello.legacy_session_id');
    writer.uint8(writer.reserve(1, 'ClientHello.legacy_cookie'), value.legacyCookie.length);
    writer.put(value.legacyCookie, 'ClientHello.legacy_cookie');
    writer.uint16(writer.reserve(2, 'ClientHello.cipher_suites'), value.cipherSuites.length * 2);
    writer.uint16List(value.cipherSuites, 'ClientHello.cipher_suites');
    writer.uint8(writer.reserve(1, 'ClientHello.legacy_compression_methods'), value.legacyCompressionMethods.length);
    writer.put(value.legacyCompressionMethods, 'ClientHello.legacy_compression_methods');
    const at2 = writer.reserve(2, 'ClientHello.extensions');
    const extensionsAt = writer.position;
    for (const item of value.extensions) ClientHelloExtension.encode(writer, item);
    const extensionsSize = writer.position - extensionsAt;
    if (extensionsSize > 65535) throw outOfRange('ClientHello.extensions', extensionsSize, 0, 65535);
    writer.uint16(at2, extensionsSize);
  },
  size(value: ClientHello): number {
    return (
      41 +
      value.legacySessionId.length +
      value.legacyCookie.length +
      value.cipherSuites.length * 2 +
      value.legacyCompressionMethods.length +
      totalSize(value.extensions, ClientHelloExtension)
    );
  },
  validate(value: ClientHello): void {
    checkClientHello(value);
    for (const item of value.extensions) ClientHelloExtension.validate(item);
    const extensionsSize = totalSize(value.extensions, ClientHelloExtension);
    if (extensionsSize > 65535) throw outOfRange('ClientHello.extensions', extensionsSize, 0, 65535);
  },
};
