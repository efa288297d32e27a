import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import test from 'ava';
import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import { KeyedPeer, keyLoggedPair } from '../keyed-peer.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const FRAGMENT = [4, 0, 250, 0, 0, 0, 0, 0, 0, 0, 0, 1, 7];
const DATAGRAM_BYTES = 60_000;

type Insiders = (keyedPeer: KeyedPeer) => Uint8Array;

const arrivals: Readonly<Record<string, Insiders>> = {
  'a message': (keyedPeer) => keyedPeer.record(3, ContentType.application_data, Uint8Array.of(1)),
  'an empty message': (keyedPeer) => keyedPeer.record(3, ContentType.application_data, new Uint8Array(0)),
  'an ACK': (keyedPeer) => keyedPeer.record(3, ContentType.ack, Uint8Array.of(0, 0)),
  user_canceled: (keyedPeer) => keyedPeer.record(3, ContentType.alert, Uint8Array.of(1, 90)),
  'a fragment out of sequence': (keyedPeer) => keyedPeer.record(3, ContentType.handshake, Uint8Array.from(FRAGMENT)),
  'a record of an undefined type': (keyedPeer) => keyedPeer.record(3, 99, Uint8Array.of(1)),
  'a forged record': () => Uint8Array.of(0x2f, 1, 2, 0, 40),
  'an unprotected ACK': () => Uint8Array.of(26, 254, 253, 0, 0, 0, 0, 0, 0, 0, 9, 0, 2, 0, 0),
  'an unprotected fragment': () => Uint8Array.of(22, 254, 253, 0, 0, 0, 0, 0, 0, 0, 9, 0, FRAGMENT.length, ...FRAGMENT),
  'an unknown first byte': () => Uint8Array.of(255, 255, 255),
};

/** A long datagram that begins with the record; the bytes after it are no record. */
function pad(record: Uint8Array): Uint8Array {
  const datagram = new Uint8Array(DATAGRAM_BYTES).fill(0xff);
  datagram.set(record);
  return datagram;
}

for (const [what, make] of Object.entries(arrivals)) {
  test(`an idle session retains no datagram that contained ${what}`, async (t) => {
    const pair = keyLoggedPair();
    t.true(pair.handshake());
    pair.network.advance(1000);
    const keyedPeer = new KeyedPeer(pair, 'server');
    const arrive = (): WeakRef<ArrayBufferLike> => {
      const slab = pad(make(keyedPeer));
      const at = Int32Array.of(0);
      const batch = { slab, at, length: Int32Array.of(slab.length), path: Int32Array.of(pair.client.path), count: 1 };
      pair.client.handleDatagrams(batch, pair.network.now);
      let more = true;
      while (more) more = pair.client.poll(silent);
      return new WeakRef(slab.buffer);
    };
    const kept = arrive();
    for (let turn = 0; turn < 20 && kept.deref() !== undefined; turn++) {
      await new Promise(setImmediate);
      collect();
    }
    t.is(kept.deref()?.byteLength, undefined);
    t.true(pair.client.maxMessageSize > 0, 'the session continues');
  });
}

const silent = {
  reserve: (_: number, size: number) => new Uint8Array(size),
  commit: () => {},
  event: () => {},
  request: () => {},
  unrouted: () => {},
};
