import test from 'ava';
import fc from 'fast-check';
import { TrustAnchors } from '../../runtime/certificates/trust-anchors.ts';
import { type ChainOptions, verifyChain } from '../../runtime/certificates/verify-chain.ts';
import { CertificateError } from '../../runtime/errors/certificate-error.ts';
import { testRsaCertificate } from '../../runtime/testing/index.ts';
import { issue, x509 } from './authority.ts';

const root = await issue({ subject: 'CN=Root', ca: true });
// permitted: example.com, 192.0.2.0/24; excluded: bad.example.com
const constraints = Buffer.from(
  '3036a01d300d820b6578616d706c652e636f6d300a8708c0000200ffffff00' + 'a1153011820f6261642e6578616d706c652e636f6d00',
  'hex',
);
const middle = await issue(
  {
    subject: 'CN=Middle, O=Test',
    ca: 1,
    keyUsage: x509.KeyUsageFlags.keyCertSign,
    usages: [x509.ExtendedKeyUsage.serverAuth],
  },
  root,
);
const leaf = await issue(
  {
    subject: 'CN=leaf',
    names: ['www.example.com', '*.shop.example.com'],
    addresses: ['192.0.2.7'],
    usages: [x509.ExtendedKeyUsage.serverAuth],
    keyUsage: x509.KeyUsageFlags.digitalSignature,
    extensions: [new x509.Extension('2.5.29.32', false, Buffer.from('3006300406022a03', 'hex'))],
  },
  middle,
);
const bound = await issue(
  { subject: 'CN=Bound', ca: true, extensions: [new x509.Extension('2.5.29.30', true, constraints)] },
  root,
);

const strict: ChainOptions = {
  anchors: new TrustAnchors([root.pem, testRsaCertificate.der]),
  purpose: 'server',
  servername: 'www.example.com',
  rejectUnauthorized: true,
};
const lenient: ChainOptions = { ...strict, rejectUnauthorized: false };

/** One change of any kind to a certificate: a byte, a bit, a piece cut out, doubled or put somewhere else, a length. */
const damage = (der: Uint8Array): fc.Arbitrary<Uint8Array> => {
  const place = fc.nat(der.length - 1);
  return fc.oneof(
    fc.tuple(place, fc.integer({ min: 1, max: 255 })).map(([at, flip]) => {
      const copy = der.slice();
      copy[at] = (copy[at] ?? 0) ^ flip;
      return copy;
    }),
    fc.tuple(place, fc.integer({ min: 1, max: 40 })).map(([at, length]) => {
      return Uint8Array.from([...der.subarray(0, at), ...der.subarray(at + length)]);
    }),
    fc.tuple(place, place, fc.integer({ min: 1, max: 60 })).map(([from, to, length]) => {
      return Uint8Array.from([...der.subarray(0, to), ...der.subarray(from, from + length), ...der.subarray(to)]);
    }),
    fc.tuple(place, fc.uint8Array({ minLength: 1, maxLength: 6 })).map(([at, bytes]) => {
      const copy = der.slice();
      copy.set(bytes.subarray(0, der.length - at), at);
      return copy;
    }),
    place.map((at) => {
      const copy = der.slice();
      copy.set([0x84, 0xff, 0xff, 0xff, 0xff].slice(0, der.length - at), at);
      return copy;
    }),
  );
};

const same = (a: Uint8Array, b: Uint8Array | undefined): boolean => b !== undefined && Buffer.from(a).equals(b);

test('the undamaged chain is accepted', (t) => {
  t.true(verifyChain([leaf.der, middle.der], strict, Date.now()).accept);
});

test('a certificate with bytes after it is refused as an end entity and ignored as an issuer', (t) => {
  for (const bytes of [[0], [0x30, 0], [...middle.der]]) {
    const longer = (der: Uint8Array) => Uint8Array.from([...der, ...bytes]);
    const atTheEnd = verifyChain([longer(leaf.der), middle.der], strict, Date.now());
    t.like(atTheEnd, { accept: false, alert: 'bad_certificate' });
    t.like(verifyChain([leaf.der, longer(middle.der)], strict, Date.now()), { accept: false, alert: 'unknown_ca' });
    t.true(verifyChain([leaf.der, longer(middle.der), middle.der], strict, Date.now()).accept, 'no path needs it');
  }
});

test('a damaged chain gives a result and no exception, and a damaged end entity is never accepted', (t) => {
  const sources = [leaf.der, middle.der, bound.der, testRsaCertificate.der];
  const one = fc.oneof(...sources.map(damage), ...sources.map((der) => fc.constant(der)), fc.uint8Array());
  let refused = 0;
  fc.assert(
    fc.property(fc.array(one, { maxLength: 4 }), (chain) => {
      const decision = verifyChain(chain, strict, Date.now());
      const known = sources.some((der) => same(der, chain[0]));
      if (decision.accept) return known && decision.publicKey.length > 0;
      refused++;
      return decision.error instanceof CertificateError && /^[a-z_]+$/.test(decision.alert);
    }),
    { numRuns: 1500 },
  );
  t.true(refused > 1000, `${refused} refused`);
});

test('with rejectUnauthorized: false a damaged chain is accepted where its key is valid, and never throws', (t) => {
  let accepted = 0;
  let refused = 0;
  fc.assert(
    fc.property(fc.oneof(damage(leaf.der), damage(testRsaCertificate.der)), (first) => {
      const decision = verifyChain([first, middle.der], lenient, Date.now());
      if (decision.accept) accepted++;
      else refused++;
      // A change can give the same bytes.
      if (same(leaf.der, first)) return decision.accept;
      return decision.accept
        ? decision.publicKey[0] === 0x30 && decision.authorizationError instanceof CertificateError
        : decision.error.reason === 'MALFORMED';
    }),
    { numRuns: 400 },
  );
  t.true(accepted > 20 && refused > 20, `${accepted} accepted, ${refused} refused`);
});
