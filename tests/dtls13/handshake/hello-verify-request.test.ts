import test from 'ava';
import { HandshakeType } from '../../../generated/dtls13/registries/handshake-type.ts';
import { PeerError } from '../../../runtime/dtls13/index.ts';
import type { SimulatedPair } from '../../../runtime/testing/index.ts';
import { endOf } from '../hostile/tampering.ts';
import { KeyedPeer, keyLoggedPair } from '../keyed-peer.ts';

/** RFC 6347 section 4.2.1: version 1.2 and a cookie of three bytes. */
const HELLO_VERIFY_REQUEST = Uint8Array.of(0xfe, 0xfd, 3, 1, 2, 3);

function deliver(pair: SimulatedPair): void {
  const server = new KeyedPeer(pair, 'server');
  server.deliver(server.message(0, HandshakeType.hello_verify_request, 0, HELLO_VERIFY_REQUEST));
}

test('a HelloVerifyRequest in response to the first ClientHello means that the server has no DTLS 1.3', (t) => {
  const pair = keyLoggedPair();
  pair.serverHost.receive = () => {};
  deliver(pair);
  const last = pair.clientHost.events.at(-1)?.event;
  t.true(last?.kind === 'error');
  if (last?.kind !== 'error' || !(last.error instanceof PeerError)) return;
  t.is(last.error.reason, 'UNSUPPORTED_VERSION');
  t.is(last.error.alert, 'protocol_version');
});

test('a HelloVerifyRequest after a HelloRetryRequest or ServerHello is forged, and is discarded', (t) => {
  for (const cookies of ['always', 'never'] as const) {
    const pair = keyLoggedPair({}, { listener: { cookies } });
    pair.network.run(() => pair.network.datagrams.length > 2);
    const { unprotected } = pair.client.statistics.discarded;
    deliver(pair);
    t.is(pair.client.statistics.discarded.unprotected, unprotected + 1);
    t.true(pair.handshake());
    t.is(endOf(pair.clientHost), 'secure');
  }
});
