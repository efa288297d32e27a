import test from 'ava';
import type { CryptoProvider, SignatureSchemeName } from '../../../runtime/crypto/provider.ts';
import { ConfigError, createListener } from '../../../runtime/dtls13/index.ts';
import {
  type PairOptions,
  type SimulatedPair,
  simulatePair,
  type TestCertificate,
  testCertificate,
  testRsaCertificate,
} from '../../../runtime/testing/index.ts';
import { testProvider } from '../../net/host-under-test.ts';
import { endOf } from '../hostile/tampering.ts';

const certificateOf = ({ der, privateKey }: TestCertificate) => ({
  chain: [der],
  privateKey: testProvider.importPrivateKey(privateKey),
});
const ecdsa = certificateOf(testCertificate);
const rsa = certificateOf(testRsaCertificate);

/** A provider that verifies signatures of these schemes only. */
const verifying = (...signatureSchemes: SignatureSchemeName[]): CryptoProvider => ({
  ...testProvider,
  capabilities: { ...testProvider.capabilities, signatureSchemes },
});

/** A pair in which both sides accept either certificate, after all its events. */
function pairOf(options: Partial<PairOptions>): SimulatedPair {
  const pair = simulatePair({
    clientProvider: testProvider,
    serverProvider: testProvider,
    ...options,
    listener: { cookies: 'never', ...options.listener },
  });
  const open: (() => void)[] = [];
  for (const host of [pair.clientHost, pair.serverHost]) {
    host.request = (connection, request) => {
      if (request.kind !== 'chain') return;
      const { id, chain } = request;
      const isRsa = Buffer.compare(testRsaCertificate.der, chain[0] ?? testCertificate.der) === 0;
      const { publicKey } = isRsa ? testRsaCertificate : testCertificate;
      open.push(() => {
        connection.respond({ id, accept: true, publicKey }, pair.network.now);
        host.drain();
      });
    };
  }
  pair.network.run(() => {
    for (const respond of open.splice(0)) respond();
    return false;
  });
  return pair;
}

function schemeSeenBy(pair: SimulatedPair, side: 'clientHost' | 'serverHost'): string | undefined {
  const event = pair[side].events.find(({ event }) => event.kind === 'secure')?.event;
  return event?.kind === 'secure' ? event.peerSignatureScheme : undefined;
}

test('a server with several certificates sends the first one that the client can verify', (t) => {
  const sent = (certificate: readonly (typeof rsa)[], ...schemes: SignatureSchemeName[]) =>
    schemeSeenBy(pairOf({ listener: { certificate }, clientProvider: verifying(...schemes) }), 'clientHost');
  t.is(sent([ecdsa, rsa], 'rsa_pss_rsae_sha256', 'ecdsa_secp256r1_sha256'), 'ecdsa_secp256r1_sha256');
  t.is(sent([rsa, ecdsa], 'rsa_pss_rsae_sha256', 'ecdsa_secp256r1_sha256'), 'rsa_pss_rsae_sha256');
  t.is(sent([ecdsa, rsa], 'rsa_pss_rsae_sha256'), 'rsa_pss_rsae_sha256');
  t.is(sent([rsa, ecdsa], 'ecdsa_secp256r1_sha256'), 'ecdsa_secp256r1_sha256');
});

test('a server without a certificate that the client can verify sends handshake_failure', (t) => {
  const pair = pairOf({ listener: { certificate: [ecdsa, rsa] }, clientProvider: verifying('ed25519') });
  t.is(endOf(pair.clientHost), 'ERR_DTLS_ALERT_HANDSHAKE_FAILURE');
});

test('a client with several certificates sends the first one that the server can verify, or none', (t) => {
  const sent = (...schemes: SignatureSchemeName[]) =>
    schemeSeenBy(
      pairOf({
        connection: { certificate: [ecdsa, rsa] },
        listener: { requestCertificate: 'optional' },
        serverProvider: verifying(...schemes),
      }),
      'serverHost',
    );
  t.is(sent('rsa_pss_rsae_sha256', 'ecdsa_secp256r1_sha256'), 'ecdsa_secp256r1_sha256');
  t.is(sent('rsa_pss_rsae_sha256'), 'rsa_pss_rsae_sha256');
  t.is(sent('ed25519'), undefined);
});

test('an empty list of certificates is refused', (t) => {
  const host = { address: () => new Uint8Array(1) };
  const error = t.throws(() => createListener({ host, provider: testProvider, certificate: [] }), {
    instanceOf: ConfigError,
  });
  t.is(error?.option, 'certificate');
});
