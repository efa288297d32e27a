import test from 'ava';
import fc from 'fast-check';
import { readDer } from '../../runtime/certificates/certificate-der.ts';
import { NO_NAMES, readGeneralNames } from '../../runtime/certificates/general-names.ts';
import { NameConstraints } from '../../runtime/certificates/name-constraints.ts';
import { validatePath } from '../../runtime/certificates/path.ts';
import { TrustAnchors } from '../../runtime/certificates/trust-anchors.ts';
import { CertificateError } from '../../runtime/errors/certificate-error.ts';
import { type Issued, issue, type Wish, x509 } from './authority.ts';
import { ascii, der, directoryName, generalName } from './der-writer.ts';

const root = await issue({ subject: 'CN=Root', ca: true });
const anchors = new TrustAnchors(root.pem);

const { host, address: range, mail, directory } = generalName;

interface Bounds {
  readonly permitted?: readonly Uint8Array[];
  readonly excluded?: readonly Uint8Array[];
}

function extensionValue({ permitted, excluded }: Bounds): Uint8Array {
  const subtrees = (tag: number, bases: readonly Uint8Array[] | undefined): Uint8Array[] =>
    bases === undefined ? [] : [der(tag, ...bases.map((base) => der(0x30, base)))];
  return der(0x30, ...subtrees(0xa0, permitted), ...subtrees(0xa1, excluded));
}

function reasonOf(action: () => void): string {
  try {
    action();
    return 'fine';
  } catch (error) {
    if (error instanceof CertificateError) return error.reason;
    throw error;
  }
}

/** The result of the constraints for a certificate with these alternative names and this subject. */
function verdict(bounds: Bounds, names: readonly Uint8Array[], subject: readonly string[] = []): string {
  return reasonOf(() =>
    new NameConstraints(extensionValue(bounds)).check(
      { subject: directoryName(...subject), alternatives: readGeneralNames(readDer(Buffer.concat(names))) },
      'certificate',
    ),
  );
}

test('a name with the tag of no form of names is malformed, and not ignored', (t) => {
  for (const tag of [0xa2, 0xa7, 0x84, 0x82 & 0x1f, 0x42, 0xc2, 0x89, 0x16]) {
    const strange = der(tag, ascii('example.com'));
    t.is(verdict({ excluded: [strange] }, [host('example.com')]), 'MALFORMED', `tag ${tag}`);
    t.is(verdict({ permitted: [host('example.com')] }, [strange]), 'MALFORMED', `tag ${tag} of a certificate`);
  }
});

const hosts: readonly [bounds: Bounds, fine: readonly string[], refused: readonly string[]][] = [
  [
    { permitted: [host('example.com')] },
    ['example.com', 'a.example.com', 'a.b.example.com', '*.example.com', 'A.EXAMPLE.COM'],
    ['example.org', 'notexample.com', 'com', '*.com', 'example.com.', 'example.com.evil.org', 'a\0.example.com', ''],
  ],
  [
    { permitted: [host('.example.com')] },
    ['a.example.com', '*.example.com', '*.a.example.com'],
    ['example.com', 'notexample.com'],
  ],
  [{ permitted: [host('')] }, ['example.com', '*.org'], ['two words']],
  [{ permitted: [host('EXAMPLE.com'), host('example.org')] }, ['a.example.com', 'example.org'], ['example.net']],
  [
    { excluded: [host('bad.example.com')] },
    ['example.com', 'good.example.com', '*.good.example.com', '*.org', 'notbad.example.com'],
    ['bad.example.com', 'very.bad.example.com', '*.bad.example.com', '*.example.com', 'Bad.Example.Com'],
  ],
  [
    { excluded: [host('.bad.example.com')] },
    ['bad.example.com'],
    ['a.bad.example.com', '*.bad.example.com', '*.a.bad.example.com'],
  ],
  [{ excluded: [host('')] }, [], ['example.com', '*.example.com']],
  [
    { permitted: [host('example.com')], excluded: [host('bad.example.com')] },
    ['good.example.com'],
    ['bad.example.com', '*.example.com', 'example.org'],
  ],
  [{ permitted: [range(192, 0, 2, 0, 255, 255, 255, 0)] }, ['example.com', 'anything.at.all'], []],
];

