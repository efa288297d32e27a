// Code generated from spec/dtls13/wire/cookie_mac_input.ksy. DO NOT EDIT.
import { type Codec, outOfRange, type Reader, type Writer } from '../../../runtime/wire/index.ts';
import type { CipherSuite } from '../registries/cipher-suite.ts';
import type { NamedGroup } from '../registries/named-group.ts';

/**
 * The input of the MAC of a StatelessCookie. The second ClientHello must give the same input, or the cookie is invalid.
 * RFC 9147 section 5.1.
 */
export interface CookieMacInput {
  /** Identifies the server's key of the MAC. */
  readonly keyId: number;
  /** Creation time of the cookie, in milliseconds. */
  readonly issued: number;
  /** The cipher suite of the HelloRetryRequest. */
  readonly cipherSuite: CipherSuite;
  /** The group that the HelloRetryRequest requested; 0 if it requested none. */
  readonly selectedGroup: NamedGroup;
  /** Digest of the first ClientHello with the hash of the cipher suite. */
  readonly clientHelloHash: Uint8Array;
  /** Canonical bytes of the client's address. */
  readonly address: Uint8Array;
  /** The part that both ClientHellos of a handshake have in common. */
  readonly binding: Uint8Array;
}

function checkCookieMacInput(value: CookieMacInput): void {
  if (value.keyId >>> 0 !== value.keyId || value.keyId > 255) {
    throw outOfRange('CookieMacInput.key_id', value.keyId, 0, 255);
  }
  if (!Number.isSafeInteger(value.issued) || value.issued < 0 || value.issued > 2 ** 48 - 1) {
    throw outOfRange('CookieMacInput.issued', value.issued, 0, 2 ** 48 - 1);
  }
  if (value.cipherSuite >>> 0 !== value.cipherSuite || value.cipherSuite > 65535) {
    throw outOfRange('CookieMacInput.cipher_suite', value.cipherSuite, 0, 65535);
  }
  if (value.selectedGroup >>> 0 !== value.selectedGroup || value.selectedGroup > 65535) {
    throw outOfRange('CookieMacInput.selected_group', value.selectedGroup, 0, 65535);
  }
  if (value.clientHelloHash.length > 65535) {
    throw outOfRange('CookieMacInput.client_hello_hash', value.clientHelloHash.length, 0, 65535);
  }
  if (value.address.length > 65535) throw outOfRange('CookieMacInput.address', value.address.length, 0, 65535);
}

export const CookieMacInput: Codec<CookieMacInput> = {
  name: 'CookieMacInput',
  decode(reader: Reader): CookieMacInput {
    const at = reader.reserve(13, 'CookieMacInput');
    const keyId = reader.uint8(at);
    const issued = reader.uint48(at + 1);
    const cipherSuite = reader.uint16(at + 7);
    const selectedGroup = reader.uint16(at + 9);
    const lenClientHelloHash = reader.uint16(at + 11);
    const clientHelloHash = reader.slice(lenClientHelloHash, 'CookieMacInput.client_hello_hash');
    const address = reader.opaque16('CookieMacInput.address', 0, 65535);
    const binding = reader.rest();
    return { keyId, issued, cipherSuite, selectedGroup, clientHelloHash, address, binding };
  },
  encode(writer: Writer, value: CookieMacInput): void {
    checkCookieMacInput(value);
    const at = writer.reserve(13, 'CookieMacInput');
    writer.uint8(at, value.keyId);
    writer.uint48(at + 1, value.issued);
    writer.uint16(at + 7, value.cipherSuite);
    writer.uint16(at + 9, value.selectedGroup);
    writer.uint16(at + 11, value.clientHelloHash.length);
    writer.put(value.clientHelloHash, 'CookieMacInput.client_hello_hash');
    writer.uint16(writer.reserve(2, 'CookieMacInput.address'), value.address.length);
    writer.put(value.address, 'CookieMacInput.address');
    writer.put(value.binding, 'CookieMacInput.binding');
  },
  size(value: CookieMacInput): number {
    return 15 + value.clientHelloHash.length + value.address.length + value.binding.length;
  },
  validate(value: CookieMacInput): void {
    checkCookieMacInput(value);
  },
};
