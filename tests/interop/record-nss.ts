/** Records sessions with NSS under known key shares into tests/vectors/nss: `node dist/tests/interop/record-nss.js`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { type RecordedSession, recordings } from '../recorded-session.ts';
import { type KnownShare, providerWithKnownShares } from './known-shares.ts';
import { type MeetingOptions, NssMeeting } from './nss-meeting.ts';
import { keyLogOf } from './tstclnt.ts';

const messages = { us: 'hello from wirechart\n', peer: 'hello from NSS\n' };

interface Plan {
  readonly role: 'client' | 'server';
  /** Options of tstclnt. */
  readonly options: readonly string[];
  readonly endpoint?: MeetingOptions['endpoint'];
}

/** Named after our role, group, AEAD and other differences. */
const plans: Readonly<Record<string, Plan>> = {
  'client-x25519-aes128': { role: 'client', options: [] },
  'client-x25519-aes128-retry': { role: 'client', options: [], endpoint: { keyShares: [] } },
  'server-x25519-aes128': { role: 'server', options: ['-I', 'x25519'], endpoint: { cookies: 'never' } },
  'server-x25519-aes128-retry': { role: 'server', options: [] },
  'server-p256-aes256-retry': { role: 'server', options: ['-I', 'P256', '-c', ':1302'] },
  'client-x25519mlkem768-aes128': { role: 'client', options: [], endpoint: { groups: ['X25519MLKEM768'] } },
  'server-x25519mlkem768-aes128': {
    role: 'server',
    options: [],
    endpoint: { groups: ['X25519MLKEM768'], cookies: 'never' },
  },
  'client-p384-aes256': {
    role: 'client',
    options: ['-I', 'P384'],
    endpoint: { groups: ['secp384r1'], cipherSuites: ['TLS_AES_256_GCM_SHA384'] },
  },
  'server-x25519-chacha20-client-certificate': {
    role: 'server',
    options: ['-I', 'x25519', '-c', ':1303', '-n', 'srv'],
    endpoint: { requestCertificate: 'required', cookies: 'never' },
  },
};

mkdirSync(recordings, { recursive: true });
// The names of plans in the arguments; default: all.
const wanted = process.argv.slice(2);
for (const [name, plan] of Object.entries(plans)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const session = await record(plan);
  writeFileSync(`${recordings}/${name}.json`, `${JSON.stringify(session, undefined, 1)}\n`);
  console.log(`${name}: ${session.datagrams.length} datagrams`);
}

async function record({ role, options, endpoint: more = {} }: Plan): Promise<RecordedSession> {
  const undos: (() => void)[] = [];
  try {
    const shares: KnownShare[] = [];
    const endpoint: Plan['endpoint'] = { groups: ['x25519', 'secp256r1'], ...more };
    const meeting = await NssMeeting.begin(
      { teardown: (undo) => void undos.unshift(undo) },
      { role, options, endpoint, provider: providerWithKnownShares((share) => shares.push(share)) },
    );
    const { net, nss, database } = meeting;
    const { cipherSuite, group } = await net.event('secure');
    nss.send(messages.peer);
    await net.event('message');
    meeting.send(messages.us);
    await nss.receivedText(messages.us);
    meeting.close();
    const share = shares.findLast((each) => each.group === group);
    if (share === undefined) throw new Error(`no share of ours was of ${group}`);
    return {
      about: `wirechart as ${role} with tstclnt on Firefox's NSS, ${new Date().toISOString().slice(0, 10)}`,
      role,
      cipherSuite,
      share: { group: share.group, privateKey: Buffer.from(share.privateKey).toString('hex') },
      keyLog: keyLogOf(database),
      datagrams: net.datagrams.map(({ from, bytes }) => ({ from, bytes: Buffer.from(bytes).toString('hex') })),
      messages,
    };
  } finally {
    for (const undo of undos) undo();
  }
}
