// Code generated from spec/dtls13/wire/server_hello.ksy. DO NOT EDIT.
import {
  type Codec,
  illegalValue,
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
import { ServerHelloExtension } from './server-hello-extension.ts';

/**
 * The parameters that a server selected. A HelloRetryRequest has the same message type and a fixed random. RFC 9147
 * section 5.4.
 */
export interface ServerHello {
  /** DTLS 1.2; supported_versions holds the version. */
  readonly legacyVersion: ProtocolVersion;
  /** 32 unpredictable bytes. */
  readonly random: Uint8Array;
  /** Empty in DTLS 1.3. */
  readonly legacySessionIdEcho: Uint8Array;
  readonly cipherSuite: CipherSuite;
  readonly extensions: readonly ServerHelloExtension[];
}

function checkServerHello(value: ServerHello): void {
  if (value.legacyVersion >>> 0 !== value.legacyVersion || value.legacyVersion > 65535) {
    throw outOfRange('ServerHello.legacy_version', value.legacyVersion, 0, 65535);
  }
  if (value.random.length !== 32) throw wrongLength('ServerHello.random', value.random.length, 32);
  if (value.legacySessionIdEcho.length > 32) {
    throw outOfRange('ServerHello.legacy_session_id_echo', value.legacySessionIdEcho.length, 0, 32);
  }
  if (value.cipherSuite >>> 0 !== value.cipherSuite || value.cipherSuite > 65535) {
    throw outOfRange('ServerHello.cipher_suite', value.cipherSuite, 0, 65535);
  }
  requireDistinct(value.extensions, ServerHelloExtension.extensionType, 'ServerHello.extensions');
}

export const ServerHello: Codec<ServerHello> = {
  name: 'ServerHello',
  decode(reader: Reader): ServerHello {
    const at = reader.reserve(35, 'ServerHello');
    const legacyVersion = reader.uint16(at);
    const random = reader.view(at + 2, 32);
    const lenLegacySessionIdEcho = reader.uint8(at + 34);
    if (lenLegacySessionIdEcho > 32) {
      throw outOfRange('ServerHello.legacy_session_id_echo', lenLegacySessionIdEcho, 0, 32);
    }
    const legacySessionIdEcho = reader.slice(lenLegacySessionIdEcho, 'ServerHello.legacy_session_id_echo');
    const at2 = reader.reserve(5, 'ServerHello');
    const cipherSuite = reader.uint16(at2);
    if (reader.uint8(at2 + 2) !== 0) throw illegalValue('ServerHello.legacy_compression_method', 'must be 0');
    const lenExtensions = reader.uint16(at2 + 3);
    if (lenExtensions < 6) throw outOfRange('ServerHello.extensions', lenExtensions, 6, 65535);
    const extensionsEnd = reader.enter(lenExtensions, 'ServerHello.extensions');
    const extensions: ServerHelloExtension[] = [];
    const extensionTypes: number[] = [];
    while (reader.remaining > 0) {
      const itemAt = reader.position;
      extensions.push(ServerHelloExtension.decode(reader));
      extensionTypes.push(reader.uint16(itemAt));
    }
    reader.leave(extensionsEnd, 'ServerHello.extensions');
    requireDistinctTags(extensionTypes, 'ServerHello.extensions');
    return { legacyVersion, random, legacySessionIdEcho, cipherSuite, extensions };
  },
  encode(writer: Writer, value: ServerHello): void {
    checkServerHello(value);
    const at = writer.reserve(35, 'ServerHello');
    writer.uint16(at, value.legacyVersion);
    writer.set(at + 2, value.random);
    writer.uint8(at + 34, value.legacySessionIdEcho.length);
    writer.put(value.legacySessionIdEcho, 'ServerHello.legacy_session_id_echo');
    const at2 = writer.reserve(5, 'ServerHello');
    writer.uint16(at2, value.cipherSuite);
    writer.uint8(at2 + 2, 0);
    const extensionsAt = writer.position;
    for (const item of value.extensions) ServerHelloExtension.encode(writer, item);
    const extensionsSize = writer.position - extensionsAt;
    if (extensionsSize < 6 || extensionsSize > 65535) {
      throw outOfRange('ServerHello.extensions', extensionsSize, 6, 65535);
    }
    writer.uint16(at2 + 3, extensionsSize);
  },
  size(value: ServerHello): number {
    return 40 + value.legacySessionIdEcho.length + totalSize(value.extensions, ServerHelloExtension);
  },
  validate(value: ServerHello): void {
    checkServerHello(value);
    for (const item of value.extensions) ServerHelloExtension.validate(item);
    const extensionsSize = totalSize(value.extensions, ServerHelloExtension);
    if (extensionsSize < 6 || extensionsSize > 65535) {
      throw outOfRange('ServerHello.extensions', extensionsSize, 6, 65535);
    }
  },
};
