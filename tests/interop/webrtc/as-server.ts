import type { ExecutionContext } from 'ava';
import { type Peer, peerTest } from '../../peers.ts';
import {
  isOfEpoch,
  isServerHello,
  loseFirst,
  loseNth,
  loseRepeatedHellos,
  repeatAll,
  swapFirstTwo,
  unreliable,
} from '../impairment.ts';
import type { Impairment } from '../real-host.ts';
import type { Browser } from './browser.ts';
import { call, connected, wrongFingerprint } from './call.ts';
import type { CounterpartOptions } from './counterpart.ts';
import { rsaIdentity } from './identity.ts';

type Options = Omit<CounterpartOptions, 'setup'>;

/** Tests of our server against a browser that is DTLS client, under its own settings. */
export function testServer(peer: Peer, browser: () => Promise<Browser>): void {
  const begin = async (t: ExecutionContext, options: Options) =>
    call(t, await browser(), { setup: 'passive', ...options });
  const connects = async (t: ExecutionContext, options: Options = {}, cipherSuite?: string) => {
    const session = await begin(t, options);
    return { ...session, secure: await connected(t, session, 'client', cipherSuite) };
  };

  peerTest(peer, `${peer} as client connects with its default ClientHello, and we hear it hang up`, async (t) => {
    const { counterpart, secure, hangUp } = await connects(t);
    t.like(secure, { group: 'x25519', helloRetry: true });
    const [first, second] = counterpart.transcript();
    // X25519MLKEM768 makes the ClientHello too large for one datagram.
    t.regex(first ?? '', /^peer: client_hello \[0, \d+\) of 1\d\d\d$/);
    t.regex(second ?? '', /^peer: client_hello \[\d+, (\d+)\) of \1$/);
    await hangUp();
    await counterpart.net.event('closed');
    t.regex(counterpart.transcript().join('\n'), /^peer: epoch 3: Alert close_notify$/m);
  });

  const troubles: Readonly<Record<string, Impairment>> = {
    'the two datagrams of its ClientHello swap': { received: swapFirstTwo() },
    'the first datagram of its ClientHello is lost': { received: loseFirst(() => true) },
    'the second datagram of its ClientHello is lost': { received: loseNth(() => true, 2) },
    'our first answer is lost': { sent: loseFirst(() => true) },
    'our ServerHello is lost': { sent: loseFirst(isServerHello) },
    'its last flight is lost': { received: loseFirst(isOfEpoch(2)) },
    'every datagram comes twice': { sent: repeatAll(), received: repeatAll() },
  };
  for (const [what, impairment] of Object.entries(troubles)) {
    peerTest(peer, `${peer} as client connects although ${what}`, async (t) => {
      await connects(t, { impairment, endpoint: { initialTimeout: 100 } });
    });
  }

  peerTest(
    peer,
    `${peer} as client connects to a server that cuts its flight into datagrams of 256 bytes`,
    async (t) => {
      const { counterpart } = await connects(t, { endpoint: { maxDatagramSize: 256 } });
      t.regex(counterpart.transcript().join('\n'), /^us: epoch 2: .*certificate \[0, \d+\) of \d+$/m);
    },
  );

  peerTest(
    peer,
    `${peer} as client connects although a part of our flight is lost, and its ACK steers the repeat`,
    async (t) => {
      // Without repeated ClientHellos, which have everything sent again, only ACKs and our timer are left.
      const impairment = { sent: loseNth(isOfEpoch(2), 2), received: loseRepeatedHellos() };
      const { counterpart } = await connects(t, { impairment, endpoint: { maxDatagramSize: 256 } });
      const transcript = counterpart.transcript();
      const at = transcript.findIndex((line) => /^peer: (epoch 2: )?ACK /.test(line));
      t.true(at > 0);
      // Firefox does so before it has keys for ACKs: nothing that a server could believe.
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
    },
  );

  // Firefox does not repeat it by itself.
  if (peer === 'chromium') {
    peerTest(
      peer,
      `${peer} as client repeats its last flight until it is acknowledged, and we acknowledge it again`,
      async (t) => {
        const { counterpart } = await connects(t, { impairment: { sent: loseFirst(isOfEpoch(3)) } });
        const acknowledgement = () => counterpart.transcript().find((line) => line.startsWith('us: epoch 3: ACK'));
        t.regex(await counterpart.net.until('a second ACK', acknowledgement), /ACK( 2\/\d+)+$/);
      },
    );
  }

  peerTest(peer, `${peer} as client shows its certificate, which is the one that its offer named`, async (t) => {
    const { counterpart } = await connects(t);
    const transcript = counterpart.transcript().join('\n');
    t.regex(transcript, /^us: epoch 2: encrypted_extensions, certificate_request, certificate/m);
    t.regex(transcript, /^peer: epoch 2: certificate\b/m);
  });

  for (const requestCertificate of ['no', 'optional'] as const) {
    peerTest(
      peer,
      `${peer} as client connects to a server that asks for a certificate: ${requestCertificate}`,
      async (t) => {
        const { secure } = await connects(t, { endpoint: { requestCertificate } });
        t.is(secure.peerSignatureScheme, requestCertificate === 'no' ? undefined : 'ecdsa_secp256r1_sha256');
      },
    );
  }

  peerTest(peer, `${peer} as client connects to a server that sends no HelloRetryRequest`, async (t) => {
    const { secure } = await connects(t, { endpoint: { cookies: 'never' } });
    t.like(secure, { group: 'x25519', helloRetry: false });
  });

  peerTest(peer, `${peer} as client makes a share for P-256 when asked for one`, async (t) => {
    const { secure } = await connects(t, { endpoint: { groups: ['secp256r1'] } });
    t.like(secure, { group: 'secp256r1', helloRetry: true });
  });

  const suites = ['TLS_CHACHA20_POLY1305_SHA256', ...(peer === 'chromium' ? ['TLS_AES_256_GCM_SHA384'] : [])];
  for (const suite of suites) {
    peerTest(peer, `${peer} as client agrees with our server on ${suite}`, async (t) => {
      await connects(t, { endpoint: { cipherSuites: [suite] } }, suite);
    });
  }

  peerTest(peer, `${peer} as client hears which SRTP profile and protocol our server chooses`, async (t) => {
    const srtpProfiles = ['SRTP_AES128_CM_HMAC_SHA1_80'];
    const { secure } = await connects(t, { endpoint: { srtpProfiles, alpnProtocols: ['webrtc'] } });
    // Chromium offers no protocols.
    const alpnProtocol = peer === 'firefox' ? 'webrtc' : undefined;
    t.like(secure, { srtpProfile: 'SRTP_AES128_CM_HMAC_SHA1_80', alpnProtocol });
  });

  peerTest(peer, `${peer} as client shows an RSA certificate and takes one of our server`, async (t) => {
    const { secure } = await connects(t, { browserKey: 'rsa', identity: await rsaIdentity() });
    t.is(secure.peerSignatureScheme, 'rsa_pss_rsae_sha256');
  });

  for (const seed of [1, 2, 3]) {
    peerTest(
      peer,
      `${peer} as client connects through a network that loses, repeats and reorders (${seed})`,
      async (t) => {
        const impairment = { sent: unreliable(seed), received: unreliable(seed + 100) };
        const endpoint = { maxDatagramSize: seed % 2 === 0 ? 1200 : 256, initialTimeout: 100, maxTimeout: 800 };
        const session = await begin(t, { impairment, endpoint });
        await session.counterpart.net.event('secure');
        t.is(await session.settled(), 'connected');
      },
    );
  }

  const refusal = peer === 'firefox' ? 'bad_certificate' : 'certificate_unknown';
  peerTest(
    peer,
    `${peer} as client refuses a certificate that the answer does not name, with ${refusal}`,
    async (t) => {
      const session = await begin(t, { fingerprint: wrongFingerprint });
      t.like(await session.counterpart.net.failure(), { name: 'AlertError', alert: refusal });
      t.is(await session.settled(), 'failed');
    },
  );

  peerTest(
    peer,
    `${peer} as client is refused where its certificate is not the one that its offer named`,
    async (t) => {
      const session = await begin(t, { expected: wrongFingerprint });
      t.like(await session.counterpart.net.failure(), { code: 'ERR_DTLS_CERTIFICATE_REFUSED' });
      // It took itself for connected before our alert came.
      t.is(await session.failed(), 'failed');
    },
  );
}

/** What one line of a transcript names: `certificate [0, 28) of 479`. */
function messagesOf(line: string): string[] {
  return line
    .replace(/^us: epoch 2: /, '')
    .split(/, (?=[a-z])/)
    .filter((message) => message !== '');
}
