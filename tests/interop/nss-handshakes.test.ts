import type { ExecutionContext } from 'ava';
import { peerTest } from '../peers.ts';
import { cookieLength } from './hello-retry.ts';
import { type MeetingOptions, NssMeeting } from './nss-meeting.ts';
import { keyLogOf } from './tstclnt.ts';

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
    const meeting = await NssMeeting.begin(t, plan);
    t.like(await meeting.net.event('secure'), plan.agreed);
    const cookie = cookieLength(meeting.net.datagrams);
    if (plan.cookie === 'ours') t.true((cookie ?? 0) > 0);
    else t.is(cookie, plan.cookie);
    await exchangeData(t, meeting);
    t.deepEqual(keyLogOf(meeting.database), meeting.net.keyLog());
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
