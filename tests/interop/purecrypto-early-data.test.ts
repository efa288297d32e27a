import { once } from 'node:events';
import type { DtlsSession, Session } from 'wirechart/dtls13';
import { peerTest } from '../peers.ts';
import { acceptPeer, closeBoth, connectToPeer, exchangeData } from './rust-peer-meeting.ts';

const ticketKey = new Uint8Array(32).fill(9);

for (const suite of ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256']) {
  peerTest('purecrypto', `our server accepts the early data of purecrypto, with ${suite}`, async (t) => {
    const early: [string, boolean][] = [];
    const onmessage = (data: Uint8Array, session: DtlsSession) => {
      early.push([Buffer.from(data).toString(), session.protocol === undefined]);
      t.true(session.send('answer before the handshake is complete'));
    };
    const own = { tickets: 1, ciphers: suite, earlyData: { onmessage } };
    const meeting = await acceptPeer(t, 'purecrypto', { own, peer: { earlyData: 1 } });
    await meeting.session.opened;
    await exchangeData(t, meeting);
    const next = once(meeting.endpoint, 'session');
    meeting.peer.resume();
    const [session] = (await next) as [DtlsSession];
    const { earlyData, resumed, helloRetry } = await session.opened;
    t.deepEqual([resumed, helloRetry], [true, false]);
    t.deepEqual(early, [['early data of the peer', true]]);
    t.deepEqual(earlyData, { accepted: true, messages: 1 });
    t.true((await meeting.peer.opened()).earlyDataAccepted);
    t.is(await meeting.peer.message(), 'answer before the handshake is complete');
    await exchangeData(t, { ...meeting, session }, 'again');
  });

  peerTest('purecrypto', `purecrypto accepts the early data of our client, with ${suite}`, async (t) => {
    const options = { peer: { ticketKey, earlyData: 1000, ciphers: suite } };
    const first = await connectToPeer(t, 'purecrypto', { ...options, own: { sessions: true } });
    const [session] = (await once(first.session, 'session')) as [Session];
    t.is(session.maxEarlyData, 1000);
    await exchangeData(t, first);
    await closeBoth(first);
    const own = { session, earlyData: ['early data of ours'] };
    const second = await connectToPeer(t, 'purecrypto', { ...options, own });
    t.deepEqual((await second.session.opened).earlyData, { accepted: true, messages: 1 });
    t.is(Buffer.from((await second.peer.next('earlyData')).data, 'hex').toString(), 'early data of ours');
    t.true((await second.peer.opened()).earlyDataAccepted);
    await exchangeData(t, second, 'again');
    await closeBoth(second);
  });
}

peerTest('purecrypto', 'our server rejects early data of purecrypto that its store does not accept', async (t) => {
  const early: unknown[] = [];
  const store = { record: () => false };
  const own = { tickets: 1, earlyData: { onmessage: (data: Uint8Array) => void early.push(data), store } };
  const meeting = await acceptPeer(t, 'purecrypto', { own, peer: { earlyData: 1 } });
  await meeting.session.opened;
  await exchangeData(t, meeting);
  const next = once(meeting.endpoint, 'session');
  meeting.peer.resume();
  const [session] = (await next) as [DtlsSession];
  const { resumed, helloRetry } = await session.opened;
  t.deepEqual([resumed, helloRetry], [true, true]);
  t.false((await meeting.peer.opened()).earlyDataAccepted);
  await exchangeData(t, { ...meeting, session }, 'again');
  t.deepEqual(early, []);
});

peerTest('purecrypto', 'purecrypto with less early data rejects that of our client', async (t) => {
  const own = { sessions: true };
  const first = await connectToPeer(t, 'purecrypto', { peer: { ticketKey, earlyData: 1000 }, own });
  const [session] = (await once(first.session, 'session')) as [Session];
  await closeBoth(first);
  const options = { peer: { ticketKey }, own: { session, earlyData: ['rejected'] } };
  const second = await connectToPeer(t, 'purecrypto', options);
  const { earlyData, resumed } = await second.session.opened;
  t.deepEqual([earlyData, resumed], [{ accepted: false, messages: 1 }, true]);
  t.false((await second.peer.opened()).earlyDataAccepted);
  await exchangeData(t, second);
  t.deepEqual((await second.session.opened).earlyData, { accepted: false, messages: 1 });
});
