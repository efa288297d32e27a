import { X509Certificate } from 'node:crypto';
import test from 'ava';
import fc from 'fast-check';
import { validatePath } from '../../runtime/certificates/path.ts';
import { TrustAnchors } from '../../runtime/certificates/trust-anchors.ts';
import { CertificateError, type CertificateReason } from '../../runtime/errors/certificate-error.ts';
import { type Issued, issue, type Wish, x509 } from './authority.ts';
import { reasonOf } from './reason.ts';

const root = await issue({ subject: 'CN=Root', ca: true });
const other = await issue({ subject: 'CN=Other Root', ca: true });
const middle = await issue({ subject: 'CN=Middle', ca: true }, root);
const leafWish: Wish = {
  subject: 'CN=leaf',
  names: ['service.example', '*.wild.example'],
  addresses: ['192.0.2.7', '2001:db8::7'],
  usages: [x509.ExtendedKeyUsage.serverAuth],
  keyUsage: x509.KeyUsageFlags.digitalSignature,
};
const leaf = await issue(leafWish, middle);
const anchors = new TrustAnchors(root.pem);

function validate(chain: readonly Issued[], servername: string | undefined = 'service.example', trust = anchors) {
  return validatePath(
    chain.map((issued) => issued.der),
    { anchors: trust, purpose: 'server', servername, now: Date.now() },
  );
}

test('a chain with an intermediate leads to its anchor and yields the key of the end entity', (t) => {
  const { publicKey, path } = validate([leaf, middle]);
  t.deepEqual(publicKey, new Uint8Array(leaf.certificate.publicKey.rawData));
  t.deepEqual(
    path.map((der) => new X509Certificate(der).subject),
    ['CN=leaf', 'CN=Middle', 'CN=Root'],
  );
});

test('the end entity is the first certificate, whatever follows it', (t) => {
  t.is(
    reasonOf(() => validate([middle, leaf])),
    reasonOf(() => validate([middle])),
  );
  t.not(
    reasonOf(() => validate([middle, leaf])),
    undefined,
  );
});

for (const [hash, last] of [
  ['MD5', 4],
  ['SHA-1', 5],
] as const) {
  test(`a certificate that is signed with ${hash} is refused with bad_certificate, but not as an anchor`, async (t) => {
    const key = {
      name: 'RSASSA-PKCS1-v1_5',
      hash: 'SHA-256',
      modulusLength: 2048,
      publicExponent: Uint8Array.of(1, 0, 1),
    } as const;
    const authority = await issue({ subject: 'CN=RSA', ca: true, key, signature: key });
    const der = Buffer.from((await issue({ ...leafWish, signature: key }, authority)).der);
    const withHash = (bytes: Buffer) => {
      // sha256WithRSAEncryption in both places, as the algorithm with the other hash.
      const oid = Buffer.from('2a864886f70d01010b', 'hex');
      for (let at = bytes.indexOf(oid); at !== -1; at = bytes.indexOf(oid)) bytes[at + 8] = last;
      return new Uint8Array(bytes);
    };
    const policy = { purpose: 'server', servername: 'service.example', now: Date.now() } as const;
    const trust = new TrustAnchors(authority.der);
    const weak = t.throws(() => validatePath([withHash(Buffer.from(der))], { ...policy, anchors: trust }));
    t.is(weak instanceof CertificateError ? weak.alert : '', 'bad_certificate');
    const weakAnchor = new TrustAnchors(withHash(Buffer.from(authority.der)));
    t.notThrows(() => validatePath([new Uint8Array(der)], { ...policy, anchors: weakAnchor }));
  });
}

test('intermediates may come in any order, with unrelated certificates and the root among them', (t) => {
  t.is(validate([leaf, other, root, middle]).path.length, 3);
});

test('an end entity directly below the anchor needs no intermediate', async (t) => {
  t.is(validate([await issue(leafWish, root)]).path.length, 2);
});

