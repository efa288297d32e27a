// Code generated from spec/dtls13/wire/legacy_client_hello.ksy. DO NOT EDIT.
import { type Codec, outOfRange, type Reader, type Writer, wrongLength } from '../../../runtime/wire/index.ts';
import type { CipherSuite } from '../registries/cipher-suite.ts';
import type { ProtocolVersion } from '../registries/protocol-version.ts';

/** A ClientHello that ends before its extensions, which earlier versions of DTLS permit. RFC 6347 section 4.2.1. */
export interface LegacyClientHello {
  /** The highest version of the client. */
  readonly legacyVersion: ProtocolVersion;
  /** 32 unpredictable bytes. */
  readonly random: Uint8Array;
  /** A session of an earlier version to resume. */
  readonly legacySessionId: Uint8Array;
  /** The cookie of a HelloVerifyRequest. */
  readonly legacyCookie: Uint8Array;
  /** Cipher suites in the client's order of preference. */
  readonly cipherSuites: readonly CipherSuite[];
  /** The compression methods of the client. */
  readonly legacyCompressionMethods: Uint8Array;
}

function checkLegacyClientHello(value: LegacyClientHello): void {
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
}

export const LegacyClientHello: Codec<LegacyClientHello> = {
  name: 'ClientHello',
  decode(reader: Reader): LegacyClientHello {
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
    return { legacyVersion, random, legacySessionId, legacyCookie, cipherSuites, legacyCompressionMethods };
  },
  encode(writer: Writer, value: LegacyClientHello): void {
    checkLegacyClientHello(value);
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
  },
  size(value: LegacyClientHello): number {
    return (
      39 +
      value.legacySessionId.length +
      value.legacyCookie.length +
      value.cipherSuites.length * 2 +
      value.legacyCompressionMethods.length
    );
  },
  validate(value: LegacyClientHello): void {
    checkLegacyClientHello(value);
  },
};
