import { peerTest } from '../peers.ts';
import { isClientHello, isOfEpoch, isServerHello, loseFirst, recut, repeatAll } from './impairment.ts';
import { NssMeeting } from './nss-meeting.ts';
import type { Impairment } from './real-host.ts';

peerTest('nss', 'NSS as server sends a session ticket, which our client acknowledges and does not use', async (t) => {
  const meeting = await NssMeeting.begin(t, { role: 'client', options: ['-I', 'x25519', '-u'] });
  const acknowledgement = () => meeting.transcript().find((line) => /^us: epoch 3: ACK.* 3\/\d+/.test(line));
  t.truthy(await meeting.net.until('our ACK of the ticket', acknowledgement));
  t.true(meeting.transcript().includes('peer: epoch 3: new_session_ticket'));
  meeting.nss.send('hello from NSS\n');
  t.is(Buffer.from((await meeting.net.event('message')).data).toString(), 'hello from NSS\n');
});

const impairments: Readonly<Record<string, { readonly role: 'client' | 'server'; readonly impairment: Impairment }>> = {
  'NSS as client, its first ClientHello lost': { role: 'server', impairment: { received: loseFirst(isClientHello) } },
  'NSS as client, our HelloRetryRequest lost': { role: 'server', impairment: { sent: loseFirst(() => true) } },
  'NSS as client, our ServerHello lost': { role: 'server', impairment: { sent: loseFirst(isServerHello) } },
  'NSS as client, its last flight lost': { role: 'server', impairment: { received: loseFirst(isOfEpoch(2)) } },
  'NSS as client, every datagram twice': { role: 'server', impairment: { sent: repeatAll(), received: repeatAll() } },
  'NSS as server, our ClientHello in fragments of 40 bytes': { role: 'client', impairment: { sent: recut(40) } },
  'NSS as server, these in reverse order': { role: 'client', impairment: { sent: recut(40, (all) => all.reverse()) } },
  'NSS as server, its ServerHello lost': { role: 'client', impairment: { received: loseFirst(isServerHello) } },
  'NSS as server, our last flight lost': { role: 'client', impairment: { sent: loseFirst(isOfEpoch(2)) } },
  'NSS as server, its acknowledgement lost': { role: 'client', impairment: { received: loseFirst(isOfEpoch(3)) } },
  'NSS as server, every datagram twice': { role: 'client', impairment: { sent: repeatAll(), received: repeatAll() } },
};
for (const [title, { role, impairment }] of Object.entries(impairments)) {
  peerTest('nss', `${title}: data is exchanged in both directions`, async (t) => {
    const meeting = await NssMeeting.begin(t, { role, impairment, endpoint: { initialTimeout: 100 } });
    await meeting.net.event('secure');
    // A server may send before it has our last flight, but it drops data that arrives before it.
    const acknowledgement = () => meeting.transcript().find((line) => line.startsWith('peer: epoch 3: ACK'));
    if (role === 'client') await meeting.net.until('an ACK of our last flight', acknowledgement);
    meeting.nss.send('hello from NSS\n');
    t.is(Buffer.from((await meeting.net.event('message')).data).toString(), 'hello from NSS\n');
    meeting.send('hello from wirechart\n');
    await t.notThrowsAsync(meeting.nss.receivedText('hello from wirechart\n'));
  });
}
