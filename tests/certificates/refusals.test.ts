import { constants, createECDH, generateKeyPairSync, type KeyObject, sign, X509Certificate } from 'node:crypto';
import test from 'ava';
import { validatePath } from '../../runtime/certificates/path.ts';
import { TrustAnchors } from '../../runtime/certificates/trust-anchors.ts';
import { verifyChain } from '../../runtime/certificates/verify-chain.ts';
import type { CertificateReason } from '../../runtime/errors/certificate-error.ts';
import { ascii, bits, der, generalName, hex, integer, oid, sequence } from './der-writer.ts';
import { extension, type Keys, p256, type Raw, type RawWish, raw, spkiOf } from './raw-authority.ts';
import { reasonOf } from './reason.ts';

const HOST = 'service.example';
const RSA_SHA256 = sequence(oid('1.2.840.113549.1.1.11'), hex('0500'));
const root = raw({ subject: 'Root', ca: true });
const rsaRoot = raw({
  subject: 'RSA Root',
  ca: true,
  keys: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  algorithm: RSA_SHA256,
});
const trusted = new TrustAnchors([root.der, rsaRoot.der]);

function judge(chain: readonly Raw[], servername: string | undefined = HOST, anchors = trusted): string {
  const ders = chain.map((each) => each.der);
  return reasonOf(() => validatePath(ders, { anchors, purpose: 'server', servername, now: Date.now() }));
}

const leaf = (request: Partial<RawWish> = {}, issuer = root): Raw =>
  raw({ subject: 'leaf', hosts: [HOST], ...request }, issuer);

test('the certificates that the refusals change are accepted unchanged', (t) => {
  t.is(judge([leaf()]), 'accepted');
  t.is(judge([leaf({ algorithm: RSA_SHA256 }, rsaRoot)]), 'accepted');
});

test('an identifier below 2.25, whose arc is a UUID, is accepted', (t) => {
  const uuid = der(0x06, hex(`69${'81'.repeat(18)}05`));
  const purposes = extension('2.5.29.37', sequence(oid('1.3.6.1.5.5.7.3.1'), uuid));
  t.is(judge([leaf({ extensions: [sequence(uuid, der(4, hex('0500')))] })]), 'accepted');
  t.is(judge([leaf({ extensions: [purposes] })]), 'accepted');
  t.is(judge([leaf({ extensions: [sequence(uuid, hex('0101ff'), der(4, hex('0500')))] })]), 'UNSUPPORTED', 'critical');
  const other = der(0x06, hex(`69${'81'.repeat(18)}06`));
  const both = [uuid, other].map((id) => sequence(id, der(4, hex('0500'))));
  t.is(judge([leaf({ extensions: both })]), 'accepted', 'not taken for each other');
  t.is(judge([leaf({ extensions: [...both, ...both] })]), 'MALFORMED', 'twice');
  const longer = der(0x06, hex(`69${'81'.repeat(19)}05`));
  t.is(judge([leaf({ extensions: [sequence(longer, der(4, hex('0500')))] })]), 'MALFORMED');
});

test('X.509 v1 and v2 with extensions, and unknown versions, are malformed', (t) => {
  for (const version of [null, 1, 3, 4, 200]) t.is(judge([leaf({ version })]), 'MALFORMED', `version field ${version}`);
  t.is(judge([leaf({ version: 0, extensions: null, hosts: [] })], undefined), 'MALFORMED', 'the default, spelled out');
  const old = { extensions: null, hosts: [] };
  t.is(
    reasonOf(() => check(leaf({ ...old, version: null }))),
    'accepted',
    'version 1 without a name to look for',
  );
  t.is(
    reasonOf(() => check(leaf({ ...old, version: 1 }))),
    'accepted',
  );
  t.is(
    reasonOf(() => check(leaf({ ...old, version: 1, uniqueIdentifier: true }))),
    'accepted',
  );
  t.is(
    reasonOf(() => check(leaf({ ...old, version: null, uniqueIdentifier: true }))),
    'MALFORMED',
  );
});