test('an intermediate that is listed as an anchor is enough', (t) => {
  t.is(validate([leaf], 'service.example', new TrustAnchors(middle.pem)).path.length, 2);
  t.is(validate([leaf, middle], 'service.example', new TrustAnchors(middle.der)).path.length, 2);
});

test('a self-signed certificate is accepted only where it is itself an anchor', async (t) => {
  const own = await issue(leafWish);
  t.is(
    reasonOf(() => validate([own])),
    'SELF_SIGNED',
  );
  t.is(validate([own], 'service.example', new TrustAnchors(own.pem)).path.length, 1);
});

test('the dates and names of an anchor are checked when it is the end entity', async (t) => {
  const own = await issue({ ...leafWish, from: -9, until: -2 });
  const trust = new TrustAnchors(own.pem);
  t.is(
    reasonOf(() => validate([own], 'service.example', trust)),
    'EXPIRED',
  );
  const good = await issue(leafWish);
  t.is(
    reasonOf(() => validate([good], 'elsewhere.example', new TrustAnchors(good.pem))),
    'NAME_MISMATCH',
  );
});

test('a chain that leads to no anchor has an unknown issuer', async (t) => {
  t.is(
    reasonOf(() => validate([leaf])),
    'UNKNOWN_ISSUER',
  );
  const elsewhere = await issue(leafWish, other);
  t.is(
    reasonOf(() => validate([elsewhere, other])),
    'UNKNOWN_ISSUER',
  );
});

const refused: readonly [title: string, expected: CertificateReason, chain: () => Promise<Issued[]>][] = [
  ['an expired end entity', 'EXPIRED', async () => [await issue({ ...leafWish, from: -9, until: -1 }, root)]],
  ['an end entity of tomorrow', 'NOT_YET_VALID', async () => [await issue({ ...leafWish, from: 1 }, root)]],
  [
    'an expired intermediate',
    'EXPIRED',
    async () => {
      const old = await issue({ subject: 'CN=Old', ca: true, from: -9, until: -1 }, root);
      return [await issue(leafWish, old), old];
    },
  ],
  [
    'an intermediate without the right to issue',
    'NOT_A_CA',
    async () => {
      const plain = await issue({ subject: 'CN=Plain' }, root);
      return [await issue(leafWish, plain), plain];
    },
  ],
  [
    'an intermediate whose key must not sign certificates',
    'NOT_A_CA',
    async () => {
      const crl = await issue({ subject: 'CN=Crl', ca: true, keyUsage: x509.KeyUsageFlags.cRLSign }, root);
      return [await issue(leafWish, crl), crl];
    },
  ],
  [
    'a path that is longer than an issuer allows',
    'NOT_A_CA',
    async () => {
      const narrow = await issue({ subject: 'CN=Narrow', ca: 0 }, root);
      const below = await issue({ subject: 'CN=Below', ca: true }, narrow);
      return [await issue(leafWish, below), below, narrow];
    },
  ],
  [
    'an impostor with the name of the anchor',
    'BAD_SIGNATURE',
    async () => {
      const impostor = await issue({ subject: 'CN=Root', ca: true });
      return [await issue(leafWish, impostor), impostor];
    },
  ],
  [
    'a certificate for clients only',
    'WRONG_USAGE',
    async () => [await issue({ ...leafWish, usages: [x509.ExtendedKeyUsage.clientAuth] }, root)],
  ],
  [
    'an intermediate that is limited to mail',
    'WRONG_USAGE',
    async () => {
      const mail = await issue({ subject: 'CN=Mail', ca: true, usages: [x509.ExtendedKeyUsage.emailProtection] }, root);
      return [await issue(leafWish, mail), mail];
    },
  ],
  [
    'a key that must not sign',
    'WRONG_USAGE',
    async () => [await issue({ ...leafWish, keyUsage: x509.KeyUsageFlags.keyAgreement }, root)],
  ],
  [
    'a signature with SHA-1',
    'WEAK',
    async () => [await issue({ ...leafWish, signature: { name: 'ECDSA', hash: 'SHA-1' } }, root)],
  ],
  [
    'an RSA key of 1024 bits',
    'WEAK',
    async () => {
      const key = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 1024 } as const;
      return [await issue({ ...leafWish, key: { ...key, publicExponent: new Uint8Array([1, 0, 1]) } }, root)];
    },
  ],
  [
    'an unknown critical extension',
    'UNSUPPORTED',
    async () => [
      await issue({ ...leafWish, extensions: [new x509.Extension('1.2.3.4', true, new Uint8Array([5, 0]))] }, root),
    ],
  ],
  [
    'a repeated extension',
    'MALFORMED',
    async () => {
      const one = new x509.Extension('1.2.3.4', false, new Uint8Array([5, 0]));
      return [await issue({ ...leafWish, extensions: [one, one] }, root)];
    },
  ],
  ['no certificate at all', 'MALFORMED', async () => []],
];

