import { createPrivateKey } from 'node:crypto';
import type { ExecutionContext } from 'ava';
import { mlKem } from 'wirechart/crypto/post-quantum';
import { issue } from '../certificates/authority.ts';
import { classicalProvider } from '../dtls13/classical-provider.ts';
import { createTestProvider, testProvider } from '../net/host-under-test.ts';
import { peerTest } from '../peers.ts';
import { cookieLength } from './hello-retry.ts';
import { type MeetingOptions, NssMeeting } from './nss-meeting.ts';
import { keyLogOf } from './tstclnt.ts';

/** The provider is classical unless a case names another, so that the group is the same on every Node. */
interface Case extends MeetingOptions {
  /** The expected `secure` event. */
  readonly agreed: {
    readonly group: string;
    readonly helloRetry: boolean;
    readonly peerSignatureScheme?: string | undefined;
  };
  /** Bytes of the cookie in the HelloRetryRequest, from either side; undefined: there is none. `ours`: any length. */
  readonly cookie?: number | 'ours';
}

/** With X25519MLKEM768 on every Node. */
const provider = createTestProvider({ mlKem });

/** The first group that our side offers by default: the hybrid where `node:crypto` has ML-KEM. */
const firstGroup = testProvider.capabilities.groups.includes('X25519MLKEM768') ? 'X25519MLKEM768' : 'x25519';

const cases: Readonly<Record<string, Case>> = {
  'NSS as client, whose only share is for X25519MLKEM768, makes one for x25519': {
    role: 'server',
    agreed: { group: 'x25519', helloRetry: true },
    cookie: 'ours',
  },
  'NSS as client makes one for P-256, though it sent one for x25519': {
    role: 'server',
    options: ['-I', 'x25519,P256'],
    endpoint: { groups: ['secp256r1'] },
    agreed: { group: 'secp256r1', helloRetry: true },
    cookie: 'ours',
  },
  'NSS as client gets a HelloRetryRequest for the group where cookies are off': {
    role: 'server',
    endpoint: { cookies: 'never' },
    agreed: { group: 'x25519', helloRetry: true },
    cookie: 'ours',
  },
  'NSS as client gets no HelloRetryRequest': {
    role: 'server',
    options: ['-I', 'x25519'],
    endpoint: { cookies: 'never' },
    agreed: { group: 'x25519', helloRetry: false },
  },
  'NSS as client agrees on X25519MLKEM768, after a cookie': {
    role: 'server',
    provider,
    agreed: { group: 'X25519MLKEM768', helloRetry: true },
    cookie: 'ours',
  },
  'NSS as client agrees on X25519MLKEM768 with its first share': {
    role: 'server',
    provider,
    endpoint: { cookies: 'never' },
    agreed: { group: 'X25519MLKEM768', helloRetry: false },
  },
  'NSS as client agrees on the first group of our default provider, after a cookie': {
    role: 'server',
    provider: testProvider,
    agreed: { group: firstGroup, helloRetry: true },
    cookie: 'ours',
  },
  'NSS as client agrees on P-384': {
    role: 'server',
    options: ['-I', 'P384'],
    agreed: { group: 'secp384r1', helloRetry: true },
    cookie: 'ours',
  },
  'NSS as client agrees on P-521': {
    role: 'server',
    options: ['-I', 'P521'],
    endpoint: { groups: ['secp521r1'] },
    agreed: { group: 'secp521r1', helloRetry: true },
    cookie: 'ours',
  },
  'NSS as client sends the certificate that our server requires': {
    role: 'server',
    options: ['-n', 'srv'],
    endpoint: { requestCertificate: 'required' },
    agreed: { group: 'x25519', helloRetry: true, peerSignatureScheme: 'ecdsa_secp256r1_sha256' },
    cookie: 'ours',
  },
  'NSS as client has no certificate, where our server requests an optional one': {
    role: 'server',
    key: 'none',
    endpoint: { requestCertificate: 'optional' },
    agreed: { group: 'x25519', helloRetry: true, peerSignatureScheme: undefined },
    cookie: 'ours',
  },
  'NSS as client sends an RSA certificate': {
    role: 'server',
    options: ['-n', 'srv'],
    key: 'rsa',
    endpoint: { requestCertificate: 'required' },
    agreed: { group: 'x25519', helloRetry: true, peerSignatureScheme: 'rsa_pss_rsae_sha256' },
    cookie: 'ours',
  },
  'NSS as server selects our first share': {
    role: 'client',
    agreed: { group: 'x25519', helloRetry: false },
  },
  'NSS as server agrees on X25519MLKEM768 with our first share': {
    role: 'client',
    provider,
    agreed: { group: 'X25519MLKEM768', helloRetry: false },
  },
  'NSS as server requests a share for X25519MLKEM768': {
    role: 'client',
    provider,
    endpoint: { keyShares: [], groups: ['X25519MLKEM768'] },
    agreed: { group: 'X25519MLKEM768', helloRetry: true },
    cookie: 114,
  },
  'NSS as server selects the first share of our default provider': {
    role: 'client',
    provider: testProvider,
    agreed: { group: firstGroup, helloRetry: false },
  },
  'NSS as server agrees on P-384': {
    role: 'client',
    options: ['-I', 'P384'],
    endpoint: { groups: ['secp384r1'] },
    agreed: { group: 'secp384r1', helloRetry: false },
  },
  'NSS as server agrees on P-521': {
    role: 'client',
    options: ['-I', 'P521'],
    endpoint: { groups: ['secp521r1'] },
    agreed: { group: 'secp521r1', helloRetry: false },
  },
  'NSS as server asks our client, which sent no share, for one, under a cookie of 114 bytes': {
    role: 'client',
    endpoint: { keyShares: [] },
    agreed: { group: 'x25519', helloRetry: true },
    cookie: 114,
  },
  'NSS as server requests P-256, the only group it supports': {
    role: 'client',
    options: ['-I', 'P256'],
    agreed: { group: 'secp256r1', helloRetry: true },
    cookie: 114,
  },
  'NSS as server sends an RSA certificate': {
    role: 'client',
    key: 'rsa',
    agreed: { group: 'x25519', helloRetry: false, peerSignatureScheme: 'rsa_pss_rsae_sha256' },
  },
};

