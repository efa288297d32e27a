import { once } from 'node:events';
import type { ExecutionContext } from 'ava';
import { connect, type DtlsSession, type ListenOptions, listen } from 'wirechart/dtls13';
import { localhostPair } from '../certificates/authority.ts';
import { peerTest } from '../peers.ts';
import { freePort } from './free-port.ts';
import { acceptNssAgain, resumeAtNss } from './nss-resumption.ts';
import { makeDatabase, startTstclnt } from './tstclnt.ts';

const { server: identity } = await localhostPair();
const key = new Uint8Array(32).fill(7);
const label = 'sensor';
const psk = { identity: Buffer.from(label), key };
/** The key in the form of tstclnt. */
const external = ['-z', `0x${Buffer.from(key).toString('hex')}:${label}`];

function serve(t: ExecutionContext, options: Partial<ListenOptions>) {
  const base = { host: '127.0.0.1', port: 0, cert: identity.pem, key: identity.key };
  const endpoint = listen((session) => (session.onmessage = (data) => session.send(data)), { ...base, ...options });
  t.teardown(() => endpoint.destroy());
  return endpoint;
}

peerTest('nss', 'NSS as client shares an external key with our server', async (t) => {
  const endpoint = serve(t, { pskCallback: (_, given) => (Buffer.from(given).toString() === label ? key : null) });
  const nss = startTstclnt(t, makeDatabase(t, 'none'), 'client', endpoint.address().port, external);
  const [session] = (await once(endpoint, 'session')) as [DtlsSession];
  t.is(Buffer.from((await session.opened).pskIdentity ?? []).toString(), label);
  nss.send('hello');
  await nss.receivedText('hello');
});

peerTest('nss', 'NSS as server shares an external key with our client', async (t) => {
  const port = await freePort();
  const nss = startTstclnt(t, makeDatabase(t), 'server', port, external);
  const session = connect('127.0.0.1', port, { psks: [psk], pskRequired: true, initialTimeout: 100 });
  t.teardown(() => session.destroy());
  t.is(Buffer.from((await session.opened).pskIdentity ?? []).toString(), label);
  session.send('hello');
  await nss.receivedText('hello');
});

peerTest('nss', 'NSS as client resumes a session with a ticket of our server', async (t) => {
  const meeting = await acceptNssAgain(t, [], {}, 'hello');
  const [session] = (await once(meeting.endpoint, 'session')) as [DtlsSession];
  t.true((await session.opened).resumed);
  const messages = session.messages();
  t.is(Buffer.from((await messages.next()).value ?? []).toString(), 'hello');
  t.true(session.send('hello from wirechart'));
  await meeting.nss.receivedText('hello from wirechart');
});

for (const ciphers of ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256']) {
  peerTest('nss', `NSS as server resumes a session of our client, with ${ciphers}`, async (t) => {
    const { session } = await resumeAtNss(t, ['-I', 'x25519'], { ciphers });
    const messages = session.messages();
    const { resumed, cipherSuite } = await session.opened;
    t.deepEqual([resumed, cipherSuite], [true, ciphers]);
    t.is(Buffer.from((await messages.next()).value ?? []).toString(), 'hello from NSS');
    await session.closed;
  });
}
