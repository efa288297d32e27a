import type { ExecutionContext } from 'ava';
import type { ConnectOptions } from 'wirechart/dtls13';
import { peerTest } from '../peers.ts';
import { acceptPeer, closeBoth, connectToPeer, exchangeData, type Meeting } from './rust-peer-meeting.ts';
import type { RustPeer } from './rust-peers.ts';

/** Declares the tests of KeyUpdate, with a peer in both roles. `own`: of our client. */
export function keyUpdateTests(peer: RustPeer, own: ConnectOptions = {}): void {
  const roles = [
    { role: 'client', meet: (t: ExecutionContext) => acceptPeer(t, peer) },
    { role: 'server', meet: (t: ExecutionContext) => connectToPeer(t, peer, { own }) },
  ];
  for (const { role, meet } of roles) {
    peerTest(peer, `${peer} as ${role} follows our updates of keys`, async (t) => {
      const meeting = await open(t, meet);
      for (let update = 1; update <= 3; update++) {
        await meeting.session.updateKeys();
        t.is(meeting.session.stats.keyUpdatesSent, update);
        await exchangeData(t, meeting, `update ${update}`);
      }
      t.is(meeting.session.stats.keyUpdatesReceived, 0);
      await closeBoth(meeting);
    });

    peerTest(peer, `${peer} as ${role} updates its keys when we ask for it`, async (t) => {
      const meeting = await open(t, meet);
      await meeting.session.updateKeys({ requestPeer: true });
      await until(() => meeting.session.stats.keyUpdatesReceived === 1);
      await exchangeData(t, meeting);
      await closeBoth(meeting);
    });

    peerTest(peer, `${peer} as ${role} updates its keys, and we update ours as it asks`, async (t) => {
      const meeting = await open(t, meet);
      for (let update = 1; update <= 3; update++) {
        meeting.peer.updateKeys();
        await until(() => meeting.session.stats.keyUpdatesReceived === update);
        await until(() => meeting.session.stats.keyUpdatesSent === update);
        await exchangeData(t, meeting, `update ${update}`);
      }
      await closeBoth(meeting);
    });

    peerTest(peer, `${peer} as ${role} survives updates of both sides that cross`, async (t) => {
      const meeting = await open(t, meet);
      meeting.peer.updateKeys();
      await meeting.session.updateKeys({ requestPeer: true });
      await until(() => meeting.session.stats.keyUpdatesReceived > 0);
      await exchangeData(t, meeting);
      await closeBoth(meeting);
    });

    peerTest(peer, `${peer} as ${role} receives our update of keys although its first copy is lost`, async (t) => {
      const meeting = await open(t, meet);
      const ours = role === 'client' ? 'Server' : 'Client';
      const first = meeting.relay[`from${ours}`].length;
      const { retransmissions } = meeting.session.stats;
      meeting.relay[`loseFrom${ours}`] = (index) => index === first;
      await meeting.session.updateKeys();
      t.true(meeting.session.stats.retransmissions > retransmissions);
      await exchangeData(t, meeting);
      await closeBoth(meeting);
    });
  }
}

/** Both sides are secure, and neither still retransmits its part of the handshake. */
async function open(t: ExecutionContext, meet: (t: ExecutionContext) => Promise<Meeting>): Promise<Meeting> {
  const meeting = await meet(t);
  await meeting.session.opened;
  await meeting.peer.opened();
  await exchangeData(t, meeting);
  return meeting;
}

/** Resolves when the condition holds; the time limit of the test ends the wait. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}