for (const [title, plan] of Object.entries(cases)) {
  peerTest('nss', title, async (t) => {
    const meeting = await NssMeeting.begin(t, { provider: classicalProvider, ...plan });
    t.like(await meeting.net.event('secure'), plan.agreed);
    const cookie = cookieLength(meeting.net.datagrams);
    if (plan.cookie === 'ours') t.true((cookie ?? 0) > 0);
    else t.is(cookie, plan.cookie);
    await exchangeData(t, meeting);
    t.deepEqual(keyLogOf(meeting.database), meeting.net.keyLog());
  });
}

for (const [namedCurve, scheme] of [
  ['P-384', 'ecdsa_secp384r1_sha384'],
  ['P-521', 'ecdsa_secp521r1_sha512'],
] as const) {
  peerTest('nss', `NSS as client verifies our signature with a key on ${namedCurve}, and we verify its`, async (t) => {
    const { der, key } = await issue({ key: { name: 'ECDSA', namedCurve } });
    const pkcs8 = createPrivateKey(key).export({ format: 'der', type: 'pkcs8' });
    const certificate = { chain: [der], privateKey: provider.importPrivateKey(pkcs8) };
    const endpoint = { certificate, requestCertificate: 'required' } as const;
    const meeting = await NssMeeting.begin(t, { role: 'server', options: ['-n', 'srv'], key: namedCurve, endpoint });
    t.like(await meeting.net.event('secure'), { peerSignatureScheme: scheme });
    await exchangeData(t, meeting);
  });

  peerTest('nss', `NSS as server signs with a key on ${namedCurve}`, async (t) => {
    const meeting = await NssMeeting.begin(t, { role: 'client', key: namedCurve });
    t.like(await meeting.net.event('secure'), { peerSignatureScheme: scheme });
    await exchangeData(t, meeting);
  });
}

/** Data both ways, and a close. */
async function exchangeData(t: ExecutionContext, meeting: NssMeeting): Promise<void> {
  meeting.nss.send('hello from NSS\n');
  const { data } = await meeting.net.event('message');
  t.is(Buffer.from(data).toString(), 'hello from NSS\n');
  meeting.send('hello from wirechart\n');
  await meeting.nss.receivedText('hello from wirechart\n');
  meeting.close();
}
