import { once } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import test from 'ava';
import type { Connection } from '../../runtime/dtls13/endpoint.ts';
import { connect, type DtlsSession, listen } from '../../runtime/net/index.ts';
import { PendingEvents } from '../../runtime/net/pending-events.ts';
import { ReceivedBatch } from '../../runtime/net/received-batch.ts';
import { ReceivedMessages } from '../../runtime/net/received-messages.ts';
import { localhostPair } from '../certificates/authority.ts';

const { ca, server: identity } = await localhostPair();

/** The message `datagram[at, at + length)`, as a handler takes it. */
function take(datagram: Uint8Array, at: number, length: number): Uint8Array {
  const messages = new ReceivedMessages();
  messages.set({} as Connection, datagram, Int32Array.of(at), Int32Array.of(length), 1);
  messages.ownsSlab = true;
  return messages.take(0);
}

test('256 one-byte messages out of datagrams of 64 KiB keep 256 bytes, not 16 MiB', (t) => {
  let kept = 0;
  for (let i = 0; i < 256; i++) kept += take(new Uint8Array(65_507), 100, 1).buffer.byteLength;
  t.is(kept, 256);
});

test('a message keeps at most twice its size, whatever part of its datagram it is', (t) => {
  const datagram = new Uint8Array(1200);
  for (let length = 0; length <= 1200; length++) {
    t.true(take(datagram, 0, length).buffer.byteLength <= 2 * length);
  }
  t.is(take(datagram, 13, 1087).buffer, datagram.buffer, 'no copy where it is not worth one');
});

test('messages of one datagram, and those out of the pool of Node, share no memory', (t) => {
  const of = {} as Connection;
  const datagram = new Uint8Array(Buffer.from('abcdefghijkl'));
  const pending = new PendingEvents();
  const batch = new ReceivedBatch();
  batch.begin(datagram, true);
  pending.beginInput(batch);
  pending.messages(of, datagram, Int32Array.of(0, 1), Int32Array.of(1, 1), 2);
  for (const data of [datagram.subarray(4, 12), Buffer.from('pooled')]) pending.event(of, { kind: 'message', data });
  const taken: Uint8Array[] = [];
  for (let item = pending.shift(); item instanceof ReceivedMessages; item = pending.shift()) {
    for (let index = 0; index < item.count; index++) taken.push(item.take(index));
    pending.delivered(item);
  }
  pending.endInput();
  t.deepEqual(
    taken.map((data) => Buffer.from(data).toString()),
    ['a', 'b', 'efghijkl', 'pooled'],
  );
  const buffers = taken.map(({ buffer }) => buffer);
  t.is(new Set(buffers).size, 4);
  t.true(buffers.every((buffer) => buffer !== datagram.buffer));
});

test('a message that is transferred to another thread takes no other with it', async (t) => {
  const endpoint = listen(() => {}, { cert: identity.pem, key: identity.key, host: '127.0.0.1', port: 0 });
  t.teardown(() => endpoint.destroy());
  const accepted = once(endpoint, 'session');
  const client = connect('127.0.0.1', endpoint.address().port, { ca: ca.pem, initialTimeout: 200 });
  t.teardown(() => client.destroy());
  await client.opened;
  const [session] = (await accepted) as [DtlsSession];
  const heard: Uint8Array[] = [];
  const all = new Promise<void>((resolve) => {
    session.onmessage = (data) => {
      if (heard.push(data) === 3) resolve();
    };
  });
  for (const text of ['first', 'second', 'third']) client.send(text);
  await all;
  const { port1, port2 } = new MessageChannel();
  port1.postMessage(heard[1], [heard[1]?.buffer as ArrayBuffer]);
  port1.close();
  port2.close();
  t.deepEqual(
    heard.map((data) => Buffer.from(data).toString()),
    ['first', '', 'third'],
  );
  client.send('fourth');
  const [fourth] = (await once(session, 'message')) as [Uint8Array];
  t.is(Buffer.from(fourth).toString(), 'fourth');
});
