import test from 'ava';
import { validatePath } from '../../runtime/certificates/path.ts';
import { PATH_LIMITS, PathWork } from '../../runtime/certificates/path-work.ts';
import { RevocationLists } from '../../runtime/certificates/revocation-lists.ts';
import { TrustAnchors } from '../../runtime/certificates/trust-anchors.ts';
import { verifyChain } from '../../runtime/certificates/verify-chain.ts';
import { ConfigError } from '../../runtime/errors/config-error.ts';
import { der, directoryName, hex, integer, oid, sequence } from './der-writer.ts';
import { extension, p256, type Raw, type RawWish, raw } from './raw-authority.ts';
import { fullName, issuingPoint, type ListWish, pem, rawList } from './raw-list.ts';
import { reasonOf } from './reason.ts';

const HOST = 'service.example';
const root = raw({ subject: 'Root', ca: true, serial: 1 });
const middle = raw({ subject: 'Middle', ca: true, serial: 2 }, root);
const leaf = raw({ subject: 'leaf', hosts: [HOST], serial: 3 }, middle);
const trusted = new TrustAnchors(root.der);
const chain = [leaf, middle];

function judge(crl: readonly Uint8Array[], certificates: readonly Raw[] = chain, anchors = trusted): string {
  return judgeAt(crl, Date.now(), certificates, anchors);
}

function judgeAt(crl: readonly Uint8Array[], now: number, certificates: readonly Raw[], anchors = trusted): string {
  const revocationLists = new RevocationLists(crl);
  const ders = certificates.map((each) => each.der);
  return reasonOf(() => validatePath(ders, { anchors, purpose: 'server', servername: HOST, now, revocationLists }));
}

const listOfRoot = (request: ListWish = {}): Uint8Array => rawList(root, request);
const listOfMiddle = (request: ListWish = {}): Uint8Array => rawList(middle, request);

test('with current lists of every issuer a certificate that is on none of them is accepted', (t) => {
  t.is(judge([listOfRoot(), listOfMiddle()]), 'accepted');
  t.is(judge([listOfMiddle({ revoked: [4, 5] }), listOfRoot({ revoked: [3, 9] })]), 'accepted', 'serials of others');
});

test('a revoked end entity, intermediate or self-issued anchor is refused with certificate_revoked', (t) => {
  t.is(judge([listOfRoot(), listOfMiddle({ revoked: [8, 3] })]), 'REVOKED');
  t.is(judge([listOfRoot({ revoked: [2] }), listOfMiddle()]), 'REVOKED');
  t.is(judge([listOfRoot({ revoked: [1] }), listOfMiddle()]), 'REVOKED');
  const revocationLists = new RevocationLists([listOfRoot(), listOfMiddle({ revoked: [3] })]);
  const policy = { anchors: trusted, purpose: 'server', servername: HOST, revocationLists } as const;
  const ders = chain.map((each) => each.der);
  const strict = verifyChain(ders, { ...policy, rejectUnauthorized: true }, Date.now());
  t.like(strict, { accept: false, alert: 'certificate_revoked', error: { code: 'ERR_DTLS_CERTIFICATE_REVOKED' } });
  const lenient = verifyChain(ders, { ...policy, rejectUnauthorized: false }, Date.now());
  t.like(lenient, { accept: true, authorizationError: { reason: 'REVOKED' } });
});

test('every certificate of the path needs a list, as in OpenSSL', (t) => {
  t.is(judge([listOfMiddle()]), 'REVOCATION_UNKNOWN');
  t.is(judge([listOfRoot()]), 'REVOCATION_UNKNOWN');
  const revocationLists = new RevocationLists(listOfRoot());
  const policy = { anchors: trusted, purpose: 'server', servername: HOST, revocationLists } as const;
  const ders = chain.map((each) => each.der);
  const decision = verifyChain(ders, { ...policy, rejectUnauthorized: true }, Date.now());
  t.like(decision, { accept: false, alert: 'certificate_unknown' });
});

test('an end entity that is an anchor needs a list of its own if self-issued; another anchor needs none', (t) => {
  const own = raw({ subject: 'Own', hosts: [HOST], serial: 4 });
  const anchors = new TrustAnchors([own.der, middle.der]);
  t.is(judge([listOfRoot()], [own], anchors), 'REVOCATION_UNKNOWN');
  t.is(judge([rawList(own)], [own], anchors), 'accepted');
  t.is(judge([rawList(own, { revoked: [4] })], [own], anchors), 'REVOKED');
  t.is(judge([listOfMiddle()], [leaf], anchors), 'accepted');
});