test('X.509 v1 and v2 issue nothing, as an intermediate and as a trust anchor', (t) => {
  for (const version of [null, 1]) {
    const middle = raw({ subject: 'Old', version, extensions: null }, root);
    t.is(judge([leaf({}, middle), middle]), 'NOT_A_CA');
    const anchor = raw({ subject: 'Old', version, extensions: null });
    t.is(judge([leaf({}, anchor)], HOST, new TrustAnchors(anchor.der)), 'NOT_A_CA');
  }
});

/** id-ecPublicKey with the numbers of P-256 in the place of its name, but a base point that an attacker chose. */
function explicitCurve(keys: Keys): Uint8Array {
  const point = spkiOf(keys).subarray(-65);
  const prime = hex('00ffffffff00000001000000000000000000000000ffffffffffffffffffffffff');
  const order = hex('00ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551');
  const a = hex('ffffffff00000001000000000000000000000000fffffffffffffffffffffffc');
  const b = hex('5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b');
  const parameters = sequence(
    integer(1),
    sequence(oid('1.2.840.10045.1.1'), der(2, prime)),
    sequence(der(4, a), der(4, b)),
    der(4, point),
    der(2, order),
    integer(1),
  );
  return sequence(sequence(oid('1.2.840.10045.2.1'), parameters), bits(point));
}

test('explicit curve parameters are refused, also with rejectUnauthorized: false', (t) => {
  const keys = p256();
  const bad = leaf({ keys, spki: explicitCurve(keys) });
  t.is(judge([bad]), 'MALFORMED');
  const middle = raw({ subject: 'Middle', ca: true, keys, spki: explicitCurve(keys) }, root);
  t.is(judge([leaf({}, middle), middle]), 'MALFORMED');
  const lenient = { anchors: trusted, purpose: 'server', servername: HOST, rejectUnauthorized: false } as const;
  t.like(verifyChain([bad.der], lenient, Date.now()), { accept: false, alert: 'bad_certificate' });
  const implicit = sequence(sequence(oid('1.2.840.10045.2.1'), hex('0500')), bits(spkiOf(keys).subarray(-65)));
  t.is(judge([leaf({ keys, spki: implicit })]), 'MALFORMED', 'a curve that is inherited');
});

test('keys are read strictly, and invalid ones are refused', (t) => {
  const keys = p256();
  const spki = spkiOf(keys);
  const named = sequence(oid('1.2.840.10045.2.1'), oid('1.2.840.10045.3.1.7'));
  const off = spki.slice();
  off[80] = (off[80] ?? 0) ^ 1;
  t.is(judge([leaf({ keys, spki: off })]), 'MALFORMED', 'a point beside the curve');
  t.is(judge([leaf({ keys, spki: sequence(named, bits(spki.subarray(-65)), hex('0500')) })]), 'MALFORMED');
  t.is(judge([leaf({ keys, spki: sequence(named, der(3, hex('01'), spki.subarray(-65))) })]), 'MALFORMED');
  const ecdh = createECDH('prime256v1');
  ecdh.generateKeys();
  const compressed = new Uint8Array(ecdh.getPublicKey(null, 'compressed'));
  t.is(judge([leaf({ keys, spki: sequence(named, bits(compressed)) })]), 'accepted', 'a compressed point is one');
  const secp256k1 = generateKeyPairSync('ec', { namedCurve: 'secp256k1' });
  t.is(judge([leaf({ keys: secp256k1 })]), 'WEAK');
  t.is(judge([leaf({ keys: generateKeyPairSync('x25519'), sign: bySha256 })]), 'WEAK');
  const rsaKey = (modulus: Uint8Array, exponent: Uint8Array) =>
    sequence(sequence(oid('1.2.840.113549.1.1.1'), hex('0500')), bits(sequence(modulus, exponent)));
  const modulus = new Uint8Array(257).fill(0xc5);
  modulus[0] = 0;
  const good = rsaKey(der(2, modulus), integer(65_537));
  t.is(judge([leaf({ spki: good })]), 'accepted');
  t.is(judge([leaf({ spki: rsaKey(der(2, modulus), integer(1)) })]), 'WEAK');
  t.is(judge([leaf({ spki: rsaKey(der(2, modulus), integer(65_536)) })]), 'WEAK');
  t.is(judge([leaf({ spki: rsaKey(der(2, modulus), hex('02050100000001')) })]), 'WEAK', 'an exponent of 33 bits');
  t.is(judge([leaf({ spki: rsaKey(der(2, modulus.subarray(1)), integer(3)) })]), 'MALFORMED', 'a negative modulus');
  t.is(judge([leaf({ spki: rsaKey(der(2, hex('00'), modulus), integer(3)) })]), 'MALFORMED', 'a padded one');
  t.is(judge([leaf({ spki: rsaKey(der(2, modulus.subarray(0, 256)), integer(3)) })]), 'WEAK', '2040 bits');
  const huge = Uint8Array.from([0, ...new Uint8Array(1025).fill(0xc5)]);
  t.is(judge([leaf({ spki: rsaKey(der(2, huge), integer(3)) })]), 'WEAK', '8200 bits');
});

