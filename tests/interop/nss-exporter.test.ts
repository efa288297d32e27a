import { peerTest } from '../peers.ts';
import { NssMeeting } from './nss-meeting.ts';

const requests = [
  { label: 'EXPORTER-wirechart', length: 32, context: '0x010203' },
  { label: 'EXPORTER_DTLS_OVER_SCTP', length: 64, context: '' },
  { label: 'EXTRACTOR-dtls_srtp', length: 100, context: '' },
];

for (const role of ['client', 'server'] as const) {
  peerTest('nss', `NSS exports the same keying material as our ${role}`, async (t) => {
    const exporters = requests.map(({ label, length, context }) => `${label}:${length}${context && `:${context}`}`);
    const meeting = await NssMeeting.begin(t, { role, options: ['-I', 'x25519', '-Q', '-x', exporters.join(',')] });
    await meeting.net.event('secure');
    const ours = requests.map(({ label, length, context }) => {
      const bytes = Uint8Array.from(Buffer.from(context.replace('0x', ''), 'hex'));
      return Buffer.from(meeting.net.connection.exportKeyingMaterial(label, bytes, length)).toString('hex');
    });
    t.deepEqual(exported(await meeting.nss.ended()), ours);
  });
}

/** The output of tstclnt, one string of hexadecimal digits for each exporter. */
function exported(output: string): string[] {
  return output
    .split(/^ +Keying Material:\n/m)
    .slice(1)
    .map((text) => /^(?:[ \t]*(?:[\da-f]{2}:?)+\n)+/.exec(text)?.[0].replaceAll(/[\s:]/g, '') ?? '');
}
