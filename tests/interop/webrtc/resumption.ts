import type { Peer } from '../../peers.ts';
import type { Browser } from './browser.ts';
import { offeredExtensions } from './offered-extensions.ts';
import { RoleHarness } from './role-harness.ts';

/** Tests that a browser does not resume a session of WebRTC: what they state is the browser's choice. */
export function testResumption(peer: Peer, browser: () => Promise<Browser>): void {
  const asClient = new RoleHarness(peer, 'client', browser);
  const asServer = new RoleHarness(peer, 'server', browser);
  const endpoint = { tickets: 1, ticketKeys: [new Uint8Array(32).fill(7)] };

  const choice =
    peer === 'firefox'
      ? 'offers no PSK key exchange mode, so our server sends it no ticket'
      : 'acknowledges a ticket of our server, and does not offer it in its next connection';
  asClient.test(choice, async (t) => {
    for (const _connection of ['first', 'second']) {
      const { counterpart, secure, closeConnection } = await asClient.connects(t, { endpoint, browserKey: 'kept' });
      t.false(secure.resumed);
      const extensions = offeredExtensions(counterpart.net.datagrams, 'peer');
      t.is(extensions.includes('psk_key_exchange_modes'), peer !== 'firefox');
      t.false(extensions.includes('pre_shared_key'));
      const acknowledgement = () => counterpart.transcript().find((line) => /^peer: epoch 3: ACK.* 3\/\d/.test(line));
      if (peer !== 'firefox') await counterpart.net.until('an ACK of our ticket', acknowledgement);
      await closeConnection();
      await counterpart.net.event('closed');
      t.is(counterpart.transcript().includes('us: epoch 3: new_session_ticket'), peer !== 'firefox');
    }
  });

  asServer.test('sends no ticket to our client, which asks for one', async (t) => {
    const { counterpart, closeConnection } = await asServer.connects(t, { endpoint: { sessions: true } });
    t.true(offeredExtensions(counterpart.net.datagrams, 'us').includes('psk_key_exchange_modes'));
    await closeConnection();
    await counterpart.net.event('closed');
    const transcript = counterpart.transcript();
    t.true(transcript.includes('peer: epoch 3: Alert close_notify'));
    t.notRegex(transcript.join('\n'), /new_session_ticket/);
  });
}