function bySha256(tbs: Uint8Array, key: KeyObject): Uint8Array {
  return sign('sha256', tbs, key);
}

test('the first and the last second of the validity period are included', (t) => {
  const one = leaf();
  const { validFrom, validTo } = new X509Certificate(one.der);
  const at = (now: number): string =>
    reasonOf(() => validatePath([one.der], { anchors: trusted, purpose: 'server', servername: HOST, now }));
  t.is(at(Date.parse(validFrom) - 1), 'NOT_YET_VALID');
  t.is(at(Date.parse(validTo) + 1000), 'EXPIRED');
  const anchors = new TrustAnchors(one.der);
  const pinned = (now: number): string =>
    reasonOf(() => validatePath([one.der], { anchors, purpose: 'server', servername: HOST, now }));
  t.is(pinned(Date.parse(validFrom)), 'accepted');
  t.is(pinned(Date.parse(validTo) + 999), 'accepted');
});

const host = generalName.host;
const constraints = (...lists: readonly Uint8Array[]): Uint8Array => extension('2.5.29.30', sequence(...lists), true);
const empties: readonly [title: string, value: Uint8Array][] = [
  ['both lists empty', constraints(hex('a000'), hex('a100'))],
  ['an empty permitted list', constraints(hex('a000'))],
  ['an empty excluded list', constraints(hex('a100'))],
  ['an empty list beside one with a name', constraints(hex('a000'), der(0xa1, sequence(host('bad.example'))))],
  ['neither list', constraints()],
];

for (const [title, value] of empties) {
  test(`nameConstraints with ${title} are refused`, (t) => {
    const middle = raw({ subject: 'Middle', ca: true, extensions: [value] }, root);
    t.is(judge([leaf({}, middle), middle]), 'MALFORMED');
  });
}

test('policyConstraints are refused whether they are critical or not, in every certificate of a path', (t) => {
  for (const critical of [true, false]) {
    const constrained = [extension('2.5.29.36', sequence(hex('800100')), critical)];
    t.is(judge([leaf({ extensions: constrained })]), 'UNSUPPORTED');
    const middle = raw({ subject: 'Middle', ca: true, extensions: constrained }, root);
    t.is(judge([leaf({}, middle), middle]), 'UNSUPPORTED');
    const anchor = raw({ subject: 'Bound', ca: true, extensions: constrained });
    t.is(judge([leaf({}, anchor)], HOST, new TrustAnchors(anchor.der)), 'UNSUPPORTED');
  }
  const policies = extension('2.5.29.32', sequence(sequence(oid('1.2.3'))), true);
  t.is(judge([leaf({ extensions: [policies] })]), 'accepted', 'certificatePolicies decide nothing');
});

