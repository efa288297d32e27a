import test from 'ava';
import { opensslProvider } from '../../../runtime/crypto/openssl/index.ts';
import type { CryptoProvider } from '../../../runtime/crypto/provider.ts';
import { type PairOptions, type SimulatedPair, simulatePair, testCertificate } from '../../../runtime/testing/index.ts';

/** OpenSSL, but for what a test lets fail. */
function failing(change: Partial<CryptoProvider>): CryptoProvider {
  return { ...opensslProvider, ...change };
}

const gone = (): never => {
  throw new Error('the token was pulled out');
};

function failure(pair: SimulatedPair, host: 'clientHost' | 'serverHost'): string | undefined {
  const last = pair[host].events.at(-1)?.event;
  return last?.kind === 'error' ? last.error.code : undefined;
}

function pairWith(options: Partial<PairOptions>): SimulatedPair {
  return simulatePair({ clientProvider: opensslProvider, serverProvider: opensslProvider, ...options });
}

test('a server whose key cannot sign ends that handshake alone, and when it can again the same client gets in', (t) => {
  let broken = true;
  const serverProvider = failing({
    sign: (scheme, key, message) => (broken ? gone() : opensslProvider.sign(scheme, key, message)),
  });
  const pair = pairWith({ serverProvider });
  pair.network.advance(500);
  t.is(failure(pair, 'serverHost'), 'ERR_DTLS_INTERNAL');
  t.is(pair.listener.size, 0);
  // Nothing of the flight went out, so the client sends its hello again.
  t.is(failure(pair, 'clientHost'), undefined);
  broken = false;
  pair.network.advance(2000);
  t.is(pair.serverHost.events.at(-1)?.event.kind, 'secure');
  t.is(pair.clientHost.events.at(-1)?.event.kind, 'secure');
});

test('a server that cannot make a key share refuses at the door', (t) => {
  const pair = pairWith({ serverProvider: failing({ generateKeyPair: gone }) });
  t.false(pair.handshake());
  pair.network.advance(1000);
  t.is(failure(pair, 'clientHost'), 'ERR_DTLS_ALERT_INTERNAL_ERROR');
  t.deepEqual(pair.serverHost.events, []);
  t.is(pair.listener.size, 0);
});

test('a client whose key cannot sign, or whose check breaks, ends with internal_error', (t) => {
  const certificate = {
    chain: [testCertificate.der],
    privateKey: opensslProvider.importPrivateKey(testCertificate.privateKey),
  };
  for (const change of [{ sign: gone }, { verify: gone }]) {
    const pair = pairWith({
      clientProvider: failing(change),
      connection: { certificate },
      listener: { requestCertificate: 'required' },
    });
    t.false(pair.handshake());
    pair.network.advance(1000);
    t.is(failure(pair, 'clientHost'), 'ERR_DTLS_INTERNAL');
    // With its keys for data in place, what a client says is not understood before its Finished.
    if ('verify' in change) t.is(failure(pair, 'serverHost'), 'ERR_DTLS_ALERT_INTERNAL_ERROR');
    t.is(pair.client.nextDeadline(), Number.POSITIVE_INFINITY);
  }
});
