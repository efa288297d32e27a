import type { Peer } from '../../peers.ts';
import { isOfEpoch, isServerHello, loseFirst, loseNth, loseRepeatedHellos, swapFirstTwo } from '../impairment.ts';
import type { Browser } from './browser.ts';
import { testEitherRole } from './either-role.ts';
import { RoleHarness } from './role-harness.ts';

/** Tests of our server against a browser that is DTLS client, under its own settings. */
export function testServer(peer: Peer, browser: () => Promise<Browser>): void {
  const harness = new RoleHarness(peer, 'client', browser);
  testEitherRole(harness, {
    'the two datagrams of its ClientHello swap': { received: swapFirstTwo() },
    'the first datagram of its ClientHello is lost': { received: loseFirst(() => true) },
    'the second datagram of its ClientHello is lost': { received: loseNth(() => true, 2) },
    'our first answer is lost': { sent: loseFirst(() => true) },
    'our ServerHello is lost': { sent: loseFirst(isServerHello) },
    'its last flight is lost': { received: loseFirst(isOfEpoch(2)) },
  });

  harness.test('connects with its default ClientHello, and closes the connection with an alert', async (t) => {
    const { counterpart, secure, closeConnection } = await harness.connects(t);
    t.like(secure, { group: 'x25519', helloRetry: true });
    const [first, second] = counterpart.transcript();
    // X25519MLKEM768 makes the ClientHello too large for one datagram.
    t.regex(first ?? '', /^peer: client_hello \[0, \d+\) of 1\d\d\d$/);
    t.regex(second ?? '', /^peer: client_hello \[\d+, (\d+)\) of \1$/);
    await closeConnection();
    await counterpart.net.event('closed');
    t.regex(counterpart.transcript().join('\n'), /^peer: epoch 3: Alert close_notify$/m);
  });

  harness.test('connects although a part of our flight is lost, and its ACK selects the retransmission', async (t) => {
    // Without repeated ClientHellos, which cause full retransmissions, only ACKs and our timer are left.
    const impairment = { sent: loseNth(isOfEpoch(2), 2), received: loseRepeatedHellos() };
    const { counterpart } = await harness.connects(t, { impairment, endpoint: { maxDatagramSize: 256 } });
    const transcript = counterpart.transcript();
    const at = transcript.findIndex((line) => /^peer: (epoch 2: )?ACK /.test(line));
    t.true(at > 0);
    // Firefox does so before it has keys for ACKs, so a server cannot trust them.
    if (peer === 'firefox') return;
    const rest = transcript.slice(at + 1);
    const repeated = rest.slice(
      0,
      rest.findIndex((line) => line.startsWith('peer: ')),
    );
    t.true(repeated.length > 0);
    // The third record under handshake keys is the one that was lost.
    const [first = '', second = '', fourth = ''] = transcript.filter((line) => line.startsWith('us: epoch 2: '));
    const records: Readonly<Record<string, string>> = { '2/0': first, '2/1': second, '2/3': fourth };
    for (const number of (transcript[at] ?? '').split(' ')) {
      for (const message of messagesOf(records[number] ?? '')) {
        t.false(repeated.flatMap(messagesOf).includes(message), transcript.join('\n'));
      }
    }
  });

  // Firefox does not repeat it by itself.
  if (peer === 'chromium') {
    harness.test('repeats its last flight until it is acknowledged, and we acknowledge it again', async (t) => {
      const { counterpart } = await harness.connects(t, { impairment: { sent: loseFirst(isOfEpoch(3)) } });
      const acknowledgement = () => counterpart.transcript().find((line) => line.startsWith('us: epoch 3: ACK'));
      t.regex(await counterpart.net.until('a second ACK', acknowledgement), /ACK( 2\/\d+)+$/);
    });
  }

  harness.test('sends the certificate that its offer named', async (t) => {
    const { counterpart } = await harness.connects(t);
    const transcript = counterpart.transcript().join('\n');
    t.regex(transcript, /^us: epoch 2: encrypted_extensions, certificate_request, certificate/m);
    t.regex(transcript, /^peer: epoch 2: certificate\b/m);
  });

  for (const requestCertificate of ['no', 'optional'] as const) {
    harness.test(`connects to a server that asks for a certificate: ${requestCertificate}`, async (t) => {
      const { secure } = await harness.connects(t, { endpoint: { requestCertificate } });
      t.is(secure.peerSignatureScheme, requestCertificate === 'no' ? undefined : 'ecdsa_secp256r1_sha256');
    });
  }

  harness.test('connects to a server that sends no HelloRetryRequest', async (t) => {
    const { secure } = await harness.connects(t, { endpoint: { cookies: 'never' } });
    t.like(secure, { group: 'x25519', helloRetry: false });
  });

  harness.test('makes a share for P-256 on request', async (t) => {
    const { secure } = await harness.connects(t, { endpoint: { groups: ['secp256r1'] } });
    t.like(secure, { group: 'secp256r1', helloRetry: true });
  });

  harness.test('gets the SRTP profile and protocol that our server selects', async (t) => {
    const srtpProfiles = ['SRTP_AES128_CM_HMAC_SHA1_80'];
    const { secure } = await harness.connects(t, { endpoint: { srtpProfiles, alpnProtocols: ['webrtc'] } });
    // Chromium offers no protocols.
    const alpnProtocol = peer === 'firefox' ? 'webrtc' : undefined;
    t.like(secure, { srtpProfile: 'SRTP_AES128_CM_HMAC_SHA1_80', alpnProtocol });
  });
}

/** The handshake message of one line of a transcript: `certificate [0, 28) of 479`. */
function messagesOf(line: string): string[] {
  return line
    .replace(/^us: epoch 2: /, '')
    .split(/, (?=[a-z])/)
    .filter((message) => message !== '');
}