const odd: readonly [title: string, id: string, value: string][] = [
  ['basicConstraints with a negative pathLen', '2.5.29.19', '3006 0101ff 0201ff'],
  ['basicConstraints with an empty pathLen', '2.5.29.19', '3005 0101ff 0200'],
  ['basicConstraints with a padded pathLen', '2.5.29.19', '3007 0101ff 02020001'],
  ['basicConstraints with a BOOLEAN of 01', '2.5.29.19', '3003 010101'],
  ['basicConstraints with a BOOLEAN of two bytes', '2.5.29.19', '3004 0102ffff'],
  ['basicConstraints with an empty BOOLEAN', '2.5.29.19', '3002 0100'],
  ['basicConstraints with the default spelled out', '2.5.29.19', '3003 010100'],
  ['basicConstraints with bytes behind them', '2.5.29.19', '3003 0101ff 00'],
  ['basicConstraints with bytes at their end', '2.5.29.19', '3005 0101ff 0500'],
  ['basicConstraints with a second pathLen', '2.5.29.19', '3009 0101ff 020101 020101'],
  ['basicConstraints with a long length', '2.5.29.19', '308103 0101ff'],
  ['basicConstraints without a SEQUENCE', '2.5.29.19', '0101ff'],
  ['keyUsage without bits', '2.5.29.15', '030100'],
  ['keyUsage without anything', '2.5.29.15', '0300'],
  ['keyUsage with zero bits at the end', '2.5.29.15', '03020080'],
  ['keyUsage with bits behind its end', '2.5.29.15', '030207c0'],
  ['keyUsage with an impossible number of unused bits', '2.5.29.15', '03020880'],
  ['keyUsage with a zero byte at the end', '2.5.29.15', '0303078000'],
  ['keyUsage of three bytes', '2.5.29.15', '030400800001'],
  ['keyUsage with bytes behind it', '2.5.29.15', '03020780 00'],
  ['extKeyUsage without a purpose', '2.5.29.37', '3000'],
  ['extKeyUsage with bytes behind it', '2.5.29.37', '300a 06082b06010505070301 00'],
  ['extKeyUsage with something else in it', '2.5.29.37', '300c 06082b06010505070301 0500'],
  ['extKeyUsage with an empty identifier', '2.5.29.37', '3002 0600'],
  ['extKeyUsage with a padded identifier', '2.5.29.37', '300b 0609 802b06010505070301'],
  ['subjectAltName without a name', '2.5.29.17', '3000'],
  ['subjectAltName with bytes behind it', '2.5.29.17', '3003 820161 00'],
  ['subjectAltName with an address of five bytes', '2.5.29.17', '3007 8705c000020700'],
];

for (const [title, id, value] of odd) {
  test(`refused: ${title}, in an end entity and in an issuer`, (t) => {
    const extensions = [extension(id, hex(value), true)];
    t.is(judge([leaf({ extensions, hosts: [] })], undefined), 'MALFORMED');
    const middle = raw({ subject: 'Middle', extensions }, root);
    t.is(judge([leaf({}, middle), middle]), 'MALFORMED');
  });
}

test('valid DER is read: path lengths, nine bits of key usage, several purposes', (t) => {
  const middle = (...extensions: readonly Uint8Array[]): Raw => raw({ subject: 'Middle', extensions }, root);
  const through = (issuer: Raw): string => judge([leaf({}, issuer), issuer]);
  const basic = (value: string): Uint8Array => extension('2.5.29.19', hex(value), true);
  t.is(through(middle(basic('3006 0101ff 020100'))), 'accepted');
  t.is(through(middle(basic('3007 0101ff 02020080'))), 'accepted');
  t.is(through(middle(basic('300b 0101ff 02067fffffffffff'))), 'accepted');
  t.is(through(middle(basic('3000'))), 'NOT_A_CA');
  t.is(through(middle(basic('3003 0101ff'), extension('2.5.29.15', hex('03020204'), true))), 'accepted');
  t.is(through(middle(basic('3003 0101ff'), extension('2.5.29.15', hex('0303070280'), true))), 'NOT_A_CA');
  t.is(judge([leaf({ extensions: [extension('2.5.29.15', hex('0303078080'), true)] })]), 'accepted');
  const purposes = hex('3014 06082b06010505070302 06082b06010505070301');
  t.is(judge([leaf({ extensions: [extension('2.5.29.37', purposes)] })]), 'accepted');
  const spelledOut = sequence(oid('2.5.29.37'), hex('010100'), der(4, purposes));
  t.is(judge([leaf({ extensions: [spelledOut] })]), 'accepted', 'critical: FALSE, which is common');
  const oddCritical = sequence(oid('1.2.3'), hex('010101'), der(4, hex('0500')));
  t.is(judge([leaf({ extensions: [oddCritical] })]), 'MALFORMED');
});

const oddNames = ['.service.example', 'a..example', '..', '.', '', 'service.example.', '*..example', '*.'];