test('an intermediate or end entity that is an anchor is refused where the root that revoked it is one too', (t) => {
  const both = new TrustAnchors([middle.der, root.der]);
  t.is(judge([listOfRoot({ revoked: [2] }), listOfMiddle()], chain, both), 'REVOKED');
  t.is(judge([listOfMiddle()], chain, both), 'REVOCATION_UNKNOWN', 'the root has no list');
  t.is(judge([listOfRoot(), listOfMiddle()], chain, both), 'accepted');
  const three = new TrustAnchors([leaf.der, middle.der, root.der]);
  t.is(judge([listOfRoot(), listOfMiddle({ revoked: [3] })], chain, three), 'REVOKED');
  t.is(judge([listOfRoot({ revoked: [2] }), listOfMiddle()], chain, three), 'REVOKED');
  // Another root of the name did not issue it, so what that one revokes or not says nothing.
  const namesake = raw({ subject: 'Root', ca: true, serial: 1 });
  const impostor = new TrustAnchors([middle.der, namesake.der]);
  t.is(judge([rawList(namesake, { revoked: [2] }), listOfMiddle()], chain, impostor), 'accepted');
  t.is(
    judge([rawList(namesake), listOfMiddle()], chain, new TrustAnchors([middle.der, namesake.der, root.der])),
    'REVOCATION_UNKNOWN',
  );
});

test('a revoked certificate is refused whatever the number of older lists of its issuer', (t) => {
  const current = Array.from({ length: 3 * PATH_LIMITS.listChecks }, () => listOfMiddle());
  t.is(judge([listOfRoot(), ...current, listOfMiddle({ revoked: [3] })]), 'REVOKED');
  t.is(judge([...current, listOfRoot()]), 'accepted');
  const old = current.map(() => listOfMiddle({ from: -9, until: -8 }));
  t.is(judge([...old, listOfRoot(), listOfMiddle({ revoked: [3] })]), 'REVOKED');
  t.is(judge([...old, listOfRoot(), listOfMiddle()]), 'accepted');
});

test('a list that contains the certificate is not skipped when the limit of checks is reached', (t) => {
  const direct = raw({ subject: 'leaf', hosts: [HOST], serial: 3 }, root);
  const namesake = raw({ subject: 'Root', ca: true });
  const forged = Array.from({ length: PATH_LIMITS.listChecks }, () => rawList(namesake, { revoked: [3] }));
  t.is(judge([listOfRoot(), ...forged, listOfRoot({ revoked: [3] })], [direct]), 'REVOCATION_UNKNOWN');
});

test('a list that is out of date or not valid yet covers nothing, but what it revokes is revoked', (t) => {
  const now = Date.now();
  const others = [listOfRoot({ from: -9, until: 9 })];
  const list = listOfMiddle({ from: -3, until: -2 });
  t.is(judge([...others, list]), 'REVOCATION_UNKNOWN');
  t.is(judge([...others, listOfMiddle({ from: 1, until: 2 })]), 'REVOCATION_UNKNOWN');
  t.is(judge([...others, listOfMiddle({ from: -3, until: -2, revoked: [3] })]), 'REVOKED');
  t.is(judge([...others, list, listOfMiddle()]), 'accepted', 'beside a current one');
  t.is(judge([...others, listOfMiddle({ revoked: [3] }), listOfMiddle()]), 'REVOKED', 'on one of several is enough');
  const day = 86_400_000;
  const oneDay = [...others, listOfMiddle({ from: 0, until: 1 })];
  const valid = chain.map((each) => each);
  t.is(judgeAt(oneDay, now + day / 2, valid), 'accepted');
  t.is(judgeAt(oneDay, now + day + 1000, valid), 'REVOCATION_UNKNOWN', 'time goes on while the list stays');
});

test('a list is used only where the issuer on the path signed it and is allowed to', (t) => {
  const impostor = raw({ subject: 'Middle', ca: true }, root);
  t.is(judge([listOfRoot(), rawList(impostor)]), 'REVOCATION_UNKNOWN');
  t.is(judge([listOfRoot(), rawList(impostor, { revoked: [3] }), listOfMiddle()]), 'accepted', 'revokes nothing');
  const broken = listOfMiddle();
  broken[broken.length - 1] = (broken.at(-1) ?? 0) ^ 1;
  t.is(judge([listOfRoot(), broken]), 'REVOCATION_UNKNOWN');
  const usage = (bits: string): Partial<RawWish> => ({ extensions: [extension('2.5.29.15', hex(bits), true)] });
  for (const [bits, expected] of [
    ['03020204', 'REVOCATION_UNKNOWN'],
    ['03020106', 'accepted'],
  ] as const) {
    const issuer = raw({ subject: 'Signer', ca: true, ...usage(bits) }, root);
    const below = raw({ subject: 'leaf', hosts: [HOST] }, issuer);
    t.is(judge([listOfRoot(), rawList(issuer)], [below, issuer]), expected, 'keyUsage with and without cRLSign');
  }
});

