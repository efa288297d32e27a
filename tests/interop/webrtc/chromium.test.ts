import { peerTest } from '../../peers.ts';
import { testClient } from './as-client.ts';
import { testServer } from './as-server.ts';
import { browserForTests } from './browser-for-tests.ts';
import { call, connected } from './call.ts';
import { chromium } from './launchers.ts';
import { testResumption } from './resumption.ts';

const usual = browserForTests(chromium());
testServer('chromium', usual);
testClient('chromium', usual);
testResumption('chromium', usual);

const withoutPostQuantum = browserForTests(chromium('WebRtcPqcForDtls'));

peerTest('chromium', 'chromium as client connects with a ClientHello in one datagram, without ML-KEM', async (t) => {
  const session = await call(t, await withoutPostQuantum(), { setup: 'passive' });
  await connected(t, session, 'client');
  t.is(session.counterpart.transcript()[0], 'peer: client_hello');
});
