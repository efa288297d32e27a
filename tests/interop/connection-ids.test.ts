import type { ExecutionContext } from 'ava';
import { peerTest } from '../peers.ts';
import { CoreMeeting } from './core-meeting.ts';
import { rustPeers } from './rust-peers.ts';

/** Lengths of connection ids in bytes: of ours, and of those of the peer. */
const lengths = [
  [0, 8],
  [8, 0],
  [1, 20],
  [20, 1],
  [8, 8],
] as const;

/** The bit of the record header that says that there is a connection id; RFC 9147 section 4. */
const CONNECTION_ID_BIT = 0x10;

for (const peer of rustPeers) {
  for (const role of ['client', 'server'] as const) {
    for (const [own, theirs] of lengths) {
      const title = `${peer} as ${role} with connection ids of ${theirs} bytes exchanges data with us, with ids of ${own}`;
      peerTest(peer, title, async (t) => {
        const cid = Uint8Array.from({ length: theirs }, (_, index) => 0xa0 + index);
        const meeting = await CoreMeeting.begin(t, peer, {
          role,
          peer: { groups: 'x25519', cid },
          own: { groups: ['x25519'], connectionIds: { length: own, spares: 0 } },
        });
        const report = await meeting.peer.opened();
        t.is(report.receivedConnectionId, hex(cid));
        t.is(report.sentConnectionId, hex(meeting.connection.connectionIds?.own[0]));
        t.deepEqual([...(meeting.connection.connectionIds?.peer ?? [])], [...cid]);
        await meeting.exchangeData(t);
        const { fromClient, fromServer } = meeting.relay;
        const [ours, others] = role === 'client' ? [fromServer, fromClient] : [fromClient, fromServer];
        assertRecords(t, ours, cid);
        assertRecords(t, others, Buffer.from(report.sentConnectionId ?? '', 'hex'));
      });
    }

    peerTest(peer, `${peer} as ${role} without connection ids exchanges data with us, who offer them`, async (t) => {
      const meeting = await CoreMeeting.begin(t, peer, {
        role,
        peer: { groups: 'x25519' },
        own: { groups: ['x25519'], connectionIds: { length: 8 } },
      });
      t.is((await meeting.peer.opened()).sentConnectionId, null);
      t.is(meeting.connection.connectionIds, undefined);
      await meeting.exchangeData(t);
    });

    peerTest(peer, `${peer} as ${role} uses the connection id that we issue to it at once`, async (t) => {
      const meeting = await CoreMeeting.begin(t, peer, withIds(role));
      const { sentConnectionId: first } = await meeting.peer.opened();
      await meeting.exchangeData(t);
      meeting.act((connection, now) => connection.issueConnectionIds({ immediate: true }, now));
      await meeting.exchangeData(t, 'new id');
      const { sentConnectionId: second } = await meeting.peer.report();
      t.not(second, first);
      t.true(meeting.connection.connectionIds?.own.map(hex).includes(second ?? ''));
      await meeting.exchangeData(t, 'still');
    });
  }
}

for (const role of ['client', 'server'] as const) {
  peerTest('purecrypto', `purecrypto as ${role} requests connection ids of ours and uses each`, async (t) => {
    const meeting = await CoreMeeting.begin(t, 'purecrypto', withIds(role));
    const used = [(await meeting.peer.opened()).sentConnectionId];
    await meeting.exchangeData(t);
    meeting.peer.requestConnectionIds(3);
    while ((await meeting.peer.report()).spareConnectionIds < 3) await new Promise((wait) => setTimeout(wait, 5));
    for (let index = 0; index < 3; index++) {
      meeting.peer.useSpareConnectionId();
      await meeting.exchangeData(t, `id ${index}`);
      used.push((await meeting.peer.report()).sentConnectionId);
    }
    t.is(new Set(used).size, 4);
  });

  peerTest('purecrypto', `purecrypto as ${role} issues connection ids at our request, and we use each`, async (t) => {
    const meeting = await CoreMeeting.begin(t, 'purecrypto', withIds(role));
    await meeting.exchangeData(t);
    const used = [hex(meeting.connection.connectionIds?.peer)];
    meeting.act((connection, now) => connection.requestConnectionIds(3, now));
    await meeting.net.until(
      'three spare ids',
      () => meeting.connection.connectionIds?.spares.length === 3 || undefined,
    );
    for (let index = 0; index < 3; index++) {
      meeting.act((connection, now) => t.true(connection.useNextConnectionId(now)));
      await meeting.exchangeData(t, `id ${index}`);
      used.push(hex(meeting.connection.connectionIds?.peer));
    }
    t.is(new Set(used).size, 4);
  });
}

peerTest('purecrypto', 'purecrypto as server follows our client, which has ids, to another port', async (t) => {
  const meeting = await CoreMeeting.begin(t, 'purecrypto', withIds('server'));
  await meeting.exchangeData(t);
  await meeting.relay.rebind();
  meeting.send('from another port');
  t.is(await meeting.peer.message(), 'from another port');
  t.is((await meeting.peer.next('moved')).port, meeting.relay.portAtServer);
  await meeting.exchangeData(t, 'after');
});

for (const peer of rustPeers) {
  peerTest(peer, `${peer} as client reaches its connection with our server from another port`, async (t) => {
    const meeting = await CoreMeeting.begin(t, peer, withIds('client'));
    await meeting.exchangeData(t);
    await meeting.relay.rebind();
    meeting.peer.send('from another port');
    t.is(await meeting.nextMessage(), 'from another port');
    t.is(meeting.net.host.events.filter(({ event }) => event.kind === 'secure').length, 1);
  });
}

function withIds(role: 'client' | 'server') {
  return {
    role,
    peer: { groups: 'x25519', cid: Uint8Array.of(1, 2, 3, 4) },
    own: { groups: ['x25519' as const], connectionIds: { length: 8, spares: 0 } },
  };
}

/** Each datagram that starts with a protected record has the connection id, or none where it is empty. */
function assertRecords(t: ExecutionContext, datagrams: readonly Uint8Array[], id: Uint8Array): void {
  const protectedRecords = datagrams.filter(([first = 0]) => first >>> 5 === 1);
  t.true(protectedRecords.length > 0);
  for (const datagram of protectedRecords) {
    t.is(((datagram[0] ?? 0) & CONNECTION_ID_BIT) !== 0, id.length > 0);
    t.deepEqual([...datagram.subarray(1, 1 + id.length)], [...id]);
  }
}

function hex(bytes: Uint8Array | undefined): string {
  return Buffer.from(bytes ?? []).toString('hex');
}
