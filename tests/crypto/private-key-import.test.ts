import { createECDH, generateKeyPairSync } from 'node:crypto';
import test from 'ava';
import { ConfigError } from '../../runtime/errors/config-error.ts';
import { digits, hex } from './hex.ts';
import { providers } from './providers.ts';
import { rfc6979, spkiOf } from './rfc6979-key.ts';

const ALGORITHM = '301306072a8648ce3d020106082a8648ce3d030107';

/** DER around hexadecimal content, with the shortest length. */
function der(tag: string, content: string): string {
  const length = content.length / 2;
  const size = length < 128 ? '' : length < 256 ? '81' : '82';
  return tag + size + length.toString(16).padStart(length < 256 ? 2 : 4, '0') + content;
}

const scalar = digits(rfc6979.scalar) ?? '';
const point = digits(rfc6979.point) ?? '';
const compressed = `03${point.slice(2, 66)}`;
const otherPoint = digits(createECDH('prime256v1').generateKeys()) ?? '';

/** PKCS #8 from parts, which a test replaces one at a time. */
function pkcs8With(change: {
  version?: string;
  number?: string;
  algorithm?: string;
  ecVersion?: string;
  parameters?: string;
  publicKey?: string;
  attributes?: string;
}): Uint8Array {
  const ecPrivateKey =
    (change.ecVersion ?? '020101') +
    der('04', change.number ?? scalar) +
    (change.parameters ?? '') +
    (change.publicKey ?? '');
  const octets = der('04', der('30', ecPrivateKey));
  const head = (change.version ?? '020100') + (change.algorithm ?? ALGORITHM);
  return hex(der('30', head + octets + (change.attributes ?? '')));
}

const CURVE = '06082a8648ce3d030107';
/** friendlyName "x", as PKCS #12 tools attach it. */
const ATTRIBUTE = '301106092a864886f70d01091431041e020078';
const ORDER = 'ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551';
const SCHEME = 'ecdsa_secp256r1_sha256';

