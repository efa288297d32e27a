import { once } from 'node:events';
import type { ExecutionContext } from 'ava';
import { connect, type DtlsSession, type HandshakeResult, listen } from '../../runtime/net/index.ts';
import { localhostPair } from '../certificates/authority.ts';
import { peerTest } from '../peers.ts';
import { freePort } from './free-port.ts';
import { certificateOf, keyLogOf, makeDatabase, startTstclnt } from './tstclnt.ts';

const { ca: authority, server: identity } = await localhostPair();

interface Variant {
  /** Options of tstclnt. */
  readonly options: readonly string[];
  readonly group: string;
  readonly cipherSuite: string;
}

const variants: Readonly<Record<string, Variant>> = {
  'x25519 and AES-128-GCM': { options: ['-I', 'x25519'], group: 'x25519', cipherSuite: 'TLS_AES_128_GCM_SHA256' },
  'ChaCha20-Poly1305': {
    options: ['-I', 'x25519', '-c', ':1303'],
    group: 'x25519',
    cipherSuite: 'TLS_CHACHA20_POLY1305_SHA256',
  },
  'AES-256-GCM': {
    options: ['-I', 'x25519', '-c', ':1302'],
    group: 'x25519',
    cipherSuite: 'TLS_AES_256_GCM_SHA384',
  },
  'P-256': { options: ['-I', 'P256'], group: 'secp256r1', cipherSuite: 'TLS_AES_128_GCM_SHA256' },
};

for (const [name, { options, group, cipherSuite }] of Object.entries(variants)) {
  peerTest('nss', `NSS as client exchanges data with our server with ${name}`, async (t) => {
    const folder = makeDatabase(t);
    const secrets: string[] = [];
    const met = new Promise<DtlsSession>((resolve) => {
      const endpoint = listen(resolve, {
        cert: identity.pem,
        key: identity.key,
        host: '127.0.0.1',
        port: 0,
        keylog: (line) => secrets.push(line),
      });
      t.teardown(() => endpoint.destroy());
      const nss = startTstclnt(t, folder, 'client', endpoint.address().port, options);
      endpoint.once('session', (session) => void exchangeData(t, session, nss));
    });
    const session = await met;
    agreed(t, await session.opened, group, cipherSuite);
    await session.closed;
    t.deepEqual(keyLogOf(folder), secrets.toSorted());
  });
}

for (const [name, { options, group, cipherSuite }] of Object.entries(variants)) {
  peerTest(
    'nss',
    `NSS as server with ${name} exchanges data with our client, which checks its certificate`,
    async (t) => {
      const folder = makeDatabase(t);
      const port = await freePort();
      const secrets: string[] = [];
      const nss = startTstclnt(t, folder, 'server', port, options);
      const session = connect('127.0.0.1', port, {
        ca: certificateOf(folder),
        // tstclnt does not report when it listens.
        initialTimeout: 100,
        keylog: (line) => secrets.push(line),
      });
      t.teardown(() => session.destroy());
      agreed(t, await session.opened, group, cipherSuite);
      t.true(session.authorized);
      await exchangeData(t, session, nss);
      await session.closed;
      t.deepEqual(keyLogOf(folder), secrets.toSorted());
    },
  );
}

peerTest('nss', 'NSS as client sends our server the requested certificate, and is authorized by it', async (t) => {
  const folder = makeDatabase(t);
  const session = await new Promise<DtlsSession>((resolve, reject) => {
    const endpoint = listen(resolve, {
      cert: identity.pem,
      key: identity.key,
      host: '127.0.0.1',
      port: 0,
      requestCert: true,
      ca: certificateOf(folder),
    });
    t.teardown(() => endpoint.destroy());
    endpoint.once('handshakeerror', reject);
    startTstclnt(t, folder, 'client', endpoint.address().port, ['-n', 'srv']);
  });
  t.is((await session.opened).peerSignatureScheme, 'ecdsa_secp256r1_sha256');
  t.true(session.authorized);
});

peerTest('nss', 'NSS as client without a certificate is refused by a server that requires one', async (t) => {
  const folder = makeDatabase(t, 'none');
  const error = await new Promise<Error>((resolve, reject) => {
    const refuse = (): void => reject(new Error('a client without a certificate was accepted'));
    const endpoint = listen(refuse, {
      cert: identity.pem,
      key: identity.key,
      host: '127.0.0.1',
      port: 0,
      requestCert: true,
      ca: authority.pem,
    });
    t.teardown(() => endpoint.destroy());
    endpoint.once('handshakeerror', resolve);
    startTstclnt(t, folder, 'client', endpoint.address().port);
  });
  t.like(error, { alert: 'certificate_required' });
});

// With `-E` NSS sends post_handshake_auth over TLS only: for DTLS it leaves the extension out, and its servers ignore it.
peerTest('nss', 'NSS as client does not offer post-handshake authentication over DTLS', async (t) => {
  const folder = makeDatabase(t);
  const base = { cert: identity.pem, key: identity.key, host: '127.0.0.1', port: 0 };
  const endpoint = listen(() => {}, { ...base, requestCert: 'later', ca: certificateOf(folder) });
  t.teardown(() => endpoint.destroy());
  const nss = startTstclnt(t, folder, 'client', endpoint.address().port, ['-E', '-n', 'srv']);
  const [session] = (await once(endpoint, 'session')) as [DtlsSession];
  await session.opened;
  await t.throwsAsync(session.requestCertificate(), { code: 'ERR_DTLS_NO_CLIENT_AUTHENTICATION' });
  await exchangeData(t, session, nss);
  t.is(session.peerX509Certificate, undefined);
});

/** Data both ways, and a close_notify. */
async function exchangeData(
  t: ExecutionContext,
  session: DtlsSession,
  nss: ReturnType<typeof startTstclnt>,
): Promise<void> {
  const messages = session.messages();
  nss.send('hello from NSS\n');
  t.is(Buffer.from((await messages.next()).value ?? []).toString(), 'hello from NSS\n');
  t.true(session.send('hello from wirechart\n'));
  await nss.receivedText('hello from wirechart\n');
  await session.close();
}

function agreed(t: ExecutionContext, result: HandshakeResult, group: string, cipherSuite: string): void {
  t.deepEqual([result.group, result.cipherSuite], [group, cipherSuite]);
}
