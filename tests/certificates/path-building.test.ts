import test from 'ava';
import { validatePath } from '../../runtime/certificates/path.ts';
import { PATH_LIMITS, PathWork } from '../../runtime/certificates/path-work.ts';
import { TrustAnchors } from '../../runtime/certificates/trust-anchors.ts';
import { verifyChain } from '../../runtime/certificates/verify-chain.ts';
import { der, generalName, sequence } from './der-writer.ts';
import { dersOf, extension, p256, type Raw, type RawWish, raw } from './raw-authority.ts';
import { reasonOf } from './reason.ts';

const HOST = 'service.example';
const root = raw({ subject: 'Root', ca: true });
const trusted = new TrustAnchors(root.der);

interface Judged {
  readonly reason: string;
  readonly path: readonly Uint8Array[];
  readonly work: PathWork;
}

function judge(chain: readonly Raw[], anchors = trusted): Judged {
  const work = new PathWork();
  let path: readonly Uint8Array[] = [];
  const reason = reasonOf(() => {
    ({ path } = validatePath(dersOf(chain), policy(anchors), work));
  });
  return { reason, path, work };
}

function policy(anchors = trusted) {
  return { anchors, purpose: 'server', servername: HOST, now: Date.now() } as const;
}

const leaf = (issuer: Raw, request: Partial<RawWish> = {}): Raw =>
  raw({ subject: 'leaf', hosts: [HOST], ...request }, issuer);

/** Authorities below `top`, one under the other: `name1`, `name2` and so on; the lowest comes first. */
function line(top: Raw, count: number, name = 'Level'): Raw[] {
  const list: Raw[] = [];
  for (let i = 1; i <= count; i++) list.unshift(raw({ subject: `${name}${i}`, ca: true }, list[0] ?? top));
  return list;
}

test('among 40 authorities of one name the key identifier finds the one that signed, at any position', (t) => {
  const namesakes = Array.from({ length: 40 }, () => raw({ subject: 'Twin', ca: true }, root));
  for (const place of [0, 20, 39]) {
    const { reason, path, work } = judge([leaf(namesakes[place] as Raw), ...namesakes]);
    t.is(reason, 'accepted');
    t.deepEqual(path[1], namesakes[place]?.der);
    t.is(work.signatureChecks, 2);
    t.is(work.certificatesParsed, 2, 'the other 39 are not looked at');
  }
});

test('among 40 trust anchors of one name likewise', (t) => {
  const namesakes = Array.from({ length: 40 }, () => raw({ subject: 'Twin', ca: true }));
  const { reason, work } = judge([leaf(namesakes[31] as Raw)], new TrustAnchors(namesakes.map((one) => one.der)));
  t.is(reason, 'accepted');
  t.is(work.signatureChecks, 1);
});

test('a key identifier only orders the search: without a correct one the path is found with more checks', (t) => {
  const nameless = raw({ subject: 'Twin', ca: true, identifiers: false }, root);
  const others = Array.from({ length: 3 }, () => raw({ subject: 'Twin', ca: true }, root));
  const { reason, work } = judge([leaf(nameless), ...others, nameless]);
  t.is(reason, 'accepted');
  t.is(work.signatureChecks, 2, 'one that names no identifier goes before those that name another');
  const wrong = raw(
    { subject: 'Lone', ca: true, identifiers: false, extensions: [extension('2.5.29.14', der(4, Uint8Array.of(1)))] },
    root,
  );
  t.is(judge([leaf(wrong), wrong]).reason, 'accepted');
});

test('signatures are checked from the anchor down: certificates that no anchor issued cost one check', (t) => {
  const fake = raw({ subject: 'Root', ca: true });
  const chain = line(fake, 6);
  const { reason, work } = judge([leaf(chain[0] as Raw), ...chain]);
  t.is(reason, 'BAD_SIGNATURE');
  t.is(work.signatureChecks, 1, 'the top one is not by the anchor; six good signatures below it are not looked at');
});

