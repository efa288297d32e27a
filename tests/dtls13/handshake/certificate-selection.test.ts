import test from 'ava';
import { SignatureScheme } from '../../../generated/dtls13/registries/signature-scheme.ts';
import type { SignatureSchemeName } from '../../../runtime/crypto/provider.ts';
import type { Certificate } from '../../../runtime/dtls13/handshake/certificate.ts';
import {
  type CertificateCriteria,
  selectCertificate,
} from '../../../runtime/dtls13/handshake/certificate-selection.ts';
import { OidFilters } from '../../../runtime/dtls13/handshake/oid-filters.ts';
import { ConfigError, createListener } from '../../../runtime/dtls13/index.ts';
import { type PairOptions, simulatePair } from '../../../runtime/testing/index.ts';
import { type Issued, issue, x509 } from '../../certificates/authority.ts';
import { testProvider } from '../../net/host-under-test.ts';

const { clientAuth, serverAuth } = x509.ExtendedKeyUsage;

/** Two authorities, and a certificate of each. */
const [north, south] = [await issue({ subject: 'CN=North', ca: true }), await issue({ subject: 'CN=South', ca: true })];
const ofNorth = await issue({ subject: 'CN=peer', usages: [serverAuth] }, north);
const ofSouth = await issue({ subject: 'CN=peer', usages: [clientAuth, serverAuth] }, south);

const ownCertificate = ({ key }: Issued, ...chain: readonly Issued[]): Certificate => ({
  chain: chain.map(({ der }) => der),
  privateKey: testProvider.importPrivateKey(Buffer.from(x509.PemConverter.decodeFirst(key))),
});
const northern = ownCertificate(ofNorth, ofNorth);
const southern = ownCertificate(ofSouth, ofSouth);
const nameOf = ({ certificate }: Issued) => new Uint8Array(certificate.subjectName.toArrayBuffer());

const anything: CertificateCriteria = {
  schemes: [SignatureScheme.ecdsa_secp256r1_sha256],
  certificateSchemes: undefined,
  authorities: [],
  filters: undefined,
};
const hex = (text: string) => new Uint8Array(Buffer.from(text, 'hex'));
const filtersOf = (...entries: readonly (readonly [oid: string, values: string])[]) =>
  new OidFilters(
    entries.map(([oid, values]) => ({ certificateExtensionOid: hex(oid), certificateExtensionValues: hex(values) })),
  );
/** OBJECT IDENTIFIERs of key usage and extended key usage. */
const [KEY_USAGE, PURPOSES] = ['0603551d0f', '0603551d25'];
/** clientAuth; digitalSignature; digitalSignature with nonRepudiation. */
const [CLIENT_AUTH, SIGN, SIGN_FOREVER] = ['300a06082b06010505070302', '03020780', '030206c0'];

/** What each side sends to the other, by the subject's authority; undefined: no certificate. */
function sentIn(options: Partial<PairOptions>): { readonly client: Uint8Array[]; readonly server: Uint8Array[] } {
  const pair = simulatePair({
    clientProvider: testProvider,
    serverProvider: testProvider,
    ...options,
    listener: { cookies: 'never', ...options.listener },
  });
  const sent = { client: [] as Uint8Array[], server: [] as Uint8Array[] };
  const open: (() => void)[] = [];
  for (const host of [pair.clientHost, pair.serverHost]) {
    host.request = (connection, request) => {
      if (request.kind !== 'chain') return;
      const { id, chain, subject } = request;
      const [leaf] = chain as [Uint8Array];
      sent[subject].push(leaf);
      const { publicKey } = new x509.X509Certificate(leaf);
      open.push(() => {
        connection.respond({ id, accept: true, publicKey: new Uint8Array(publicKey.rawData) }, pair.network.now);
        host.drain();
      });
    };
  }
  pair.network.run(() => {
    for (const respond of open.splice(0)) respond();
    return false;
  });
  return sent;
}

test('a server sends the certificate of an authority that the client names', (t) => {
  const sent = (...authorities: readonly Issued[]) =>
    sentIn({
      listener: { certificate: [northern, southern] },
      connection: { certificateAuthorities: authorities.map(nameOf) },
    }).server;
  t.deepEqual(sent(south), [ofSouth.der]);
  t.deepEqual(sent(north), [ofNorth.der]);
  t.deepEqual(sent(), [ofNorth.der]);
  t.deepEqual(sent(ofSouth), [ofNorth.der]);
});

