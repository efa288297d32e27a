import type { Peer } from '../../peers.ts';
import { cookieLength } from '../hello-retry.ts';
import { isClientHello, isOfEpoch, isServerHello, loseFirst, recut } from '../impairment.ts';
import type { Browser } from './browser.ts';
import { testEitherRole } from './either-role.ts';
import { RoleHarness } from './role-harness.ts';

/** Tests of our client against a browser that is DTLS server, which demands a certificate of its client. */
export function testClient(peer: Peer, browser: () => Promise<Browser>): void {
  const harness = new RoleHarness(peer, 'server', browser);
  testEitherRole(harness, {
    'our ClientHello is in fragments of 40 bytes': { sent: recut(40) },
    'these fragments arrive in reverse order': { sent: recut(40, (pieces) => pieces.reverse()) },
    'our first ClientHello is lost': { sent: loseFirst(isClientHello) },
    'its ServerHello is lost': { received: loseFirst(isServerHello) },
    'our last flight is lost': { sent: loseFirst(isOfEpoch(2)) },
    'its acknowledgement is lost': { received: loseFirst(isOfEpoch(3)) },
  });

  harness.test('requests our certificate, accepts it and acknowledges our last flight', async (t) => {
    const { counterpart, secure, closeConnection } = await harness.connects(t);
    t.like(secure, { group: 'x25519', helloRetry: false });
    await closeConnection();
    await counterpart.net.event('closed');
    const transcript = counterpart.transcript().join('\n');
    t.regex(transcript, /^peer: epoch 2: .*certificate_request/m);
    t.regex(transcript, /^us: epoch 2: certificate, certificate_verify, finished$/m);
    t.regex(transcript, /^peer: epoch 3: ACK( 2\/\d+)+$/m);
    t.regex(transcript, /^peer: epoch 3: Alert close_notify$/m);
  });

  harness.test('requests a key share from our client that sent none', async (t) => {
    const { counterpart, secure } = await harness.connects(t, { endpoint: { keyShares: [] } });
    t.like(secure, { group: 'x25519', helloRetry: true });
    // Firefox retains no state and puts all it needs into a cookie.
    t.is(cookieLength(counterpart.net.datagrams), peer === 'firefox' ? 114 : 0);
  });

  harness.test('selects P-256 with our client', async (t) => {
    const { secure } = await harness.connects(t, { endpoint: { groups: ['secp256r1'] } });
    t.like(secure, { group: 'secp256r1', helloRetry: false });
  });

  harness.test('chooses an SRTP profile of ours', async (t) => {
    const srtpProfiles = ['SRTP_AES128_CM_HMAC_SHA1_80'];
    const { secure } = await harness.connects(t, { endpoint: { srtpProfiles } });
    t.is(secure.srtpProfile, 'SRTP_AES128_CM_HMAC_SHA1_80');
  });

  harness.test('connects to our client that offers the protocol webrtc', async (t) => {
    const { secure } = await harness.connects(t, { endpoint: { alpnProtocols: ['webrtc'] } });
    t.is(secure.alpnProtocol, peer === 'firefox' ? 'webrtc' : undefined);
  });

  harness.test('refuses a client without certificate, with certificate_required', async (t) => {
    const session = await harness.begin(t, { anonymous: true });
    t.like(await session.counterpart.net.failure(), { name: 'AlertError', alert: 'certificate_required' });
    t.is(await session.settled(), 'failed');
  });
}