for (const provider of providers) {
  test(`${provider.name}: PKCS #8 keys are accepted with and without the optional parts`, (t) => {
    const accepted = (pkcs8: Uint8Array) => {
      const signature = provider.sign(SCHEME, provider.importPrivateKey(pkcs8), rfc6979.message);
      t.true(provider.verify(SCHEME, spkiOf(rfc6979.point), rfc6979.message, signature));
    };
    accepted(pkcs8With({}));
    accepted(pkcs8With({ parameters: der('a0', CURVE) }));
    accepted(pkcs8With({ publicKey: der('a1', der('03', `00${point}`)) }));
    accepted(pkcs8With({ publicKey: der('a1', der('03', `00${compressed}`)) }));
    accepted(pkcs8With({ attributes: der('a0', ATTRIBUTE) }));
    accepted(pkcs8With({ attributes: der('a0', ATTRIBUTE.repeat(7)) }));
    accepted(pkcs8With({ attributes: der('a0', ATTRIBUTE.repeat(20)) }));
  });

  test(`${provider.name}: keys that OpenSSL exports are accepted`, (t) => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const key = provider.importPrivateKey(privateKey.export({ format: 'der', type: 'pkcs8' }));
    const signature = provider.sign(SCHEME, key, rfc6979.message);
    const spki = publicKey.export({ format: 'der', type: 'spki' });
    t.true(provider.verify(SCHEME, spki, rfc6979.message, signature));
  });

  test(`${provider.name}: keys on P-256 that are not DER are refused, with the reason as cause`, (t) => {
    const refused = (pkcs8: Uint8Array, why: string) => {
      const error = t.throws(() => provider.importPrivateKey(pkcs8), { instanceOf: ConfigError }, why);
      t.is(error?.option, 'privateKey');
    };
    const body = digits(pkcs8With({}))?.slice(4) ?? '';
    refused(hex(`308141${body}`), 'a length that could be shorter');
    refused(hex(`30820041${body}`), 'a length that could be shorter still');
    refused(hex(`3083000041${body}`), 'a length of three bytes');
    refused(hex(`3080${body}0000`), 'an indefinite length');
    refused(hex('30'), 'a tag alone');
    refused(hex('3081'), 'half a length');
    refused(hex('308201'), 'half a longer length');
    refused(pkcs8With({ version: '020101' }), 'version 1');
    refused(pkcs8With({ version: '02020000' }), 'a version in two bytes');
    refused(pkcs8With({ ecVersion: '020102' }), 'ECPrivateKey version 2');
    refused(pkcs8With({ number: scalar.slice(2) }), 'a number of 31 bytes');
    refused(pkcs8With({ number: `00${scalar}` }), 'a number of 33 bytes');
    refused(pkcs8With({ number: '00'.repeat(32) }), 'the number 0');
    refused(pkcs8With({ number: ORDER }), 'the order of the curve');
    refused(pkcs8With({ algorithm: '301306072a8648ce3d020206082a8648ce3d030107' }), 'another algorithm');
    refused(pkcs8With({ algorithm: '301306072a8648ce3d020106082a8648ce3d030106' }), 'another curve');
    refused(pkcs8With({ algorithm: der('30', `06072a8648ce3d0201${CURVE}0500`) }), 'more after the curve');
    refused(pkcs8With({ parameters: der('a0', '06052b81040022') }), 'another curve inside');
    refused(pkcs8With({ parameters: der('a0', `${CURVE}0500`) }), 'more after the curve inside');
    refused(pkcs8With({ publicKey: der('a1', der('03', `00${otherPoint}`)) }), 'the public key of another');
    refused(pkcs8With({ publicKey: der('a1', der('03', `01${point}`)) }), 'a public key with unused bits');
    refused(pkcs8With({ publicKey: der('a1', der('03', '')) }), 'no public key where one is announced');
    refused(pkcs8With({ publicKey: der('a1', der('03', '00')) }), 'an empty public key');
    refused(pkcs8With({ attributes: '0500' }), 'something after the key');
    refused(pkcs8With({ publicKey: '0500' }), 'something after the number');
  });

  // RFC 8410 section 10.3: the same key without and with its public key and an attribute.
  test(`${provider.name}: the Ed25519 keys of RFC 8410 are accepted, and a public key of another is not`, (t) => {
    const seed = 'd4ee72dbf913584ad5b6d8f1f769f8ad3afe7c28cbf1d4fbe097a88f44755842';
    const publicKey = '19bf44096984cdfe8541bac167dc3b96c85086aa30b6b6cb0c5c38ad703166e1';
    const attribute = 'a01f301d060a2a864886f70d01090914310f0c0d437572646c6520436861697273';
    const oneAsymmetricKey = (version: string, more: string) =>
      hex(der('30', `${version}300506032b6570${der('04', `0420${seed}`)}${more}`));
    const accepted = (pkcs8: Uint8Array) => {
      const signature = provider.sign('ed25519', provider.importPrivateKey(pkcs8), rfc6979.message);
      t.true(provider.verify('ed25519', hex(`302a300506032b6570032100${publicKey}`), rfc6979.message, signature));
    };
    accepted(oneAsymmetricKey('020100', ''));
    accepted(oneAsymmetricKey('020100', attribute));
    accepted(oneAsymmetricKey('020101', `${attribute}812100${publicKey}`));
    const refused = (pkcs8: Uint8Array, why: string) =>
      t.throws(() => provider.importPrivateKey(pkcs8), { instanceOf: ConfigError, message: /Ed25519/ }, why);
    refused(oneAsymmetricKey('020101', ''), 'version 1 without a public key');
    refused(oneAsymmetricKey('020100', `812100${publicKey}`), 'version 0 with a public key');
    refused(oneAsymmetricKey('020101', `812100${'00'.repeat(32)}`), 'the public key of another');
    refused(oneAsymmetricKey('020101', `812101${publicKey}`), 'a public key with unused bits');
    refused(oneAsymmetricKey('020101', '8100'), 'no public key where one is announced');
    refused(hex(der('30', `020100300506032b6570${der('04', `041f${seed.slice(2)}`)}`)), 'a seed of 31 bytes');
    refused(hex(der('30', `020100300706032b65700500${der('04', `0420${seed}`)}`)), 'parameters');
  });

  test(`${provider.name}: an encrypted key and keys of other curves are refused`, (t) => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const keys = [
      privateKey.export({ format: 'der', type: 'pkcs8', cipher: 'aes-128-cbc', passphrase: 'x' }),
      ...[generateKeyPairSync('ec', { namedCurve: 'secp256k1' }), generateKeyPairSync('x25519')].map((pair) =>
        pair.privateKey.export({ format: 'der', type: 'pkcs8' }),
      ),
    ];
    for (const pkcs8 of keys) {
      const error = t.throws(() => provider.importPrivateKey(pkcs8), { instanceOf: ConfigError, message: /P-256/ });
      t.true(error?.cause instanceof Error);
    }
  });
}
