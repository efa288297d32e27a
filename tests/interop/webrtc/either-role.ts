import { mlKem } from 'wirechart/crypto/post-quantum';
import { createTestProvider } from '../../net/host-under-test.ts';
import { repeatAll, unreliable } from '../impairment.ts';
import type { Impairment } from '../real-host.ts';
import { wrongFingerprint } from './call.ts';
import { rsaIdentity } from './identity.ts';
import type { RoleHarness } from './role-harness.ts';

/** Impairments of the first flights of a role, by the last words of a title. */
export type Impairments = Readonly<Record<string, Impairment>>;

/** Tests of a browser in either role. */
export function testEitherRole(harness: RoleHarness, impairments: Impairments): void {
  const { peer, ours } = harness;

  const suites = ['TLS_CHACHA20_POLY1305_SHA256', ...(peer === 'chromium' ? ['TLS_AES_256_GCM_SHA384'] : [])];
  for (const suite of suites) {
    harness.test(`agrees with our ${ours} on ${suite}`, async (t) => {
      await harness.connects(t, { endpoint: { cipherSuites: [suite] } }, suite);
    });
  }

  harness.test(`agrees with our ${ours} on X25519MLKEM768`, async (t) => {
    const provider = createTestProvider({ mlKem });
    const { secure } = await harness.connects(t, { provider });
    t.is(secure.group, 'X25519MLKEM768');
  });

  const everyDatagramTwice: Impairment = { sent: repeatAll(), received: repeatAll() };
  for (const [what, impairment] of Object.entries({
    ...impairments,
    'every datagram is duplicated': everyDatagramTwice,
  })) {
    harness.test(`connects although ${what}`, async (t) => {
      await harness.connects(t, { impairment, endpoint: { initialTimeout: 100 } });
    });
  }

  const flights = ours === 'client' ? 'flights' : 'flight';
  harness.test(`connects to a ${ours} that cuts its ${flights} into datagrams of 256 bytes`, async (t) => {
    const { counterpart } = await harness.connects(t, { endpoint: { maxDatagramSize: 256 } });
    const first =
      ours === 'client'
        ? /^us: epoch 2: certificate \[0, \d+\) of \d+$/m
        : /^us: epoch 2: .*certificate \[0, \d+\) of \d+$/m;
    t.regex(counterpart.transcript().join('\n'), first);
  });

  harness.test(`sends an RSA certificate and accepts one of our ${ours}`, async (t) => {
    const { secure } = await harness.connects(t, { browserKey: 'rsa', identity: await rsaIdentity() });
    t.is(secure.peerSignatureScheme, 'rsa_pss_rsae_sha256');
  });

  for (const seed of [1, 2, 3]) {
    harness.test(`connects through a network that loses, repeats and reorders (${seed})`, async (t) => {
      const impairment = { sent: unreliable(seed), received: unreliable(seed + 100) };
      const endpoint = { maxDatagramSize: seed % 2 === 0 ? 1200 : 256, initialTimeout: 100, maxTimeout: 800 };
      const session = await harness.begin(t, { impairment, endpoint });
      await session.counterpart.net.event('secure');
      t.is(await session.settled(), 'connected');
    });
  }

  const refusal = peer === 'firefox' ? 'bad_certificate' : 'certificate_unknown';
  harness.test(`refuses a certificate that the answer does not name, with ${refusal}`, async (t) => {
    const session = await harness.begin(t, { fingerprint: wrongFingerprint });
    t.like(await session.counterpart.net.failure(), { name: 'AlertError', alert: refusal });
    t.is(await session.settled(), 'failed');
  });

  harness.test('is refused where its certificate differs from that of its offer', async (t) => {
    const session = await harness.begin(t, { expected: wrongFingerprint });
    t.like(await session.counterpart.net.failure(), { code: 'ERR_DTLS_CERTIFICATE_REFUSED' });
    // A client reports `connected` before our alert arrives.
    t.is(await (ours === 'client' ? session.settled() : session.failed()), 'failed');
  });
}
