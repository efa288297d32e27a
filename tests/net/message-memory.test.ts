import { once } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import test from 'ava';
import { retainEvent } from '../../runtime/net/host-event.ts';
import { connect, type DtlsSession, listen } from '../../runtime/net/index.ts';
import { localhostPair } from '../certificates/authority.ts';

const { ca, server: identity } = await localhostPair();

test('256 one-byte messages out of datagrams of 64 KiB keep 256 bytes, not 16 MiB', (t) => {
  let kept = 0;
  for (let i = 0; i < 256; i++) {
    const datagram = new Uint8Array(65_507);
    const event = retainEvent({ kind: 'message', data: datagram.subarray(100, 101) }, datagram);
    if (event.kind === 'message') kept += event.data.buffer.byteLength;
  }
  t.is(kept, 256);
});

test('a message keeps at most twice its size, whatever part of its datagram it is', (t) => {
  const datagram = new Uint8Array(1200);
  for (let length = 0; length <= 1200; length++) {
    const event = retainEvent({ kind: 'message', data: datagram.subarray(0, length) }, datagram);
    if (event.kind !== 'message') continue;
    t.true(event.data.buffer.byteLength <= 2 * length);
  }
  const most = retainEvent({ kind: 'message', data: datagram.subarray(13, 1100) }, datagram);
  t.is(most.kind === 'message' && most.data.buffer, datagram.buffer, 'no copy where it is not worth one');
});

test('messages of one datagram, and those out of the pool of Node, share no memory', (t) => {
  const datagram = Buffer.from('abcdefgh');
  const parts = [datagram.subarray(0, 4), datagram.subarray(4, 8), Buffer.from('pooled')];
  const kept = parts.map((data) => retainEvent({ kind: 'message', data }, datagram));
  const buffers = kept.map((event) => (event.kind === 'message' ? event.data.buffer : undefined));
  t.is(new Set(buffers).size, 3);
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