for (const [title, expected, chain] of refused) {
  test(`refused: ${title}`, async (t) => {
    const certificates = await chain();
    t.is(
      reasonOf(() => validate(certificates)),
      expected,
    );
  });
}

test('signatures with RSA-PSS and SHA-256 and with Ed25519 are accepted', async (t) => {
  const rsa = { hash: 'SHA-256', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) } as const;
  const pss = await issue({ subject: 'CN=Pss', ca: true, key: { ...rsa, name: 'RSA-PSS' }, signature: pssSignature });
  const ed = await issue({ subject: 'CN=Ed', ca: true, key: { name: 'Ed25519' }, signature: edSignature });
  for (const [authority, signature] of [
    [pss, pssSignature],
    [ed, edSignature],
  ] as const) {
    const below = await issue({ ...leafWish, signature }, authority);
    t.is(validate([below], 'service.example', new TrustAnchors(authority.pem)).path.length, 2);
  }
});
const pssSignature = { name: 'RSA-PSS', hash: 'SHA-256', saltLength: 32 };
const edSignature = { name: 'Ed25519', hash: '' };

test('a path of RSA keys with PKCS #1 v1.5 signatures ends in a key for RSA-PSS', async (t) => {
  const key = {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
  } as const;
  const signature = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  const authority = await issue({ subject: 'CN=Rsa', ca: true, key, signature });
  const below = await issue({ ...leafWish, key, signature }, authority);
  const { publicKey } = validate([below], 'service.example', new TrustAnchors(authority.pem));
  t.deepEqual(publicKey, new Uint8Array(below.certificate.publicKey.rawData));
});

const purposes: readonly [title: string, request: Wish, server: boolean, client: boolean][] = [
  ['without a list of purposes', {}, true, true],
  ['for servers', { usages: [x509.ExtendedKeyUsage.serverAuth] }, true, false],
  ['for clients', { usages: [x509.ExtendedKeyUsage.clientAuth] }, false, true],
  ['for both', { usages: [x509.ExtendedKeyUsage.serverAuth, x509.ExtendedKeyUsage.clientAuth] }, true, true],
  ['for any purpose', { usages: ['2.5.29.37.0'] }, true, true],
  ['for mail', { usages: [x509.ExtendedKeyUsage.emailProtection] }, false, false],
];

for (const [title, request, server, client] of purposes) {
  test(`a certificate ${title} is accepted or refused by the purpose it is used for`, async (t) => {
    const one = await issue({ subject: 'CN=purpose', ...request }, root);
    for (const [purpose, good] of [
      ['server', server],
      ['client', client],
    ] as const) {
      const found = reasonOf(() =>
        validatePath([one.der], { anchors, purpose, servername: undefined, now: Date.now() }),
      );
      t.is(found, good ? 'accepted' : 'WRONG_USAGE', purpose);
    }
  });
}

