/** Records sessions with NSS under known key shares into tests/vectors/nss: `node dist/tests/interop/record-nss.js`. */
import { X509Certificate } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { type Answer, type Connection, createConnection, createListener, type Question } from 'wirechart/dtls13/core';
import { testCertificate } from 'wirechart/testing';
import { type RecordedSession, recordings } from '../recorded-session.ts';
import { type KnownShare, providerWithKnownShares } from './known-shares.ts';
import { RealHost } from './real-host.ts';
import { freePort, keyLogOf, makeDatabase, startTstclnt } from './tstclnt.ts';

const messages = { us: 'hello from wirechart\n', peer: 'hello from NSS\n' };

interface Plan {
  readonly role: 'client' | 'server';
  /** Options of tstclnt. */
  readonly options: readonly string[];
}

const plans: Readonly<Record<string, Plan>> = {
  'client-x25519-aes128': { role: 'client', options: [] },
  'server-x25519-aes128': { role: 'server', options: ['-I', 'x25519'] },
  'server-p256-aes256': { role: 'server', options: ['-I', 'P256', '-c', ':1302'] },
  'server-x25519-chacha20': { role: 'server', options: ['-I', 'x25519', '-c', ':1303'] },
};

mkdirSync(recordings, { recursive: true });
for (const [name, plan] of Object.entries(plans)) {
  const session = await record(plan);
  writeFileSync(`${recordings}/${name}.json`, `${JSON.stringify(session, undefined, 1)}\n`);
  console.log(`${name}: ${session.datagrams.length} datagrams`);
}

async function record({ role, options }: Plan): Promise<RecordedSession> {
  const undos: (() => void)[] = [];
  const scope = { teardown: (undo: () => void) => void undos.unshift(undo) };
  try {
    const shares: KnownShare[] = [];
    const provider = providerWithKnownShares((share) => shares.push(share));
    const net = await RealHost.open(trust);
    undos.push(() => net.close());
    const database = makeDatabase(scope);
    const port = role === 'client' ? await freePort() : net.port;
    const nss = startTstclnt(scope, database, role === 'client' ? 'server' : 'client', port, options);
    if (role === 'client') {
      const path = net.host.path(`127.0.0.1:${port}`);
      // tstclnt does not say when it listens.
      net.attach(createConnection({ host: net.host, provider, path, initialTimeout: 100 }, net.now));
    } else {
      const privateKey = provider.importPrivateKey(testCertificate.privateKey);
      const certificate = { chain: [testCertificate.der], privateKey };
      net.attach(createListener({ host: net.host, provider, certificate }));
    }
    const { cipherSuite, group } = await net.event('secure');
    nss.say(messages.peer);
    await net.event('message');
    const connection = net.host.events[0]?.of as Connection;
    const words = new TextEncoder().encode(messages.us);
    connection.sendMany(words, Int32Array.of(0), Int32Array.of(words.length), net.now);
    net.drain();
    await nss.heard(messages.us);
    connection.close(net.now);
    net.drain();
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

function trust({ id, chain }: Question): Answer {
  const publicKey = new X509Certificate(chain[0] ?? new Uint8Array()).publicKey;
  return { id, accept: true, publicKey: publicKey.export({ format: 'der', type: 'spki' }) };
}