test('a client sends the certificate of an authority that the server names', (t) => {
  const sent = (...authorities: readonly Issued[]) =>
    sentIn({
      connection: { certificate: [northern, southern] },
      listener: { requestCertificate: 'required', certificateAuthorities: authorities.map(nameOf) },
    }).client;
  t.deepEqual(sent(south), [ofSouth.der]);
  t.deepEqual(sent(ofSouth, south), [ofSouth.der]);
  t.deepEqual(sent(north, south), [ofNorth.der]);
});

test('any certificate of the chain may be issued by the authority that the peer names', async (t) => {
  const intermediate = await issue({ subject: 'CN=Middle', ca: true }, south);
  const leaf = await issue({ subject: 'CN=peer' }, intermediate);
  const own = ownCertificate(leaf, leaf, intermediate);
  const select = (authority: Issued) =>
    selectCertificate([northern, own], { ...anything, authorities: [nameOf(authority)] })?.certificate;
  t.is(select(south), own);
  t.is(select(intermediate), own);
  t.is(select(north), northern);
});

test('a certificate with matchIssuer is sent only to a peer that names its authority', (t) => {
  const select = (...authorities: readonly Issued[]) =>
    selectCertificate([{ ...northern, matchIssuer: true }], { ...anything, authorities: authorities.map(nameOf) });
  t.truthy(select(south, north));
  t.is(select(south), undefined);
  t.is(select(), undefined);
  const sent = sentIn({
    connection: { certificate: { ...northern, matchIssuer: true } },
    listener: { requestCertificate: 'optional', certificateAuthorities: [nameOf(south)] },
  });
  t.deepEqual(sent.client, []);
});

test('a chain with signatures that the peer accepts is preferred to one of a named authority', async (t) => {
  const strong = await issue({ subject: 'CN=Strong', ca: true, key: { name: 'ECDSA', namedCurve: 'P-384' } });
  const leaf = await issue({ subject: 'CN=peer', signature: { name: 'ECDSA', hash: 'SHA-384' } }, strong);
  const own = ownCertificate(leaf, leaf);
  const select = (certificates: readonly Certificate[], certificateSchemes: readonly SignatureSchemeName[]) =>
    selectCertificate(certificates, {
      ...anything,
      certificateSchemes: certificateSchemes.map((name) => SignatureScheme[name]),
      authorities: [nameOf(strong)],
    })?.certificate;
  t.is(select([own, northern], ['ecdsa_secp256r1_sha256']), northern);
  t.is(select([northern, own], ['ecdsa_secp256r1_sha256', 'ecdsa_secp384r1_sha384']), own);
  t.is(select([own], ['ecdsa_secp256r1_sha256']), own);
});

test('a key whose certificate does not allow signatures is not used', async (t) => {
  const agreement = await issue({ subject: 'CN=peer', keyUsage: x509.KeyUsageFlags.keyAgreement }, north);
  const signature = await issue({ subject: 'CN=peer', keyUsage: x509.KeyUsageFlags.digitalSignature }, north);
  t.is(selectCertificate([ownCertificate(agreement, agreement)], anything), undefined);
  const own = ownCertificate(signature, signature);
  t.is(selectCertificate([ownCertificate(agreement, agreement), own], anything)?.certificate, own);
});

test('a client sends only a certificate with the extensions that the server requires', async (t) => {
  const signing = await issue({ subject: 'CN=peer', keyUsage: x509.KeyUsageFlags.digitalSignature }, north);
  const own = ownCertificate(signing, signing);
  const matches = (certificate: Certificate, ...entries: readonly (readonly [string, string])[]) =>
    selectCertificate([certificate], { ...anything, filters: filtersOf(...entries) }) !== undefined;
  t.true(matches(southern, [PURPOSES, CLIENT_AUTH]));
  t.false(matches(northern, [PURPOSES, CLIENT_AUTH]));
  t.false(matches(own, [PURPOSES, '']));
  t.true(matches(northern, [PURPOSES, '']));
  t.true(matches(own, [KEY_USAGE, SIGN]));
  t.false(matches(own, [KEY_USAGE, SIGN_FOREVER]));
  t.false(matches(northern, [KEY_USAGE, SIGN]));
  t.false(matches(own, [KEY_USAGE, SIGN], [PURPOSES, CLIENT_AUTH]));
  const sent = sentIn({
    connection: { certificate: [northern, southern] },
    listener: { requestCertificate: 'required', oidFilters: [{ oid: '2.5.29.37', values: hex(CLIENT_AUTH) }] },
  });
  t.deepEqual(sent.client, [ofSouth.der]);
});