test('a chain whose names lead to no anchor costs no signature check', (t) => {
  const elsewhere = raw({ subject: 'Elsewhere', ca: true });
  const chain = line(elsewhere, 6);
  const { reason, work } = judge([leaf(chain[0] as Raw), ...chain, elsewhere]);
  t.is(reason, 'UNKNOWN_ISSUER');
  t.is(work.signatureChecks, 0);
  t.is(work.certificatesParsed, 1, 'the end entity');
});

test('certificates that no path needs are not checked: garbage, expired, of no version, a copy, too large', (t) => {
  const middle = raw({ subject: 'Middle', ca: true }, root);
  const strange: Raw[] = [
    { ...root, der: new Uint8Array(40) },
    { ...root, der: new Uint8Array(0) },
    { ...root, der: middle.der.subarray(0, -1) },
    { ...root, der: new Uint8Array(33_000).fill(0x30) },
    raw({ subject: 'Middle', ca: true, version: 3 }, root),
    raw({ subject: 'Middle', ca: true, extensions: [extension('1.2.3', Uint8Array.of(5, 0), true)] }, root),
    root,
    middle,
  ];
  const { reason, path, work } = judge([leaf(middle), ...strange, ...strange]);
  t.is(reason, 'accepted');
  t.is(path.length, 3);
  t.is(work.signatureChecks, 2);
});

test('of two certificates of one authority the valid one is found', (t) => {
  const keys = p256();
  const constrained = raw(
    { subject: 'Middle', ca: true, keys, extensions: [extension('2.5.29.36', sequence())] },
    root,
  );
  const good = raw({ subject: 'Middle', ca: true, keys }, root);
  for (const order of [
    [constrained, good],
    [good, constrained],
  ]) {
    t.is(judge([leaf(good), ...order]).reason, 'accepted');
  }
  t.is(judge([leaf(good), constrained]).reason, 'UNSUPPORTED');
});

test('a path has at most eight certificates below its anchor', (t) => {
  const seven = line(root, 7);
  t.is(judge([leaf(seven[0] as Raw), ...seven]).path.length, 9);
  const eight = line(root, 8);
  const { reason, work } = judge([leaf(eight[0] as Raw), ...eight]);
  t.is(reason, 'UNKNOWN_ISSUER');
  t.is(work.signatureChecks, 0);
  t.is(work.certificatesParsed, 1, 'names alone show that it is too long');
  t.is(
    judge([leaf(eight[0] as Raw), ...eight], new TrustAnchors(eight[7]?.der)).reason,
    'accepted',
    'from a lower anchor',
  );
});

test('self-issued intermediates do not count for pathLenConstraint', (t) => {
  const top = raw({ subject: 'Narrow', ca: 0 }, root);
  const renewed = raw({ subject: 'Narrow', ca: 0 }, top);
  t.is(judge([leaf(renewed), renewed, top]).path.length, 4);
  const below = raw({ subject: 'Below', ca: true }, renewed);
  t.is(judge([leaf(below), below, renewed, top]).reason, 'NOT_A_CA');
  t.is(judge([leaf(top, { subject: 'Narrow' }), top]).reason, 'accepted', 'nor does the end entity, whatever its name');
});

test('a chain with the maximum number of certificates is searched, and one with one more is refused', (t) => {
  const middle = raw({ subject: 'Middle', ca: true }, root);
  const unrelated = Array.from({ length: PATH_LIMITS.certificates - 2 }, (_, i) => raw({ subject: `S${i}` }, root));
  t.true(PATH_LIMITS.certificates >= 40);
  t.is(judge([leaf(middle), ...unrelated, middle]).reason, 'accepted');
  const { reason, work } = judge([leaf(middle), ...unrelated, middle, middle]);
  t.is(reason, 'MALFORMED');
  t.deepEqual({ ...work }, { certificatesParsed: 0, signatureChecks: 0, listChecks: 0, nameComparisons: 0, steps: 0 });
});