for (const name of oddNames) {
  test(`a certificate with the host name ${JSON.stringify(name)} is refused, whatever its other names are`, (t) => {
    t.is(judge([leaf({ hosts: [HOST, name] })]), 'MALFORMED');
    const middle = raw({ subject: 'Middle', ca: true, hosts: [name] }, root);
    t.is(judge([leaf({}, middle), middle]), 'MALFORMED');
  });
}

const SHA256 = sequence(oid('2.16.840.1.101.3.4.2.1'), hex('0500'));
const SHA384 = sequence(oid('2.16.840.1.101.3.4.2.2'), hex('0500'));
const SHA1 = sequence(oid('1.3.14.3.2.26'), hex('0500'));
const mgf1 = (hash: Uint8Array): Uint8Array => sequence(oid('1.2.840.113549.1.1.8'), hash);

interface Pss {
  readonly hash?: Uint8Array;
  readonly mask?: Uint8Array;
  readonly salt?: number;
  readonly trailer?: number;
  readonly behind?: Uint8Array;
}

function pssParameters({ hash, mask, salt, trailer, behind }: Pss): Uint8Array {
  return sequence(
    ...(hash === undefined ? [] : [der(0xa0, hash)]),
    ...(mask === undefined ? [] : [der(0xa1, mask)]),
    ...(salt === undefined ? [] : [der(0xa2, integer(salt))]),
    ...(trailer === undefined ? [] : [der(0xa3, integer(trailer))]),
    ...(behind === undefined ? [] : [behind]),
  );
}

function pssSigned(parameters: Pss, digest: string, mask: string, saltLength: number): Raw {
  // Signed as the parameters say wherever node:crypto can do it, so that nothing but the parameters is at fault.
  const signer = (tbs: Uint8Array, key: KeyObject): Uint8Array => {
    const options = { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength };
    return mask === digest ? sign(digest, tbs, options) : sign(digest, tbs, key);
  };
  const algorithm = sequence(oid('1.2.840.113549.1.1.10'), pssParameters(parameters));
  return leaf({ algorithm, sign: signer }, rsaRoot);
}

const pss: readonly [title: string, expected: CertificateReason | 'accepted', make: () => Raw][] = [
  [
    'SHA-256, MGF1 with SHA-256 and 32 bytes of salt',
    'accepted',
    () => pssSigned({ hash: SHA256, mask: mgf1(SHA256), salt: 32 }, 'sha256', 'sha256', 32),
  ],
  [
    'SHA-384, MGF1 with SHA-384, 48 bytes of salt and the trailer spelled out',
    'accepted',
    () => pssSigned({ hash: SHA384, mask: mgf1(SHA384), salt: 48, trailer: 1 }, 'sha384', 'sha384', 48),
  ],
  ['no parameters, which is SHA-1', 'WEAK', () => pssSigned({}, 'sha1', 'sha1', 20)],
  ['no hash, which is SHA-1', 'WEAK', () => pssSigned({ mask: mgf1(SHA256), salt: 32 }, 'sha1', 'sha256', 32)],
  ['SHA-1 by name', 'WEAK', () => pssSigned({ hash: SHA1, mask: mgf1(SHA1), salt: 20 }, 'sha1', 'sha1', 20)],
  [
    'another hash for MGF1',
    'UNSUPPORTED',
    () => pssSigned({ hash: SHA256, mask: mgf1(SHA384), salt: 32 }, 'sha256', 'sha384', 32),
  ],
  ['no MGF1, which is SHA-1', 'UNSUPPORTED', () => pssSigned({ hash: SHA256, salt: 32 }, 'sha256', 'sha1', 32)],
  [
    'a mask that is not MGF1',
    'UNSUPPORTED',
    () => pssSigned({ hash: SHA256, mask: sequence(oid('1.2.3'), SHA256), salt: 32 }, 'sha256', 'sha1', 32),
  ],
  [
    'no salt length, which is 20',
    'UNSUPPORTED',
    () => pssSigned({ hash: SHA256, mask: mgf1(SHA256) }, 'sha256', 'sha256', 20),
  ],
  [
    'a salt that is too short',
    'UNSUPPORTED',
    () => pssSigned({ hash: SHA256, mask: mgf1(SHA256), salt: 0 }, 'sha256', 'sha256', 0),
  ],
  [
    'a salt that is too long',
    'UNSUPPORTED',
    () => pssSigned({ hash: SHA256, mask: mgf1(SHA256), salt: 64 }, 'sha256', 'sha256', 64),
  ],
  [
    'another trailer',
    'UNSUPPORTED',
    () => pssSigned({ hash: SHA256, mask: mgf1(SHA256), salt: 32, trailer: 2 }, 'sha256', 'sha256', 32),
  ],
  [
    'something behind its parameters',
    'MALFORMED',
    () => pssSigned({ hash: SHA256, mask: mgf1(SHA256), salt: 32, behind: hex('0500') }, 'sha256', 'sha256', 32),
  ],
  [
    'a salt that is not what the parameters say',
    'BAD_SIGNATURE',
    () => pssSigned({ hash: SHA256, mask: mgf1(SHA256), salt: 32 }, 'sha256', 'sha256', 20),
  ],
];

