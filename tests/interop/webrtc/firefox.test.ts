import { peerTest } from '../../peers.ts';
import { keyLogLines } from '../key-log.ts';
import { testClient } from './as-client.ts';
import { testServer } from './as-server.ts';
import { browserForTests } from './browser-for-tests.ts';
import { call, connected } from './call.ts';
import { firefox } from './launchers.ts';
import { testResumption } from './resumption.ts';

const usual = browserForTests(firefox());
testServer('firefox', usual);
testClient('firefox', usual);
testResumption('firefox', usual);

peerTest('firefox', 'firefox as client logs the same secrets as our server', async (t) => {
  const browser = await usual();
  const session = await call(t, browser, { setup: 'passive' });
  await connected(t, session, 'client');
  const ours = session.counterpart.net.keyLog();
  const random = ours[0]?.split(' ')[1] ?? 'none';
  t.deepEqual(
    keyLogLines(`${browser.profile}/keys`).filter((line) => line.includes(random)),
    ours,
  );
  t.deepEqual(
    ours.map((line) => line.split(' ')[0]),
    [
      'CLIENT_HANDSHAKE_TRAFFIC_SECRET',
      'CLIENT_TRAFFIC_SECRET_0',
      'EXPORTER_SECRET',
      'SERVER_HANDSHAKE_TRAFFIC_SECRET',
      'SERVER_TRAFFIC_SECRET_0',
    ],
  );
});

const withoutPostQuantum = browserForTests(firefox({ 'media.webrtc.send_mlkem_keyshare': false }));

peerTest(
  'firefox',
  'firefox as client connects with a ClientHello in one datagram, without a share for ML-KEM',
  async (t) => {
    const session = await call(t, await withoutPostQuantum(), { setup: 'passive' });
    await connected(t, session, 'client');
    t.is(session.counterpart.transcript()[0], 'peer: client_hello');
  },
);

const old = browserForTests(firefox({ 'media.peerconnection.dtls.version.max': 771 }));

peerTest('firefox', 'firefox as client that supports only DTLS 1.2 gets the alert protocol_version', async (t) => {
  const session = await call(t, await old(), { setup: 'passive' });
  const { net } = session.counterpart;
  const alert = () => session.counterpart.transcript().find((line) => line.startsWith('us: Alert'));
  t.is(await net.until('an alert of ours', alert), 'us: Alert protocol_version');
  t.is(await session.settled(), 'failed');
  t.false(net.host.events.some(({ event }) => event.kind === 'secure'));
});
