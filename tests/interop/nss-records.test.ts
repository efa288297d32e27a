import { peerTest } from '../peers.ts';
import { NssMeeting } from './nss-meeting.ts';

const roles = ['client', 'server'] as const;
const groups = ['-I', 'x25519'];

for (const role of roles) {
  const peer = role === 'client' ? 'server' : 'client';

  peerTest(
    'nss',
    `NSS as ${peer} keeps to our record_size_limit of 64 bytes, in its handshake and its data`,
    async (t) => {
      const endpoint = { recordSizeLimit: 64, initialTimeout: 200 };
      const meeting = await NssMeeting.begin(t, { role, options: groups, endpoint });
      // A longer record would end the handshake: the certificate alone is longer.
      await meeting.net.event('secure');
      const acknowledgement = () => meeting.transcript().find((line) => line.startsWith('peer: epoch 3: ACK'));
      if (role === 'client') await meeting.net.until('an ACK of our last flight', acknowledgement);
      const text = `${'0123456789'.repeat(20)}\n`;
      meeting.nss.send(text);
      const received = () =>
        meeting.net.host.events.flatMap(({ event }) => (event.kind === 'message' ? [event.data] : []));
      await meeting.net.until('all of the text', () => Buffer.concat(received()).length >= text.length || undefined);
      t.is(Buffer.concat(received()).toString(), text);
      t.deepEqual(
        received().map(({ length }) => length),
        [63, 63, 63, 12],
      );
      meeting.send('hello from wirechart\n');
      await t.notThrowsAsync(meeting.nss.receivedText('hello from wirechart\n'));
    },
  );

  peerTest('nss', `NSS as ${peer} reads minimal headers and padded records`, async (t) => {
    const endpoint = { recordHeader: 'minimal', padding: { blockSize: 100 }, initialTimeout: 200 } as const;
    const meeting = await NssMeeting.begin(t, { role, options: groups, endpoint });
    await meeting.net.event('secure');
    const acknowledgement = () => meeting.transcript().find((line) => line.startsWith('peer: epoch 3: ACK'));
    if (role === 'client') await meeting.net.until('an ACK of our last flight', acknowledgement);
    meeting.nss.send('hello from NSS\n');
    t.is(Buffer.from((await meeting.net.event('message')).data).toString(), 'hello from NSS\n');
    for (let index = 0; index < 140; index++) meeting.send(`${index} from wirechart\n`);
    await t.notThrowsAsync(meeting.nss.receivedText('139 from wirechart\n'));
  });
}