test('host names: a subtree is a name and all names below it, and a wildcard is every name it matches', (t) => {
  for (const [bounds, fine, refused] of hosts) {
    for (const name of fine) t.is(verdict(bounds, [host(name)]), 'fine', name);
    for (const name of refused) t.is(verdict(bounds, [host(name)]), 'NAME_NOT_PERMITTED', name);
    if (fine[0] === undefined || refused[0] === undefined) continue;
    t.is(verdict(bounds, [host(fine[0]), host(refused[0])]), 'NAME_NOT_PERMITTED', 'one bad name is enough');
  }
});

test('addresses: a subtree is an address and a mask, of one family', (t) => {
  const net = { permitted: [range(192, 0, 2, 0, 255, 255, 255, 0)] };
  t.is(verdict(net, [range(192, 0, 2, 7)]), 'fine');
  t.is(verdict(net, [range(192, 0, 3, 7)]), 'NAME_NOT_PERMITTED');
  t.is(verdict(net, [range(...new Array<number>(16).fill(0))]), 'NAME_NOT_PERMITTED');
  t.is(verdict(net, [range(192, 0, 2)]), 'NAME_NOT_PERMITTED', 'no address at all');
  const six = [0x20, 0x01, 0x0d, 0xb8, ...new Array<number>(12).fill(0)];
  const mask = [...new Array<number>(4).fill(255), ...new Array<number>(12).fill(0)];
  const noDocumentation = { excluded: [range(...six, ...mask)] };
  t.is(verdict(noDocumentation, [range(...six)]), 'NAME_NOT_PERMITTED');
  t.is(verdict(noDocumentation, [range(0x20, ...six.slice(1, 3), 0xb9, ...six.slice(4))]), 'fine');
  t.is(verdict(noDocumentation, [range(192, 0, 2, 7)]), 'fine');
});

test('directory names: the subject must start with a permitted name, in the same encoding', (t) => {
  const bounds = { permitted: [directory('Org')] };
  t.is(verdict(bounds, [], ['Org', 'unit']), 'fine');
  t.is(verdict(bounds, [], ['Org']), 'fine');
  t.is(verdict(bounds, [host('example.com')], []), 'fine', 'an empty subject is not constrained');
  t.is(verdict(bounds, [], ['Other', 'Org']), 'NAME_NOT_PERMITTED');
  t.is(verdict(bounds, [], ['org']), 'NAME_NOT_PERMITTED');
  t.is(verdict(bounds, [directory('Else')], ['Org']), 'NAME_NOT_PERMITTED');
});

test('what cannot be processed is refused, never ignored', (t) => {
  t.is(verdict({ excluded: [directory('Org')] }, []), 'UNSUPPORTED');
  t.is(verdict({ permitted: [mail('example.com')] }, [host('example.com')]), 'fine', 'no such name, nothing to check');
  t.is(verdict({ permitted: [mail('example.com')] }, [mail('a@example.com')]), 'UNSUPPORTED');
  t.is(verdict({ excluded: [mail('example.com')] }, [mail('a@example.org')]), 'UNSUPPORTED');
  t.is(verdict({ permitted: [host('example.com')] }, [mail('a@example.org')]), 'fine', 'a form without constraints');
});

test('constraints that are not well formed are malformed', (t) => {
  const read = (value: Uint8Array) => reasonOf(() => void new NameConstraints(value));
  t.is(read(der(0x30)), 'MALFORMED', 'empty');
  t.is(read(Uint8Array.of()), 'MALFORMED');
  t.is(read(Uint8Array.from([...extensionValue({ permitted: [host('a')] }), 0])), 'MALFORMED', 'a byte behind');
  t.is(read(der(0x30, der(0xa2, host('a')))), 'MALFORMED', 'a third list');
  for (const name of ['*.example.com', 'example.com.', '..', '.', 'two words', 'a..b', 'b\u00fccher']) {
    t.is(read(extensionValue({ excluded: [host(name)] })), 'MALFORMED', name);
  }
  t.is(read(extensionValue({ permitted: [range(192, 0, 2, 0, 255, 0, 255, 0)] })), 'MALFORMED', 'a mask with holes');
  t.is(read(extensionValue({ permitted: [range(192, 0, 2, 0)] })), 'MALFORMED', 'no mask');
  const minimum = der(0x30, der(0xa0, der(0x30, host('a'), Uint8Array.of(0x80, 1, 1))));
  t.is(read(minimum), 'UNSUPPORTED');
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => ['MALFORMED', 'UNSUPPORTED'].includes(read(bytes))),
  );
});