test('an internationalized name matches by its A-labels only', async (t) => {
  const one = await issue({ names: ['xn--bcher-kva.example', '*.xn--bcher-kva.example'] }, root);
  t.is(
    reasonOf(() => validate([one], 'xn--bcher-kva.example')),
    'accepted',
  );
  t.is(
    reasonOf(() => validate([one], 'XN--BCHER-KVA.example')),
    'accepted',
  );
  t.is(
    reasonOf(() => validate([one], 'a.xn--bcher-kva.example')),
    'accepted',
  );
  t.is(
    reasonOf(() => validate([one], 'b\u00fccher.example')),
    'NAME_MISMATCH',
  );
  t.is(
    reasonOf(() => validate([one], 'bucher.example')),
    'NAME_MISMATCH',
  );
});

test('a wildcard matches one whole leftmost label only', async (t) => {
  const one = await issue({ names: ['f*.example.org', 'a.*.example.org', '*.*.example.com', '*'] }, root);
  for (const name of ['foo.example.org', 'f*.example.org', 'a.b.example.org', 'a.b.example.com', 'localhost', 'a.b']) {
    t.is(
      reasonOf(() => validate([one], name)),
      'NAME_MISMATCH',
      name,
    );
  }
});

test('a name does not match an address, nor an address in a name', async (t) => {
  const one = await issue({ names: ['192.0.2.7'] }, root);
  t.is(
    reasonOf(() => validate([one], '192.0.2.7')),
    'NAME_MISMATCH',
  );
});

test('names: exact, one wildcard label, addresses in any spelling; nothing else', (t) => {
  const good = ['service.example', 'SERVICE.example', 'service.example.', 'a.wild.example', '192.0.2.7'];
  for (const name of [...good, '2001:db8::7', '2001:0db8:0:0:0:0:0:7', '2001:db8::7%eth0']) {
    t.notThrows(() => validate([leaf, middle], name), name);
  }
  const bad = [
    '',
    '.',
    'example',
    'leaf',
    'wild.example',
    'a.b.wild.example',
    '192.0.2.8',
    '2001:db8::8',
    'a\0.example',
  ];
  for (const name of bad) {
    t.is(
      reasonOf(() => validate([leaf, middle], name)),
      'NAME_MISMATCH',
      JSON.stringify(name),
    );
  }
  t.notThrows(() => validate([leaf, middle], undefined));
});

test('the common name is not an identity', async (t) => {
  const { names: _, addresses: __, ...nameless } = leafWish;
  const old = await issue({ ...nameless, subject: 'CN=service.example' }, root);
  t.is(
    reasonOf(() => validate([old])),
    'NAME_MISMATCH',
  );
});

test('every truncation and no bit flip of a certificate gets past the checks', (t) => {
  const der = leaf.der;
  for (let length = 0; length < der.length; length++) {
    t.is(
      reasonOf(() => validatePath([der.subarray(0, length), middle.der], policy())),
      'MALFORMED',
    );
  }
  fc.assert(
    fc.property(fc.nat(der.length * 8 - 1), (bit) => {
      const flipped = der.slice();
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      return reasonOf(() => validatePath([flipped, middle.der], policy())) !== 'accepted';
    }),
    { numRuns: 300 },
  );
});

test('garbage of any kind is malformed, and a certificate as PEM text is garbage', (t) => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 300 }),
      (bytes) => reasonOf(() => validatePath([bytes], policy())) === 'MALFORMED',
    ),
  );
  t.is(
    reasonOf(() => validatePath([Buffer.from(leaf.pem)], policy())),
    'MALFORMED',
  );
  t.is(
    reasonOf(() => validatePath([new Uint8Array(40_000).fill(0x30)], policy())),
    'MALFORMED',
  );
});

function policy() {
  return { anchors, purpose: 'server', servername: 'service.example', now: Date.now() } as const;
}
