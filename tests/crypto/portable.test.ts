import { createCipheriv, createHash, generateKeyPairSync } from 'node:crypto';
import test from 'ava';
import fc from 'fast-check';
import { createPortableProvider } from '../../runtime/crypto/portable/index.ts';
import { ConfigError } from '../../runtime/errors/config-error.ts';
import { digits, hex } from './hex.ts';
import { conformanceSuite } from './provider-conformance.ts';
import { rfc6979 } from './rfc6979-key.ts';

conformanceSuite('portable', (seed) => createPortableProvider(seed === undefined ? {} : { seed }));

test('seeded bytes do not depend on how they are drawn', (t) => {
  const seed = Uint8Array.of(7);
  const whole = new Uint8Array(300);
  createPortableProvider({ seed }).random(whole);
  fc.assert(
    fc.property(fc.array(fc.nat(90), { maxLength: 3 }), (lengths) => {
      const provider = createPortableProvider({ seed });
      const pieces = lengths.flatMap((length) => {
        const piece = new Uint8Array(length);
        provider.random(piece);
        return [...piece];
      });
      t.deepEqual(Uint8Array.from(pieces), whole.subarray(0, pieces.length));
    }),
    { numRuns: 30 },
  );
});

test('seeded bytes are the ChaCha20 key stream of the hashed seed, so that any port can repeat them', (t) => {
  // OpenSSL as the second opinion: its iv is the block counter and the nonce, all zero.
  const seed = Uint8Array.of(1, 2, 3);
  const key = createHash('sha256').update(seed).digest();
  const expected = createCipheriv('chacha20', key, new Uint8Array(16)).update(new Uint8Array(200));
  const bytes = new Uint8Array(200);
  createPortableProvider({ seed }).random(bytes);
  t.is(digits(bytes), digits(expected));
});

test('the seed is copied', (t) => {
  const seed = Uint8Array.of(1, 2, 3);
  const provider = createPortableProvider({ seed });
  seed.fill(0);
  const found = new Uint8Array(8);
  const expected = new Uint8Array(8);
  provider.random(found);
  createPortableProvider({ seed: Uint8Array.of(1, 2, 3) }).random(expected);
  t.deepEqual(found, expected);
});

const ALGORITHM = '301306072a8648ce3d020106082a8648ce3d030107';
const ECPRIVATEKEY_START = '0201010420';

/** DER around hexadecimal content, with the shortest length. */
function der(tag: string, content: string): string {
  const length = content.length / 2;
  const size = length < 128 ? '' : length < 256 ? '81' : '82';
  return tag + size + length.toString(16).padStart(length < 256 ? 2 : 4, '0') + content;
}

const scalar = digits(rfc6979.scalar) ?? '';
const point = digits(rfc6979.point) ?? '';
const compressed = `03${point.slice(2, 66)}`;

/** PKCS #8 from parts that a test replaces one at a time. */
function pkcs8With(change: {
  version?: string;
  algorithm?: string;
  ecVersion?: string;
  parameters?: string;
  publicKey?: string;
  attributes?: string;
}): Uint8Array {
  const ecPrivateKey =
    (change.ecVersion === undefined ? ECPRIVATEKEY_START : `${change.ecVersion}0420`) +
    scalar +
    (change.parameters ?? '') +
    (change.publicKey ?? '');
  const octets = der('04', der('30', ecPrivateKey));
  const head = (change.version ?? '020100') + (change.algorithm ?? ALGORITHM);
  return hex(der('30', head + octets + (change.attributes ?? '')));
}

const CURVE = '06082a8648ce3d030107';

test('PKCS #8 keys are taken with and without the optional parts', (t) => {
  const provider = createPortableProvider();
  const accepted = (pkcs8: Uint8Array) => {
    const key = provider.importPrivateKey(pkcs8);
    t.deepEqual(provider.sign('ecdsa_secp256r1_sha256', key, rfc6979.message), rfc6979.signature);
  };
  accepted(pkcs8With({}));
  accepted(pkcs8With({ parameters: der('a0', CURVE) }));
  accepted(pkcs8With({ publicKey: der('a1', der('03', `00${point}`)) }));
  accepted(pkcs8With({ publicKey: der('a1', der('03', `00${compressed}`)) }));
  accepted(pkcs8With({ attributes: der('a0', '') }));
  accepted(pkcs8With({ attributes: der('a0', 'ab'.repeat(100)) }));
  accepted(pkcs8With({ attributes: der('a0', 'ab'.repeat(300)) }));
});

test('what OpenSSL exports is taken', (t) => {
  const provider = createPortableProvider();
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const key = provider.importPrivateKey(privateKey.export({ format: 'der', type: 'pkcs8' }));
  const signature = provider.sign('ecdsa_secp256r1_sha256', key, rfc6979.message);
  const spki = publicKey.export({ format: 'der', type: 'spki' });
  t.true(provider.verify('ecdsa_secp256r1_sha256', spki, rfc6979.message, signature));
});

test('PKCS #8 that departs from DER or from P-256 is refused', (t) => {
  const provider = createPortableProvider();
  const refused = (pkcs8: Uint8Array, why: string) => {
    const error = t.throws(() => provider.importPrivateKey(pkcs8), { instanceOf: ConfigError }, why);
    t.is(error?.option, 'privateKey');
  };
  const good = digits(pkcs8With({})) ?? '';
  const body = good.slice(4);
  refused(hex(`308141${body}`), 'a length that could be shorter');
  refused(hex(`30820041${body}`), 'a length that could be shorter still');
  refused(hex(`3083000041${body}`), 'a length of three bytes');
  refused(hex(`3080${body}0000`), 'an indefinite length');
  refused(hex('30'), 'a tag alone');
  refused(hex('3081'), 'half a length');
  refused(hex('308201'), 'half a longer length');
  refused(pkcs8With({ version: '020101' }), 'version 1');
  refused(pkcs8With({ version: '0202000' + '0' }), 'version in two bytes');
  refused(pkcs8With({ ecVersion: '020102' }), 'ECPrivateKey version 2');
  refused(pkcs8With({ algorithm: '301306072a8648ce3d020206082a8648ce3d030107' }), 'another algorithm');
  refused(pkcs8With({ algorithm: '301306072a8648ce3d020106082a8648ce3d030106' }), 'another curve');
  refused(pkcs8With({ algorithm: der('30', `06072a8648ce3d0201${CURVE}0500`) }), 'more behind the curve');
  refused(pkcs8With({ parameters: der('a0', '06052b81040022') }), 'another curve inside');
  refused(pkcs8With({ parameters: der('a0', `${CURVE}0500`) }), 'more behind the curve inside');
  refused(pkcs8With({ publicKey: der('a1', der('03', `00${point.slice(0, -2)}00`)) }), 'another public key');
  refused(pkcs8With({ publicKey: der('a1', der('03', '')) }), 'an empty public key');
  refused(pkcs8With({ attributes: '0500' }), 'something behind the key');
  refused(pkcs8With({ publicKey: '0500' }), 'something behind the number');
});