test('a list that one authority signed is not used for another one with the same name', (t) => {
  const namesake = raw({ subject: 'Middle', ca: true }, root);
  const below = raw({ subject: 'leaf', hosts: [HOST] }, namesake);
  const revocationLists = new RevocationLists([listOfRoot(), listOfMiddle()]);
  const policy = { anchors: trusted, purpose: 'server', servername: HOST, now: Date.now(), revocationLists } as const;
  const found = (...certificates: readonly Raw[]): string =>
    reasonOf(() =>
      validatePath(
        certificates.map((each) => each.der),
        policy,
      ),
    );
  t.is(found(leaf, middle), 'accepted');
  t.is(found(below, namesake), 'REVOCATION_UNKNOWN');
});

test('a path around a revoked intermediate is found', (t) => {
  const keys = p256();
  const old = raw({ subject: 'Both', ca: true, keys, serial: 21 }, root);
  const renewed = raw({ subject: 'Both', ca: true, keys, serial: 22 }, root);
  const below = raw({ subject: 'leaf', hosts: [HOST], serial: 23 }, old);
  const lists = [listOfRoot({ revoked: [21] }), rawList(old)];
  t.is(judge(lists, [below, old, renewed]), 'accepted');
  t.is(judge(lists, [below, old]), 'REVOKED');
});

const USERS = hex('8101ff');
const AUTHORITIES = hex('8201ff');

test('a list for end entities or for authorities covers only these', (t) => {
  const users = listOfMiddle({ extensions: [issuingPoint(USERS)] });
  t.is(judge([listOfRoot(), users]), 'accepted');
  t.is(judge([listOfRoot(), listOfMiddle({ extensions: [issuingPoint(USERS)], revoked: [3] })]), 'REVOKED');
  t.is(judge([listOfRoot(), listOfMiddle({ extensions: [issuingPoint(AUTHORITIES)] })]), 'REVOCATION_UNKNOWN');
  t.is(judge([listOfRoot({ extensions: [issuingPoint(USERS)] }), users]), 'REVOCATION_UNKNOWN');
  t.is(judge([listOfRoot({ extensions: [issuingPoint(AUTHORITIES)] }), users]), 'accepted');
});

test('a list of one distribution point covers only the certificates that name it', (t) => {
  const point = (address: string) =>
    extension('2.5.29.31', sequence(sequence(der(0xa0, fullName(address).subarray(2)))));
  const list = (address: string) => listOfMiddle({ extensions: [issuingPoint(fullName(address))] });
  const with7 = raw({ subject: 'leaf', hosts: [HOST], extensions: [point('http://crl.example/7')] }, middle);
  t.is(judge([listOfRoot(), list('http://crl.example/7')], [with7, middle]), 'accepted');
  t.is(judge([listOfRoot(), list('http://crl.example/8')], [with7, middle]), 'REVOCATION_UNKNOWN');
  t.is(judge([listOfRoot(), list('http://crl.example/7')]), 'REVOCATION_UNKNOWN', 'the certificate names none');
  for (const [what, rest] of [
    ['lists there are about some reasons only', hex('81020640')],
    ['another authority issues them', der(0xa2, der(0xa4, directoryName('Other')))],
  ] as const) {
    const place = der(0xa0, fullName('http://crl.example/7').subarray(2));
    const extensions = [extension('2.5.29.31', sequence(sequence(place, rest)))];
    const partly = raw({ subject: 'leaf', hosts: [HOST], extensions }, middle);
    t.is(judge([listOfRoot(), list('http://crl.example/7')], [partly, middle]), 'REVOCATION_UNKNOWN', what);
  }
  const broken = raw({ subject: 'leaf', hosts: [HOST], extensions: [extension('2.5.29.31', hex('0500'))] }, middle);
  t.is(judge([listOfRoot(), list('http://crl.example/7')], [broken, middle]), 'REVOCATION_UNKNOWN');
  const relative = raw(
    { subject: 'leaf', hosts: [HOST], extensions: [extension('2.5.29.31', hex('30063004a002a100'))] },
    middle,
  );
  t.is(judge([listOfRoot(), list('http://crl.example/7')], [relative, middle]), 'REVOCATION_UNKNOWN');
});

