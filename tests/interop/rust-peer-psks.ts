import { once } from 'node:events';
import type { DtlsSession, ExternalPsk, Session } from 'wirechart/dtls13';
import { peerTest } from '../peers.ts';
import { acceptPeer, closeBoth, connectToPeer, exchangeData } from './rust-peer-meeting.ts';
import type { RustPeer } from './rust-peers.ts';

const sensor: ExternalPsk = { identity: Buffer.from('sensor 17'), key: new Uint8Array(32).fill(7) };
const knowsSensor = (_: unknown, identity: Uint8Array) =>
  Buffer.compare(identity, sensor.identity) === 0 ? sensor.key : null;
const ticketKey = new Uint8Array(32).fill(9);

/** Declares tests of external pre-shared keys, in both roles. */
export function externalPskTests(peer: RustPeer, { keyShares }: { readonly keyShares?: string } = {}): void {
  for (const pskMode of ['psk_dhe_ke', 'psk_ke'] as const) {
    const isKeyExchanged = pskMode === 'psk_dhe_ke';
    const pskModes = [pskMode];

    peerTest(peer, `${peer} as client shares an external key with our server, with ${pskMode}`, async (t) => {
      const own = { pskCallback: knowsSensor, pskModes };
      const meeting = await acceptPeer(t, peer, { peer: { psk: sensor, pskMode }, own });
      const { pskIdentity, group } = await meeting.session.opened;
      t.is(Buffer.from(pskIdentity ?? []).toString(), 'sensor 17');
      t.is(group !== undefined, isKeyExchanged);
      await exchangeData(t, meeting);
      await closeBoth(meeting);
    });

    peerTest(peer, `${peer} as server shares an external key with our client, with ${pskMode}`, async (t) => {
      const own = { psks: [sensor], pskRequired: true, pskModes, keyShares };
      const meeting = await connectToPeer(t, peer, { peer: { psk: sensor, pskMode }, own });
      const { pskIdentity, group } = await meeting.session.opened;
      t.is(Buffer.from(pskIdentity ?? []).toString(), 'sensor 17');
      t.is(group !== undefined, isKeyExchanged);
      await exchangeData(t, meeting);
      await closeBoth(meeting);
    });
  }
}

/** Declares tests of tickets, in both roles. */
export function ticketTests(peer: RustPeer): void {
  peerTest(peer, `${peer} as client resumes a session with a ticket of our server`, async (t) => {
    const meeting = await acceptPeer(t, peer, { own: { tickets: 2 } });
    t.false((await meeting.session.opened).resumed);
    await exchangeData(t, meeting);
    const next = once(meeting.endpoint, 'session');
    meeting.peer.resume();
    const [session] = (await next) as [DtlsSession];
    t.true((await session.opened).resumed);
    t.true((await meeting.peer.opened()).resumed);
    await exchangeData(t, { ...meeting, session }, 'again');
  });

  peerTest(peer, `${peer} as server resumes a session of our client`, async (t) => {
    const first = await connectToPeer(t, peer, { peer: { ticketKey }, own: { sessions: true } });
    const ticket = once(first.session, 'session') as Promise<[Session]>;
    t.false((await first.session.opened).resumed);
    const [session] = await ticket;
    await exchangeData(t, first);
    await closeBoth(first);
    const second = await connectToPeer(t, peer, { peer: { ticketKey }, own: { session } });
    t.true((await second.session.opened).resumed);
    t.true((await second.peer.opened()).resumed);
    t.true(second.session.authorized);
    await exchangeData(t, second, 'again');
    await closeBoth(second);
  });

  peerTest(peer, `${peer} as server with another ticket key answers our ticket with a full handshake`, async (t) => {
    const first = await connectToPeer(t, peer, { peer: { ticketKey }, own: { sessions: true } });
    const [session] = (await once(first.session, 'session')) as [Session];
    const other = { ticketKey: new Uint8Array(32).fill(10) };
    const second = await connectToPeer(t, peer, { peer: other, own: { session } });
    t.false((await second.session.opened).resumed);
    t.false((await second.peer.opened()).resumed);
    await exchangeData(t, second);
  });
}