test('64 certificates that claim to be by the anchor cost no more signature checks than the limit', (t) => {
  const authorities = Array.from({ length: 63 }, () =>
    raw({ subject: 'Twin', issuer: 'Root', ca: true, identifiers: false }),
  );
  const { reason, work } = judge([leaf(authorities[0] as Raw, { identifiers: false }), ...authorities]);
  t.is(reason, 'BAD_SIGNATURE');
  t.is(work.signatureChecks, PATH_LIMITS.signatureChecks);
  t.true(PATH_LIMITS.signatureChecks + PATH_LIMITS.listChecks <= 24);
  t.is(work.certificatesParsed, PATH_LIMITS.signatureChecks + 1, 'when it is reached, nothing else is looked at');
});

test('certificates of one key are one issuer: its signature is checked once', (t) => {
  const keys = p256();
  const authorities = Array.from({ length: 60 }, (_, serial) =>
    raw({ subject: 'Twin', issuer: 'Root', ca: true, keys, serial }),
  );
  const other = raw({ subject: 'Twin', ca: true }, root);
  const { reason, work } = judge([raw({ subject: 'leaf', hosts: [HOST] }, { ...other, keys }), other, ...authorities]);
  t.is(reason, 'BAD_SIGNATURE');
  t.true(work.signatureChecks <= PATH_LIMITS.signatureChecks);
  const good = raw({ subject: 'Twin', ca: true, keys }, root);
  const mixed = judge([leaf(good), ...authorities.slice(0, 5), good]);
  t.is(mixed.reason, 'accepted');
  t.is(mixed.work.signatureChecks, 7, 'each of the six once by the anchor, the end entity once');
});

test('a key that did not sign is not tried again under another certificate, nor is a copy of one', (t) => {
  const keys = p256();
  const genuine = Array.from({ length: 6 }, (_, serial) => raw({ subject: 'Twin', ca: true, keys, serial }, root));
  const forged = raw({ subject: 'leaf', hosts: [HOST] }, { ...root, subject: 'Twin', keys: p256() });
  const { reason, work } = judge([forged, ...genuine, ...genuine]);
  t.is(reason, 'BAD_SIGNATURE');
  t.like(work, { signatureChecks: 2, certificatesParsed: 2, steps: 7 });
});

test('a self-issued authority is on a path once', (t) => {
  const keys = p256();
  const top = raw({ subject: 'Self', issuer: 'Root', ca: true, keys });
  const renewed = Array.from({ length: 6 }, (_, serial) => raw({ subject: 'Self', ca: true, keys, serial }, top));
  const { reason, work } = judge([leaf(top), ...renewed, top]);
  t.is(reason, 'BAD_SIGNATURE');
  t.is(work.steps, 50, 'seven from the end entity, seven from each of the six, and the anchor');
});

test('the constraints of an issuer are checked once for a certificate, whatever is above the issuer', (t) => {
  const keys = p256();
  const tops = Array.from({ length: 3 }, (_, serial) => raw({ subject: 'Top', ca: true, keys, serial }, root));
  const others = Array.from({ length: 3 }, () => raw({ subject: 'Top', ca: true, identifiers: false }, root));
  const low = raw({ subject: 'Low', ca: true, extensions: [excluding([HOST])] }, tops[0]);
  const { reason, work } = judge([leaf(low), low, ...tops, ...others]);
  t.is(reason, 'NAME_NOT_PERMITTED');
  t.is(work.nameComparisons, 1);
});