test('a filter with an identifier that the client does not know is skipped', (t) => {
  const private_ = ['06032a0304', '0500'] as const;
  t.truthy(selectCertificate([northern], { ...anything, filters: filtersOf(private_, private_) }));
  t.truthy(selectCertificate([northern], { ...anything, filters: filtersOf(['ff', '']) }));
  const sent = sentIn({
    connection: { certificate: northern },
    listener: { requestCertificate: 'required', oidFilters: [{ oid: '1.2.3.4', values: hex('0500') }] },
  });
  t.deepEqual(sent.client, [ofNorth.der]);
});

test('filters with a repeated identifier, a value that is not DER or anyExtendedKeyUsage are illegal', (t) => {
  t.true(filtersOf([PURPOSES, CLIENT_AUTH], [PURPOSES, '']).illegal);
  t.true(filtersOf([PURPOSES, '30060604551d2500']).illegal);
  t.true(filtersOf([PURPOSES, '0500']).illegal);
  t.true(filtersOf([PURPOSES, '3000']).illegal);
  t.true(filtersOf([KEY_USAGE, '0302']).illegal);
  t.true(filtersOf([KEY_USAGE, '04020780']).illegal);
  t.false(filtersOf([PURPOSES, CLIENT_AUTH], [KEY_USAGE, SIGN]).illegal);
});

test('a certificate that is not DER can be used, but matches no authority and no filter', (t) => {
  const odd = { ...northern, chain: [Uint8Array.of(1, 2, 3)] };
  t.truthy(selectCertificate([odd], anything));
  t.is(selectCertificate([odd, northern], { ...anything, authorities: [nameOf(north)] })?.certificate, northern);
  t.is(selectCertificate([odd], { ...anything, filters: filtersOf([PURPOSES, '']) }), undefined);
});

test('names and filters that are not DER, repeated or too long are refused as options', (t) => {
  const host = { address: () => new Uint8Array(1) };
  const refused = (options: Record<string, unknown>) =>
    t.throws(() => createListener({ host, provider: testProvider, certificate: northern, ...options }), {
      instanceOf: ConfigError,
    })?.option;
  const long = new Uint8Array(30_000);
  long.set([0x30, 0x82, 29_996 >> 8, 29_996 & 0xff]);
  t.is(refused({ certificateAuthorities: [hex('0500')] }), 'certificateAuthorities');
  t.is(refused({ certificateAuthorities: ['CN=North'] }), 'certificateAuthorities');
  t.is(refused({ certificateAuthorities: nameOf(north) }), 'certificateAuthorities');
  t.is(refused({ certificateAuthorities: [long, long, long] }), 'certificateAuthorities');
  const filter = { oid: '2.5.29.37', values: hex(CLIENT_AUTH) };
  t.is(refused({ oidFilters: [filter, filter] }), 'oidFilters');
  t.is(refused({ oidFilters: filter }), 'oidFilters');
  t.is(refused({ oidFilters: ['2.5.29.37'] }), 'oidFilters');
  t.is(refused({ oidFilters: [{ ...filter, oid: 'clientAuth' }] }), 'oidFilters');
  t.is(refused({ oidFilters: [{ ...filter, oid: '3.1' }] }), 'oidFilters');
  t.is(refused({ oidFilters: [{ ...filter, values: 'clientAuth' }] }), 'oidFilters');
  t.is(refused({ oidFilters: [{ ...filter, values: hex('30060604551d2500') }] }), 'oidFilters');
  t.is(refused({ oidFilters: [{ oid: '1.2.3', values: new Uint8Array(65_535) }] }), 'oidFilters');
  t.is(refused({ certificate: { ...northern, matchIssuer: 1 } }), 'matchIssuer');
});