const DELTA = extension('2.5.29.27', integer(1), true);
const SHA1 = sequence(oid('1.2.840.10045.4.1'));
const unusable: readonly [title: string, request: ListWish][] = [
  ['a delta', { extensions: [DELTA] }],
  ['a delta that is not marked as critical', { extensions: [extension('2.5.29.27', integer(1))] }],
  ['an indirect list', { extensions: [issuingPoint(hex('8401ff'))] }],
  ['a list limited to some reasons', { extensions: [issuingPoint(hex('83020640'))] }],
  ['a list of attribute certificates', { extensions: [issuingPoint(hex('8501ff'))] }],
  ['a list with an invalid BOOLEAN in its scope', { extensions: [issuingPoint(hex('810101'))] }],
  ['an unknown critical extension', { extensions: [extension('1.2.3.4', hex('0500'), true)] }],
  ['a critical number', { numbered: false, extensions: [extension('2.5.29.20', integer(1), true)] }],
  ['a repeated extension', { extensions: [extension('2.5.29.20', integer(1))] }],
  ['no number', { numbered: false }],
  ['version 2 without extensions', { extensions: null }],
  ['version 1 with extensions', { version: null }],
  ['version 3', { version: 2 }],
  ['no nextUpdate', { until: null }],
  ['a weak signature', { algorithm: SHA1 }],
  [
    'an entry with the certificate of another issuer',
    { revoked: [3], entryExtensions: [extension('2.5.29.29', hex('3000'), true)] },
  ],
];

for (const [title, request] of unusable) {
  test(`a revocation list that cannot be used is refused where it is configured: ${title}`, (t) => {
    const error = t.throws(() => new RevocationLists(listOfMiddle(request)), { instanceOf: ConfigError });
    t.is(error?.option, 'crl');
  });
}

test('lists of version 1 are read, and reasons of entries have no effect', (t) => {
  t.is(judge([listOfRoot({ version: null, extensions: null }), listOfMiddle()]), 'accepted');
  t.is(judge([listOfRoot({ version: null, extensions: null, revoked: [2] }), listOfMiddle()]), 'REVOKED');
  const reason = extension('2.5.29.21', der(0x0a, Uint8Array.of(6)));
  t.is(judge([listOfRoot(), listOfMiddle({ revoked: [3], entryExtensions: [reason] })]), 'REVOKED', 'on hold');
});

test('lists come as PEM text, PEM bytes, DER, several in one text, or a list of these', (t) => {
  const both = `${pem(listOfRoot())}${pem(listOfMiddle({ revoked: [3] }))}`;
  const sources = [both, Buffer.from(both), [pem(listOfRoot()), listOfMiddle({ revoked: [3] })]];
  for (const source of sources) {
    const lists = new RevocationLists(source);
    t.true(lists.issuedBy(leaf.der).length === 0);
    t.is(judge([listOfRoot(), listOfMiddle()]), 'accepted');
    const policy = { anchors: trusted, purpose: 'server', servername: HOST, now: Date.now() } as const;
    const ders = chain.map((each) => each.der);
    t.is(
      reasonOf(() => validatePath(ders, { ...policy, revocationLists: lists })),
      'REVOKED',
    );
  }
  for (const source of ['', [], 'text', 7, [null], Buffer.from('3000', 'hex'), pem(new Uint8Array([0x30, 1]))]) {
    const error = t.throws(() => new RevocationLists(source as never), { instanceOf: ConfigError });
    t.is(error?.option, 'crl');
  }
});

test('the signature of a list is checked once, and within the limit of a validation', (t) => {
  const lists = new RevocationLists([listOfRoot(), listOfMiddle()]);
  const decide = (revocationLists: RevocationLists): PathWork => {
    const work = new PathWork();
    const policy = { anchors: trusted, purpose: 'server', servername: HOST, now: Date.now(), revocationLists } as const;
    reasonOf(() =>
      validatePath(
        chain.map((each) => each.der),
        policy,
        work,
      ),
    );
    return work;
  };
  t.like(decide(lists), { signatureChecks: 2, listChecks: 2 });
  t.like(decide(lists), { signatureChecks: 2, listChecks: 0 });
  const impostor = raw({ subject: 'Middle', ca: true }, root);
  const many = new RevocationLists(Array.from({ length: 40 }, () => rawList(impostor)));
  t.is(decide(many).listChecks, PATH_LIMITS.listChecks);
});