test('authorities that all issue for each other do not exceed the limit of steps', (t) => {
  const names = ['A', 'B', 'C', 'D', 'E', 'F', 'G'];
  const keys = names.map(() => p256());
  const chain = names.flatMap((subject, i) =>
    names.map((issuer, j) =>
      raw(
        { subject, ca: true, keys: keys[i] as Raw['keys'], identifiers: false },
        { ...root, subject: issuer, keys: keys[j] as Raw['keys'] },
      ),
    ),
  );
  const top = raw(
    { subject: 'A', issuer: 'Root', ca: true, keys: keys[0] as Raw['keys'], identifiers: false },
    { ...root, keys: p256() },
  );
  const end = leaf({ ...root, subject: 'G', keys: keys[6] as Raw['keys'] });
  const { reason, work } = judge([end, ...chain, top]);
  t.is(reason, 'BAD_SIGNATURE');
  t.is(work.steps, PATH_LIMITS.steps);
  t.true(PATH_LIMITS.steps <= 512);
  t.is(work.signatureChecks, 1);
  t.true(work.certificatesParsed <= 51);
});

const hosts = (count: number, suffix = ''): string[] =>
  Array.from({ length: count }, (_, i) => `h${i}${suffix}.${HOST}`);
const excluding = (names: readonly string[]): Uint8Array =>
  extension('2.5.29.30', sequence(der(0xa1, ...names.map((name) => sequence(generalName.host(name))))), true);

test('name comparisons are counted on the whole path, and too many refuse it before the first one', (t) => {
  const top = raw({ subject: 'Top', ca: true, extensions: [excluding(hosts(120, 'x'))] }, root);
  const low = raw({ subject: 'Low', ca: true, extensions: [excluding(hosts(120, 'y'))] }, top);
  const fits = judge([leaf(low, { hosts: [HOST, ...hosts(79)] }), low, top]);
  t.is(fits.reason, 'accepted');
  t.is(fits.work.nameComparisons, 80 * 240);
  const large = judge([leaf(low, { hosts: [HOST, ...hosts(89)] }), low, top]);
  t.is(large.reason, 'UNSUPPORTED');
  t.true(large.work.nameComparisons <= PATH_LIMITS.pathComparisons);
});

test('many paths together cost no more name comparisons than the limit', (t) => {
  const keys = p256();
  const issuers = Array.from({ length: 6 }, (_, serial) =>
    raw({ subject: 'Middle', ca: true, keys, serial, extensions: [excluding([HOST, ...hosts(119, 'x')])] }, root),
  );
  const names = [...hosts(110), HOST];
  const { reason, work } = judge([leaf(issuers[0] as Raw, { hosts: names }), ...issuers]);
  t.is(reason, 'NAME_NOT_PERMITTED');
  t.is(work.nameComparisons, 3 * 111 * 120);
  t.true(work.nameComparisons <= PATH_LIMITS.nameComparisons);
  t.is(work.signatureChecks, 7, 'each issuer once, the end entity once');
});

test('the error of the path that got furthest is reported', (t) => {
  const fake = raw({ subject: 'Middle', issuer: 'Root', ca: true, identifiers: false });
  const real = raw({ subject: 'Middle', ca: true, identifiers: false, extensions: [excluding([HOST])] }, root);
  const below = leaf(real, { identifiers: false });
  for (const order of [
    [fake, real],
    [real, fake],
  ])
    t.is(judge([below, ...order]).reason, 'NAME_NOT_PERMITTED');
});

test('a chain of the maximum size is parsed once and checked up to the limit', (t) => {
  const names = hosts(1200);
  const large = raw({ subject: 'Large', ca: true, hosts: [HOST, ...names] }, root);
  t.true(large.der.length > 20_000 && large.der.length < 32_768);
  const same = judge([large, ...Array<Raw>(63).fill(large)]);
  t.is(same.reason, 'accepted');
  t.deepEqual(
    { ...same.work },
    { certificatesParsed: 1, signatureChecks: 1, listChecks: 0, nameComparisons: 0, steps: 1 },
  );
  const work = new PathWork();
  const refused = { ...policy(), anchors: new TrustAnchors(), rejectUnauthorized: false };
  t.true(verifyChain(dersOf([large, large]), refused, Date.now(), work).accept);
  t.is(work.certificatesParsed, 1, 'also where the end entity is accepted without a path');
});