test('names of all forms are read out of a certificate, those of other forms by number', (t) => {
  const names = readGeneralNames(
    readDer(
      Buffer.concat([host('A.example'), range(1, 2, 3, 4), mail('x'), directory('Org'), der(0x86, ascii('u:v'))]),
    ),
  );
  t.deepEqual(names.dns, ['a.example']);
  t.deepEqual(
    names.addresses.map((bytes) => [...bytes]),
    [[1, 2, 3, 4]],
  );
  t.deepEqual(Buffer.from(names.directory[0] ?? []), Buffer.from(directoryName('Org')));
  t.deepEqual([...names.others], [1, 6]);
  t.is(NO_NAMES.dns.length, 0);
});

const bound = (bounds: Bounds, request: Wish = {}, issuer: Issued = root): Promise<Issued> =>
  issue(
    {
      subject: 'CN=Bound',
      ca: true,
      extensions: [new x509.Extension('2.5.29.30', true, extensionValue(bounds))],
      ...request,
    },
    issuer,
  );
const validate = (chain: readonly Issued[], trust = anchors): string =>
  reasonOf(() => {
    const ders = chain.map((issued) => issued.der);
    validatePath(ders, { anchors: trust, purpose: 'server', servername: undefined, now: Date.now() });
  });

test('on a path the constraints of every issuer hold for everything below it', async (t) => {
  const issuer = await bound({ permitted: [host('example.com')] });
  const good = await issue({ subject: 'CN=leaf', names: ['www.example.com'] }, issuer);
  const bad = await issue({ subject: 'CN=leaf', names: ['www.example.org'] }, issuer);
  t.is(validate([good, issuer]), 'fine');
  t.is(validate([bad, issuer]), 'NAME_NOT_PERMITTED');
  const middle = await issue({ subject: 'CN=Middle', ca: true }, issuer);
  const deep = await issue({ subject: 'CN=leaf', names: ['www.example.org'] }, middle);
  t.is(validate([deep, middle, issuer]), 'NAME_NOT_PERMITTED', 'two levels down');
  const deepGood = await issue({ subject: 'CN=leaf', names: ['www.example.com'] }, middle);
  t.is(validate([deepGood, middle, issuer]), 'fine');
});

test('the constraints of a trust anchor are enforced', async (t) => {
  const anchor = await bound({ excluded: [host('example.org')] }, { subject: 'CN=Bound' });
  const bad = await issue({ subject: 'CN=leaf', names: ['www.example.org'] }, anchor);
  t.is(validate([bad], new TrustAnchors(anchor.pem)), 'NAME_NOT_PERMITTED');
});

test('a self-issued CA is exempt from constraints, an end entity is not', async (t) => {
  const issuer = await bound({ permitted: [directory('Below')] });
  const renewed = await issue({ subject: 'CN=Bound', ca: true }, issuer);
  const leaf = await issue({ subject: 'CN=Below' }, renewed);
  t.is(validate([leaf, renewed, issuer]), 'fine');
  const leafOfThatName = await issue({ subject: 'CN=Bound' }, issuer);
  t.is(validate([leafOfThatName, issuer]), 'NAME_NOT_PERMITTED');
});

test('constraints hold whether they are marked critical or not', async (t) => {
  const value = extensionValue({ permitted: [host('example.com')] });
  const issuer = await bound({}, { extensions: [new x509.Extension('2.5.29.30', false, value)] });
  const bad = await issue({ subject: 'CN=leaf', names: ['www.example.org'] }, issuer);
  t.is(validate([bad, issuer]), 'NAME_NOT_PERMITTED');
});
