import { once } from 'node:events';
import type { ExecutionContext } from 'ava';
import { connect, type DtlsSession, type ListenOptions, listen } from 'wirechart/dtls13';
import { localhostPair } from '../certificates/authority.ts';
import { peerTest } from '../peers.ts';
import { freePort, makeDatabase, startTstclnt } from './tstclnt.ts';

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
  const endpoint = serve(t, { tickets: 2 });
  const resumed: boolean[] = [];
  endpoint.on('session', (session) => void session.opened.then((result) => resumed.push(result.resumed)));
  const nss = startTstclnt(t, makeDatabase(t, 'none'), 'client', endpoint.address().port, ['-u', '-L', '2', '-Q']);
  await nss.ended();
  t.deepEqual(resumed, [false, true]);
});

peerTest('nss', 'NSS as server sends our client a ticket', async (t) => {
  const port = await freePort();
  startTstclnt(t, makeDatabase(t), 'server', port, ['-u']);
  const options = { rejectUnauthorized: false, sessions: true, initialTimeout: 100 };
  const session = connect('127.0.0.1', port, options);
  t.teardown(() => session.destroy());
  const [ticket] = await once(session, 'session');
  t.true(ticket.expires > Date.now());
});
