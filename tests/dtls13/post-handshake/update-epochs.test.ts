import test from 'ava';
import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import { HandshakeType } from '../../../generated/dtls13/registries/handshake-type.ts';
import { Ack } from '../../../generated/dtls13/wire/ack.ts';
import { NewSessionTicket } from '../../../generated/dtls13/wire/new-session-ticket.ts';
import type { SimulatedPair } from '../../../runtime/testing/index.ts';
import { decodeAll, encodeToBytes } from '../../../runtime/wire/index.ts';
import { KeyedPeer, keyLoggedPair } from '../keyed-peer.ts';
import { refusalBy } from '../refusal.ts';
import { sentRecords } from '../sent-traffic.ts';
import { createKeyUpdates } from './key-update-context.ts';

function update(pair: SimulatedPair, side: 'client' | 'server'): void {
  (side === 'client' ? pair.client : pair.server)?.updateKeys({}, pair.network.now);
  (side === 'client' ? pair.clientHost : pair.serverHost).drain();
}

function securePair(): SimulatedPair {
  const pair = keyLoggedPair({ cipherSuites: ['TLS_AES_128_GCM_SHA256'] });
  pair.handshake();
  pair.network.advance(1000);
  return pair;
}

test('an ACK is sent under the newest keys, after an update too', (t) => {
  const pair = securePair();
  update(pair, 'server');
  pair.network.advance(1000);
  update(pair, 'client');
  pair.network.advance(1000);
  const acks = sentRecords(pair).filter(({ contentType }) => contentType === ContentType.ack);
  t.deepEqual(
    acks.map(({ from, epoch, content }) => [from, epoch, decodeAll(Ack, content).recordNumbers.at(-1)?.epoch]),
    [
      ['server', 3, 2],
      ['client', 3, 3],
      ['server', 4, 3],
    ],
  );
});

test('a ticket after a KeyUpdate under the same keys is answered with unexpected_message', (t) => {
  const ticket = encodeToBytes(NewSessionTicket, {
    ticketLifetime: 7200,
    ticketAgeAdd: 0,
    ticketNonce: new Uint8Array(1),
    ticket: new Uint8Array(8),
    extensions: [],
  });
  const [before, after] = [securePair(), securePair()];
  const [early, late] = [new KeyedPeer(before, 'server'), new KeyedPeer(after, 'server')];
  early.deliver(early.message(3, HandshakeType.new_session_ticket, 5, ticket));
  early.deliver(early.message(3, HandshakeType.key_update, 6, Uint8Array.of(0)));
  t.false(before.clientHost.events.some(({ event }) => event.kind === 'error'));
  late.deliver(late.message(3, HandshakeType.key_update, 5, Uint8Array.of(0)));
  late.deliver(late.message(3, HandshakeType.new_session_ticket, 6, ticket));
  t.is(refusalBy(after, 'client'), 'unexpected_message');
});

test('a record under keys that no KeyUpdate announced is dropped', (t) => {
  const pair = securePair();
  const { clientHost } = pair;
  const unannounced = Uint8Array.of(0x2c, 0, 0, 0, 40, ...new Uint8Array(40).fill(9));
  const { unknownEpoch } = pair.client.statistics.discarded;
  pair.network.inject('server', 'client', unannounced);
  pair.network.advance(1);
  t.is(pair.client.statistics.discarded.unknownEpoch, unknownEpoch + 1);
  t.false(clientHost.events.some(({ event }) => event.kind === 'message' || event.kind === 'error'));
});

test('without a message number left a request of the peer is ignored, and updateKeys() throws', (t) => {
  let sent = 0;
  const updating = createKeyUpdates({ canSend: () => false, send: () => (sent += 1) });
  updating.receive(Uint8Array.of(1));
  t.is(sent, 0);
  t.throws(() => updating.update(false), { code: 'ERR_DTLS_EPOCHS_EXHAUSTED' });
});
