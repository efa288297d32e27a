import type { LabelPrefix } from './hkdf.ts';
import type { HashName } from './provider.ts';

/** The digest of no bytes, Transcript-Hash(""); FIPS 180-4. Not to be changed. */
export const EMPTY_DIGEST: Readonly<Record<HashName, Uint8Array>> = {
  sha256: fromHex('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'),
  sha384: fromHex('38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da274edebfe76f65fbd51ad2f14898b95b'),
};

/**
 * Derive-Secret(Early Secret, "derived", "") of a handshake without a pre-shared key; RFC 9846 section 7.1. Nothing in it
 * is secret. Not to be changed.
 */
export const DERIVED_WITHOUT_PSK: Readonly<Record<LabelPrefix, Readonly<Record<HashName, Uint8Array>>>> = {
  dtls13: {
    sha256: fromHex('b17bce9451ee8bc6e8aebc0aa9e98295677a4a6a91f78440833146e465f2ff95'),
    sha384: fromHex('27008605d3396f8844197565caecc592b3e58f2eae55f841b577cfbcabb47e221f674ed3a68aa893439cf557f111c0fc'),
  },
  'tls13 ': {
    sha256: fromHex('6f2615a108c702c5678f54fc9dbab69716c076189c48250cebeac3576c3611ba'),
    sha384: fromHex('1591dac5cbbf0330a4a84de9c753330e92d01f0a88214b4464972fd668049e93e52f2b16fad922fdc0584478428f282b'),
  },
};

function fromHex(digits: string): Uint8Array {
  return Uint8Array.from({ length: digits.length / 2 }, (_, at) =>
    Number.parseInt(digits.slice(2 * at, 2 * at + 2), 16),
  );
}
