// Code generated from spec/dtls13/wire/hello_retry_request.ksy. DO NOT EDIT.
import {
  type Codec,
  equalBytes,
  illegalValue,
  outOfRange,
  type Reader,
  requireDistinct,
  requireDistinctTags,
  totalSize,
  type Writer,
} from '../../../runtime/wire/index.ts';
import type { CipherSuite } from '../registries/cipher-suite.ts';
import type { ProtocolVersion } from '../registries/protocol-version.ts';
import { HelloRetryRequestExtension } from './hello-retry-request-extension.ts';

/**
 * What HelloRetryRequest.random always holds. SHA-256 of "HelloRetryRequest"; no other ServerHello has it. RFC 9846
 * section 4.2.3. Not to be written to.
 */
export const HELLO_RETRY_REQUEST_RANDOM: Uint8Array = new Uint8Array([
  0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91, 0xc2, 0xa2, 0x11,
  0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
]);

/**
 * A server's request for a second ClientHello: with a cookie, or with a key share of another group. Encoded as a
 * ServerHello with a fixed random. RFC 9846 section 4.2.4.
 */
export interface HelloRetryRequest {
  /** DTLS 1.2; supported_versions holds the version. */
  readonly legacyVersion: ProtocolVersion;
  /** Empty in DTLS 1.3. */
  readonly legacySessionIdEcho: Uint8Array;
  /** The ServerHello that follows must select the same. */
  readonly cipherSuite: CipherSuite;
  readonly extensions: readonly HelloRetryRequestExtension[];
}

function checkHelloRetryRequest(value: HelloRetryRequest): void {
  if (value.legacyVersion >>> 0 !== value.legacyVersion || value.legacyVersion > 65535) {
    throw outOfRange('HelloRetryRequest.legacy_version', value.legacyVersion, 0, 65535);
  }
  if (value.legacySessionIdEcho.length > 32) {
    throw outOfRange('HelloRetryRequest.legacy_session_id_echo', value.legacySessionIdEcho.length, 0, 32);
  }
  if (value.cipherSuite >>> 0 !== value.cipherSuite || value.cipherSuite > 65535) {
    throw outOfRange('HelloRetryRequest.cipher_suite', value.cipherSuite, 0, 65535);
  }
  requireDistinct(value.extensions, HelloRetryRequestExtension.extensionType, 'HelloRetryRequest.extensions');
}

export const HelloRetryRequest: Codec<HelloRetryRequest> = {
  name: 'HelloRetryRequest',
  decode(reader: Reader): HelloRetryRequest {
    const at = reader.reserve(35, 'HelloRetryRequest');
    const legacyVersion = reader.uint16(at);
    if (!equalBytes(reader.view(at + 2, 32), HELLO_RETRY_REQUEST_RANDOM)) {
      throw illegalValue('HelloRetryRequest.random', 'is not the constant it must be');
    }
    const lenLegacySessionIdEcho = reader.uint8(at + 34);
    if (lenLegacySessionIdEcho > 32) {
      throw outOfRange('HelloRetryRequest.legacy_session_id_echo', lenLegacySessionIdEcho, 0, 32);
    }
    const legacySessionIdEcho = reader.slice(lenLegacySessionIdEcho, 'HelloRetryRequest.legacy_session_id_echo');
    const at2 = reader.reserve(5, 'HelloRetryRequest');
    const cipherSuite = reader.uint16(at2);
    if (reader.uint8(at2 + 2) !== 0) throw illegalValue('HelloRetryRequest.legacy_compression_method', 'must be 0');
    const lenExtensions = reader.uint16(at2 + 3);
    if (lenExtensions < 6) throw outOfRange('HelloRetryRequest.extensions', lenExtensions, 6, 65535);
    const extensionsEnd = reader.enter(lenExtensions, 'HelloRetryRequest.extensions');
    const extensions: HelloRetryRequestExtension[] = [];
    const extensionTypes: number[] = [];
    while (reader.remaining > 0) {
      const itemAt = reader.position;
      extensions.push(HelloRetryRequestExtension.decode(reader));
      extensionTypes.push(reader.uint16(itemAt));
    }
    reader.leave(extensionsEnd, 'HelloRetryRequest.extensions');
    requireDistinctTags(extensionTypes, 'HelloRetryRequest.extensions');
    return { legacyVersion, legacySessionIdEcho, cipherSuite, extensions };
  },
  encode(writer: Writer, value: HelloRetryRequest): void {
    checkHelloRetryRequest(value);
    const at = writer.reserve(35, 'HelloRetryRequest');
    writer.uint16(at, value.legacyVersion);
    writer.set(at + 2, HELLO_RETRY_REQUEST_RANDOM);
    writer.uint8(at + 34, value.legacySessionIdEcho.length);
    writer.put(value.legacySessionIdEcho, 'HelloRetryRequest.legacy_session_id_echo');
    const at2 = writer.reserve(5, 'HelloRetryRequest');
    writer.uint16(at2, value.cipherSuite);
    writer.uint8(at2 + 2, 0);
    const extensionsAt = writer.position;
    for (const item of value.extensions) HelloRetryRequestExtension.encode(writer, item);
    const extensionsSize = writer.position - extensionsAt;
    if (extensionsSize < 6 || extensionsSize > 65535) {
      throw outOfRange('HelloRetryRequest.extensions', extensionsSize, 6, 65535);
    }
    writer.uint16(at2 + 3, extensionsSize);
  },
  size(value: HelloRetryRequest): number {
    return 40 + value.legacySessionIdEcho.length + totalSize(value.extensions, HelloRetryRequestExtension);
  },
  validate(value: HelloRetryRequest): void {
    checkHelloRetryRequest(value);
    for (const item of value.extensions) HelloRetryRequestExtension.validate(item);
    const extensionsSize = totalSize(value.extensions, HelloRetryRequestExtension);
    if (extensionsSize < 6 || extensionsSize > 65535) {
      throw outOfRange('HelloRetryRequest.extensions', extensionsSize, 6, 65535);
    }
  },
};
