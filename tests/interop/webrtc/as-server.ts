import { type Peer, peerTest } from '../../peers.ts';
import type { Browser } from './browser.ts';
import { call, connected } from './call.ts';

/** Tests of our server against a browser that is DTLS client. */
export function declareServerTests(peer: Peer, browser: () => Promise<Browser>): void {
  peerTest(peer, `${peer} as DTLS client connects to our server with its default ClientHello`, async (t) => {
    const session = await call(t, await browser(), { setup: 'passive' });
    await connected(t, session, 'client');
    const [first, second] = session.counterpart.net.datagrams;
    // X25519MLKEM768 makes the ClientHello too large for one datagram.
    t.deepEqual([first?.from, second?.from], ['peer', 'peer']);
    await session.hangUp();
    await session.counterpart.net.event('closed');
  });
}