for (const [title, expected, make] of pss) {
  test(`RSASSA-PSS with ${title}: ${expected}`, (t) => {
    t.is(judge([make()]), expected);
  });
}

test('a key for RSASSA-PSS only needs the same parameters', (t) => {
  const keys = generateKeyPairSync('rsa-pss', { modulusLength: 2048 });
  const bound = (parameters: Pss): Uint8Array => {
    const inner = new Uint8Array(keys.publicKey.export({ type: 'spki', format: 'der' }));
    const key = inner.subarray(inner.length - 275);
    return sequence(sequence(oid('1.2.840.113549.1.1.10'), pssParameters(parameters)), key);
  };
  t.is(judge([leaf({ keys, sign: bySha256 })]), 'accepted', 'without parameters');
  t.is(judge([leaf({ keys, spki: bound({ hash: SHA256, mask: mgf1(SHA256), salt: 32 }) })]), 'accepted');
  t.is(judge([leaf({ keys, spki: bound({ hash: SHA256, mask: mgf1(SHA1), salt: 32 }) })]), 'UNSUPPORTED');
  t.is(judge([leaf({ keys, spki: bound({}) })]), 'WEAK');
});

test('two different signature algorithms in one certificate are malformed', (t) => {
  t.is(judge([leaf({ outerAlgorithm: sequence(oid('1.2.840.10045.4.3.3')) })]), 'MALFORMED');
});

test('a signature is verified with its stated algorithm only, whatever the key supports', (t) => {
  const claim = (algorithm: Uint8Array) => leaf({ algorithm });
  t.is(judge([claim(RSA_SHA256)]), 'BAD_SIGNATURE', 'ECDSA that calls itself RSA');
  t.is(judge([claim(sequence(oid('1.2.840.10045.4.3.2'), hex('0500')))]), 'MALFORMED', 'parameters where none belong');
  t.is(judge([claim(sequence(oid('1.2.840.10045.4.3.1')))]), 'WEAK', 'ECDSA with SHA-224');
  t.is(judge([claim(sequence(oid('1.2.3')))]), 'WEAK');
  const lean = leaf({ algorithm: sequence(oid('1.2.840.113549.1.1.11')) }, rsaRoot);
  t.is(judge([lean]), 'accepted', 'RSA without the NULL');
});

test('names in certificates that are not ASCII match nothing', (t) => {
  const strange = extension('2.5.29.17', sequence(der(0x82, ascii('service\u00e9.example')), host(HOST)));
  t.is(judge([leaf({ hosts: [], extensions: [strange] })]), 'accepted');
  t.is(judge([leaf({ hosts: [], extensions: [strange] })], 'servic\u00e9.example'), 'NAME_MISMATCH');
  t.is(judge([leaf()], 'evil.com/.internal'), 'NAME_MISMATCH');
  t.is(judge([leaf({ hosts: ['*.example'] })]), 'NAME_MISMATCH', 'all names below one label');
  t.is(judge([leaf({ hosts: ['127.0.0.1', '127.1'] })], '127.1'), 'NAME_MISMATCH');
});

function check(one: Raw): void {
  validatePath([one.der], { anchors: trusted, purpose: 'client', servername: undefined, now: Date.now() });
}
