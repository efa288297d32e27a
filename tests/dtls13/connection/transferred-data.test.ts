import test from 'ava';
import { createConnection } from '../../../runtime/dtls13/index.ts';
import { simulatePair, trustTestCertificate } from '../../../runtime/testing/index.ts';
import { testProvider } from '../../net/host-under-test.ts';

const made = () => simulatePair({ clientProvider: testProvider, serverProvider: testProvider });

function transfer(data: Uint8Array): void {
  structuredClone(data, { transfer: [data.buffer as ArrayBuffer] });
}

for (const length of [0, 5]) {
  test(`${length} bytes whose memory is transferred before they are sent do not delay later messages`, (t) => {
    const pair = made();
    t.true(pair.handshake());
    const data = new Uint8Array(5);
    pair.client.sendMany(data, Int32Array.of(0), Int32Array.of(length), pair.network.now);
    transfer(data);
    t.notThrows(() => pair.clientHost.drain());
    pair.send('client', Uint8Array.of(1, 2, 3));
    pair.network.advance(100);
    const last = pair.serverHost.events.findLast(({ event }) => event.kind === 'message')?.event;
    t.deepEqual(last?.kind === 'message' && Uint8Array.from(last.data), Uint8Array.of(1, 2, 3));
    t.false(pair.serverHost.events.some(({ event }) => event.kind === 'error'));
  });
}

test('a session whose output throws on every poll does not block other sessions', (t) => {
  const pair = made();
  const { network, serverHost, listener } = pair;
  t.true(pair.handshake());
  const host = network.host('second', trustTestCertificate);
  const second = createConnection(
    { host, provider: testProvider, path: host.path('server'), servername: 'localhost' },
    network.now,
  );
  host.attach(second);
  host.drain();
  network.run(() => host.events.some(({ event }) => event.kind === 'secure'));
  network.advance(100);
  const [first, other] = serverHost.events.filter(({ event }) => event.kind === 'secure').map(({ of }) => of);
  for (const of of [first, other]) of?.sendMany(new Uint8Array(3), Int32Array.of(0), Int32Array.of(3), network.now);
  const sent: number[] = [];
  const sink = {
    reserve: (path: number, size: number) => {
      if (path === first?.path) throw new Error('out of order');
      return new Uint8Array(size);
    },
    commit: (length: number) => sent.push(length),
    event: () => {},
    request: () => {},
    unrouted: () => {},
  };
  t.throws(() => listener.poll(sink), { message: 'out of order' });
  t.throws(() => listener.poll(sink), { message: 'out of order' });
  t.is(sent.length, 1, 'the other session');
});
