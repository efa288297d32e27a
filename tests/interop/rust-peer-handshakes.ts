import { peerTest } from '../peers.ts';
import {
  acceptPeer,
  ca,
  clientIdentity,
  closeBoth,
  connectToPeer,
  exchangeData,
  type Meeting,
} from './rust-peer-meeting.ts';
import type { RustPeer } from './rust-peers.ts';
import type { UdpRelay } from './udp-relay.ts';

/** What a peer has in common with us, by IANA names. */
export interface CommonGround {
  readonly cipherSuites: readonly string[];
  readonly groups: readonly string[];
  /**
   * The peer as a server answers no ClientHello in fragments before it has a cookie from the client: there our client
   * sends no key share at first.
   */
  readonly refusesFragmentsFirst?: boolean;
  /** The smallest MTU of the peer, in bytes. Default 400. */
  readonly smallestMtu?: number;
}

/** Declares the tests of handshakes that every peer passes, in both roles. */
export function handshakeTests(peer: RustPeer, ground: CommonGround): void {
  const { cipherSuites, groups, refusesFragmentsFirst = false, smallestMtu: mtu = 400 } = ground;
  const keyShares = refusesFragmentsFirst ? '' : undefined;
  for (const ciphers of cipherSuites) {
    peerTest(peer, `${peer} as client exchanges data with our server with ${ciphers}`, async (t) => {
      const meeting = await acceptPeer(t, peer, { peer: { ciphers }, own: { ciphers } });
      t.is((await meeting.session.opened).cipherSuite, ciphers);
      t.is((await meeting.peer.opened()).cipherSuite, ciphers);
      await exchangeData(t, meeting);
      await closeBoth(meeting);
    });

    peerTest(peer, `${peer} as server exchanges data with our client with ${ciphers}`, async (t) => {
      const meeting = await connectToPeer(t, peer, { peer: { ciphers }, own: { ciphers, keyShares } });
      t.is((await meeting.session.opened).cipherSuite, ciphers);
      t.is((await meeting.peer.opened()).cipherSuite, ciphers);
      t.true(meeting.session.authorized);
      await exchangeData(t, meeting);
      await closeBoth(meeting);
    });
  }

  for (const group of groups) {
    peerTest(peer, `${peer} as client agrees with our server on ${group}`, async (t) => {
      const meeting = await acceptPeer(t, peer, { peer: { groups: group }, own: { ecdhCurve: group } });
      t.is((await meeting.session.opened).group, group);
      t.is((await meeting.peer.opened()).group, group);
      await exchangeData(t, meeting);
      await closeBoth(meeting);
    });

    peerTest(peer, `${peer} as server agrees with our client on ${group}`, async (t) => {
      const meeting = await connectToPeer(t, peer, { peer: { groups: group }, own: { ecdhCurve: group, keyShares } });
      t.is((await meeting.session.opened).group, group);
      t.is((await meeting.peer.opened()).group, group);
      await exchangeData(t, meeting);
      await closeBoth(meeting);
    });
  }

  peerTest(peer, `${peer} as client without a key share follows our HelloRetryRequest`, async (t) => {
    const meeting = await acceptPeer(t, peer, { peer: { groups: 'x25519:secp256r1', keyShares: '' } });
    t.true((await meeting.session.opened).helloRetry);
    await exchangeData(t, meeting);
    await closeBoth(meeting);
  });

  peerTest(peer, `${peer} as server asks our client for a key share and a cookie`, async (t) => {
    const meeting = await connectToPeer(t, peer, { own: { keyShares: '' } });
    t.true((await meeting.session.opened).helloRetry);
    await exchangeData(t, meeting);
    await closeBoth(meeting);
  });

  peerTest(peer, `${peer} as client sends our server the requested certificate`, async (t) => {
    const own = { requestCert: true, ca: ca.pem };
    const meeting = await acceptPeer(t, peer, { peer: { identity: clientIdentity }, own });
    await meeting.session.opened;
    t.true(meeting.session.authorized);
    await exchangeData(t, meeting);
  });

  peerTest(peer, `${peer} as server accepts the certificate of our client`, async (t) => {
    const own = { cert: clientIdentity.pem, key: clientIdentity.key, keyShares };
    const meeting = await connectToPeer(t, peer, { peer: { ca: ca.pem }, own });
    await meeting.session.opened;
    await exchangeData(t, meeting);
  });

  peerTest(peer, `${peer} as client sends our server a hybrid ClientHello in fragments`, async (t) => {
    const own = { ecdhCurve: 'X25519MLKEM768', mtu: 400 };
    const meeting = await acceptPeer(t, peer, { peer: { groups: 'X25519MLKEM768', mtu }, own });
    await meeting.session.opened;
    t.true(longest(meeting.relay) <= mtu, String(longest(meeting.relay)));
    await exchangeData(t, meeting);
    await closeBoth(meeting);
  });

  peerTest(peer, `${peer} as server reads a hybrid ClientHello of our client in fragments`, async (t) => {
    const own = { ecdhCurve: 'X25519MLKEM768', mtu: 400, keyShares };
    const meeting = await connectToPeer(t, peer, { peer: { groups: 'X25519MLKEM768', mtu }, own });
    await meeting.session.opened;
    t.true(longest(meeting.relay) <= mtu, String(longest(meeting.relay)));
    await exchangeData(t, meeting);
    await closeBoth(meeting);
  });
}

/** Declares tests of handshakes of which each single datagram is lost once. */
export function lossTests(peer: RustPeer, role: 'client' | 'server', datagrams: number): void {
  // A handshake of few datagrams: without a hybrid group, and so without fragments.
  const own = { ecdhCurve: 'x25519' };
  for (let lost = 0; lost < datagrams; lost++) {
    for (const from of ['client', 'server'] as const) {
      const title = `${peer} as ${role} completes a handshake that loses datagram ${lost + 1} of the ${from}`;
      peerTest(peer, title, async (t) => {
        const relay = (path: UdpRelay): void => {
          path[from === 'client' ? 'loseFromClient' : 'loseFromServer'] = (index) => index === lost;
        };
        const meeting = await (role === 'client' ? acceptPeer : connectToPeer)(t, peer, { own, relay });
        await meeting.session.opened;
        await meeting.peer.opened();
        await untilDelivered(meeting);
        t.true(meeting.relay[from === 'client' ? 'fromClient' : 'fromServer'].length > lost);
      });
    }
  }
}

/** Data is not retransmitted, and a side may be secure before the other: sends until the peer has a message. */
async function untilDelivered({ peer, session }: Meeting): Promise<void> {
  const timer = setInterval(() => session.send('again'), 100);
  try {
    await peer.next('message');
  } finally {
    clearInterval(timer);
  }
}

function longest({ fromClient, fromServer }: UdpRelay): number {
  return Math.max(...[...fromClient, ...fromServer].map(({ length }) => length));
}
