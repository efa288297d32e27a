import test from 'ava';
import type { CryptoProvider } from '../../../runtime/crypto/provider.ts';
import { type PairOptions, type SimulatedPair, simulatePair, testCertificate } from '../../../runtime/testing/index.ts';
import { classicalProvider } from '../classical-provider.ts';

/** OpenSSL, except for the operations that a test makes fail. */
function failing(change: Partial<CryptoProvider>): CryptoProvider {
  return { ...classicalProvider, ...change };
}

const gone = (): never => {
  throw new Error('the token was removed');
};

function failure(pair: SimulatedPair, host: 'clientHost' | 'serverHost'): string | undefined {
  const last = pair[host].events.at(-1)?.event;
  return last?.kind === 'error' ? last.error.code : undefined;
}

function pairWith(options: Partial<PairOptions>): SimulatedPair {
  return simulatePair({ clientProvider: classicalProvider, serverProvider: classicalProvider, ...options });
}

test('a signing failure of a server ends one handshake only, and afterwards the same client connects', (t) => {
  let broken = true;
  const serverProvider = failing({
    sign: (scheme, key, message) => (broken ? gone() : classicalProvider.sign(scheme, key, message)),
  });
  const pair = pairWith({ serverProvider });
  pair.network.advance(500);
  t.is(failure(pair, 'serverHost'), 'ERR_DTLS_INTERNAL');
  t.is(pair.listener.size, 0);
  // Nothing of the flight was sent, so the client retransmits its hello.
  t.is(failure(pair, 'clientHost'), undefined);
  broken = false;
  pair.network.advance(2000);
  t.is(pair.serverHost.events.at(-1)?.event.kind, 'secure');
  t.is(pair.clientHost.events.at(-1)?.event.kind, 'secure');
});

test('a server that cannot make a key share refuses the ClientHello', (t) => {
  const pair = pairWith({ serverProvider: failing({ respond: gone }) });
  t.false(pair.handshake());
  pair.network.advance(1000);
  t.is(failure(pair, 'clientHost'), 'ERR_DTLS_ALERT_INTERNAL_ERROR');
  t.deepEqual(pair.serverHost.events, []);
  t.is(pair.listener.size, 0);
});

test('a client whose signing or verification fails ends with internal_error', (t) => {
  const certificate = {
    chain: [testCertificate.der],
    privateKey: classicalProvider.importPrivateKey(testCertificate.privateKey),
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
    // Application keys of the client would be useless: the server reads them after the Finished.
    t.is(failure(pair, 'serverHost'), 'ERR_DTLS_ALERT_INTERNAL_ERROR');
    t.is(pair.client.nextDeadline(), Number.POSITIVE_INFINITY);
  }
});
