import type { ExecutionContext } from 'ava';
import { type Peer, peerTest } from '../../peers.ts';
import { cookieLength } from '../hello-retry.ts';
import { isClientHello, isOfEpoch, isServerHello, loseFirst, recut, repeatAll, unreliable } from '../impairment.ts';
import type { Impairment } from '../real-host.ts';
import type { Browser } from './browser.ts';
import { call, connected, wrongFingerprint } from './call.ts';
import type { CounterpartOptions } from './counterpart.ts';
import { rsaIdentity } from './identity.ts';

type Options = Omit<CounterpartOptions, 'setup'>;

/** Tests of our client against a browser that is DTLS server, which demands a certificate of its client. */
export function testClient(peer: Peer, browser: () => Promise<Browser>): void {
  const begin = async (t: ExecutionContext, options: Options) =>
    call(t, await browser(), { setup: 'active', ...options });
  const connects = async (t: ExecutionContext, options: Options = {}, cipherSuite?: string) => {
    const session = await begin(t, options);
    return { ...session, secure: await connected(t, session, 'server', cipherSuite) };
  };

  peerTest(peer, `${peer} as server demands our certificate, takes it and acknowledges our last flight`, async (t) => {
    const { counterpart, secure, hangUp } = await connects(t);
    t.like(secure, { group: 'x25519', helloRetry: false });
    await hangUp();
    await counterpart.net.event('closed');
    const transcript = counterpart.transcript().join('\n');
    t.regex(transcript, /^peer: epoch 2: .*certificate_request/m);
    t.regex(transcript, /^us: epoch 2: certificate, certificate_verify, finished$/m);
    t.regex(transcript, /^peer: epoch 3: ACK( 2\/\d+)+$/m);
    t.regex(transcript, /^peer: epoch 3: Alert close_notify$/m);
  });

  peerTest(peer, `${peer} as server asks our client that sent no key share for one`, async (t) => {
    const { counterpart, secure } = await connects(t, { endpoint: { keyShares: [] } });
    t.like(secure, { group: 'x25519', helloRetry: true });
    // Firefox keeps nothing meanwhile and puts all it needs into a cookie.
    t.is(cookieLength(counterpart.net.datagrams), peer === 'firefox' ? 114 : 0);
  });

  peerTest(peer, `${peer} as server agrees with our client on P-256`, async (t) => {
    const { secure } = await connects(t, { endpoint: { groups: ['secp256r1'] } });
    t.like(secure, { group: 'secp256r1', helloRetry: false });
  });

  const suites = ['TLS_CHACHA20_POLY1305_SHA256', ...(peer === 'chromium' ? ['TLS_AES_256_GCM_SHA384'] : [])];
  for (const suite of suites) {
    peerTest(peer, `${peer} as server agrees with our client on ${suite}`, async (t) => {
      await connects(t, { endpoint: { cipherSuites: [suite] } }, suite);
    });
  }

  peerTest(peer, `${peer} as server chooses an SRTP profile of ours`, async (t) => {
    const srtpProfiles = ['SRTP_AES128_CM_HMAC_SHA1_80'];
    const { secure } = await connects(t, { endpoint: { srtpProfiles } });
    t.is(secure.srtpProfile, 'SRTP_AES128_CM_HMAC_SHA1_80');
  });

  peerTest(peer, `${peer} as server connects to our client that offers the protocol webrtc`, async (t) => {
    const { secure } = await connects(t, { endpoint: { alpnProtocols: ['webrtc'] } });
    t.is(secure.alpnProtocol, peer === 'firefox' ? 'webrtc' : undefined);
  });

  const troubles: Readonly<Record<string, Impairment>> = {
    'our ClientHello comes in fragments of 40 bytes': { sent: recut(40) },
    'these fragments come in reverse order': { sent: recut(40, (pieces) => pieces.reverse()) },
    'our first ClientHello is lost': { sent: loseFirst(isClientHello) },
    'its ServerHello is lost': { received: loseFirst(isServerHello) },
    'our last flight is lost': { sent: loseFirst(isOfEpoch(2)) },
    'its acknowledgement is lost': { received: loseFirst(isOfEpoch(3)) },
    'every datagram comes twice': { sent: repeatAll(), received: repeatAll() },
  };
  for (const [what, impairment] of Object.entries(troubles)) {
    peerTest(peer, `${peer} as server connects although ${what}`, async (t) => {
      await connects(t, { impairment, endpoint: { initialTimeout: 100 } });
    });
  }

  peerTest(
    peer,
    `${peer} as server connects to a client that cuts its flights into datagrams of 256 bytes`,
    async (t) => {
      const { counterpart } = await connects(t, { endpoint: { maxDatagramSize: 256 } });
      t.regex(counterpart.transcript().join('\n'), /^us: epoch 2: certificate \[0, \d+\) of \d+$/m);
    },
  );

  peerTest(peer, `${peer} as server refuses a client without certificate, with certificate_required`, async (t) => {
    const session = await begin(t, { anonymous: true });
    t.like(await session.counterpart.net.failure(), { name: 'AlertError', alert: 'certificate_required' });
    t.is(await session.settled(), 'failed');
  });

  peerTest(peer, `${peer} as server shows an RSA certificate and takes one of our client`, async (t) => {
    const { secure } = await connects(t, { browserKey: 'rsa', identity: await rsaIdentity() });
    t.is(secure.peerSignatureScheme, 'rsa_pss_rsae_sha256');
  });

  for (const seed of [1, 2, 3]) {
    peerTest(
      peer,
      `${peer} as server connects through a network that loses, repeats and reorders (${seed})`,
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
    `${peer} as server refuses a certificate that the answer does not name, with ${refusal}`,
    async (t) => {
      const session = await begin(t, { fingerprint: wrongFingerprint });
      t.like(await session.counterpart.net.failure(), { name: 'AlertError', alert: refusal });
      t.is(await session.settled(), 'failed');
    },
  );

  peerTest(
    peer,
    `${peer} as server is refused where its certificate is not the one that the offer named`,
    async (t) => {
      const session = await begin(t, { expected: wrongFingerprint });
      t.like(await session.counterpart.net.failure(), { code: 'ERR_DTLS_CERTIFICATE_REFUSED' });
      t.is(await session.settled(), 'failed');
    },
  );
}
