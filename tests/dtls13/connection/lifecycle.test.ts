import test from 'ava';
import { KeySchedule, type TrafficSecrets } from '../../../runtime/crypto/key-schedule.ts';
import { createListener } from '../../../runtime/dtls13/index.ts';
import {
  SimulatedNetwork,
  type SimulatedPair,
  simulatePair,
  testCertificate,
  trustTestCertificate,
} from '../../../runtime/testing/index.ts';
import { classicalProvider } from '../classical-provider.ts';

const bytes = (value: string) => new TextEncoder().encode(value);
const NEVER = Number.POSITIVE_INFINITY;

function pair(endpoint = {}, listener = {}): SimulatedPair {
  return simulatePair({ clientProvider: classicalProvider, serverProvider: classicalProvider, endpoint, listener });
}

function lastOf({ events }: { readonly events: SimulatedPair['clientHost']['events'] }) {
  return events.at(-1)?.event;
}

test('a close that is not answered ends by itself', (t) => {
  const { client, clientHost, network, ...subject } = pair({ initialTimeout: 400 });
  t.true(subject.handshake());
  network.advance(100);
  subject.serverHost.receive = () => {};
  subject.close('client');
  t.is(client.nextDeadline(), network.now + 100, 'close_notify is sent again');
  network.advance(100);
  t.is(client.nextDeadline(), network.now + 200);
  network.advance(299);
  t.not(lastOf(clientHost)?.kind, 'closed');
  network.advance(1);
  t.is(lastOf(clientHost)?.kind, 'closed');
  t.is(client.nextDeadline(), NEVER);
});

test('a close_notify that is lost is sent again to a peer that is silent, and both sides are closed', (t) => {
  for (const side of ['client', 'server'] as const) {
    const { clientHost, serverHost, network, ...subject } = pair({ idleTimeout: 600_000 });
    t.true(subject.handshake());
    network.advance(1000);
    const peer = side === 'client' ? serverHost : clientHost;
    const receive = peer.receive.bind(peer);
    let lost = 0;
    peer.receive = (from, datagram) => {
      lost += 1;
      if (lost > 2) receive(from, datagram);
    };
    subject.close(side);
    network.advance(400);
    for (const host of [clientHost, serverHost]) t.is(lastOf(host)?.kind, 'closed');
    t.is(lost, 3);
  }
});

test('with fixed pacing, or once the peer has answered, close_notify is sent once', (t) => {
  for (const [endpoint, isAnswered] of [
    [{ pacing: 'fixed' }, false],
    [{}, true],
  ] as const) {
    const { clientHost, serverHost, network, ...subject } = pair(endpoint);
    t.true(subject.handshake());
    network.advance(1000);
    if (!isAnswered) serverHost.receive = () => {};
    const before = network.datagrams.length;
    subject.close('client');
    network.advance(5000);
    t.is(lastOf(clientHost)?.kind, 'closed');
    t.is(network.datagrams.slice(before).filter(({ from }) => from === 'client').length, 1);
  }
});

test('data sent before close arrives before it, and data received while closing is delivered', (t) => {
  const subject = pair();
  t.true(subject.handshake());
  subject.network.advance(100);
  const now = subject.network.now;
  subject.client.sendMany(bytes('final data'), Int32Array.of(0), Int32Array.of(10), now);
  subject.send('server', bytes('crossing'));
  subject.close('client');
  subject.network.advance(100);
  t.deepEqual(
    subject.serverHost.events.slice(-2).map(({ event }) => event.kind),
    ['message', 'closed'],
  );
  t.deepEqual(
    subject.clientHost.events.slice(-2).map(({ event }) => event.kind),
    ['message', 'closed'],
  );
});

test('datagrams after the end are counted and not answered', (t) => {
  const subject = pair();
  t.true(subject.handshake());
  subject.network.advance(100);
  subject.close('server');
  subject.network.advance(100);
  t.is(lastOf(subject.clientHost)?.kind, 'closed');
  const sent = subject.network.datagrams.length;
  subject.network.inject('server', 'client', new Uint8Array(40).fill(0x2f));
  subject.network.advance(100);
  t.is(subject.client.statistics.discarded.afterClose, 1);
  t.is(subject.network.datagrams.length, sent);
  subject.client.configure({ maxDatagramSize: 500, initialTimeout: 10 }, subject.network.now);
  subject.client.handleTimeout(subject.network.now);
  subject.client.respond({ id: 0, accept: true, publicKey: new Uint8Array(0) }, subject.network.now);
  t.false(subject.client.poll(subject.clientHost));
  t.is(subject.client.nextDeadline(), NEVER);
});

test('records after the one that ended the connection are not processed', (t) => {
  const subject = pair();
  const alert = Uint8Array.of(21, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 40);
  subject.network.inject('server', 'client', Buffer.concat([alert, alert]));
  subject.network.advance(1);
  t.is(subject.client.statistics.discarded.afterClose, 1);
  t.is(subject.clientHost.events.length, 1);
});

test('no handshake traffic secret is left once both sides are secure, and no traffic secret after the end', (t) => {
  const { handshakeTrafficSecrets, applicationTrafficSecrets } = KeySchedule.prototype;
  const subject = pair();
  const derived: Uint8Array[] = [];
  const isErased = (secret: Uint8Array) => secret.length === 32 && secret.every((byte) => byte === 0);
  const watch = (derive: (transcriptHash: Uint8Array) => TrafficSecrets) =>
    function (this: KeySchedule, transcriptHash: Uint8Array) {
      const secrets = derive.call(this, transcriptHash);
      derived.push(secrets.client, secrets.server);
      return secrets;
    };
  KeySchedule.prototype.handshakeTrafficSecrets = watch(handshakeTrafficSecrets);
  KeySchedule.prototype.applicationTrafficSecrets = watch(applicationTrafficSecrets);
  try {
    t.true(subject.handshake());
  } finally {
    Object.assign(KeySchedule.prototype, { handshakeTrafficSecrets, applicationTrafficSecrets });
  }
  t.is(derived.length, 8);
  t.true(
    derived.every(isErased),
    'those of the application are in buffers of the pools, which erase them when they are released',
  );
  t.true(subject.listener.bufferStatistics.inUse >= 3, 'both directions, and the exporter');
  subject.close('client');
  subject.network.advance(60_000);
  t.is(subject.listener.bufferStatistics.inUse, 0);
});

test('the handshake keys are retained four minutes to recognise retransmissions, then no timer runs', (t) => {
  const subject = pair({ idleTimeout: NEVER }, { compactAfter: NEVER });
  t.true(subject.handshake());
  subject.network.advance(100);
  const until = subject.listener.nextDeadline() - subject.network.now;
  t.true(until > 239_000 && until <= 240_000, `${until}`);
  subject.network.advance(250_000);
  t.is(subject.listener.nextDeadline(), NEVER);
  t.is(subject.client.nextDeadline(), NEVER);
  subject.send('client', bytes('still here'));
  subject.network.advance(100);
  t.is(lastOf(subject.serverHost)?.kind, 'message');
});

test('a changed initialTimeout moves a running timer, and a refused change has no effect', (t) => {
  const { client, network } = pair();
  const sent = network.now;
  t.is(client.timers().retransmit, sent + 1000);
  client.configure({ initialTimeout: 300 }, network.now);
  t.is(client.timers().retransmit, sent + 300);
  t.throws(() => client.configure({ initialTimeout: 700, maxDatagramSize: 1 }, network.now));
  t.throws(() => client.configure({ initialTimeout: 0, maxDatagramSize: 256 }, network.now));
  t.is(client.timers().retransmit, sent + 300);
});

test('a size given together with a refused timeout is not applied', (t) => {
  const subject = pair();
  t.true(subject.handshake());
  t.throws(() => subject.client.configure({ initialTimeout: 0, maxDatagramSize: 256 }, subject.network.now));
  t.notThrows(() => subject.send('client', new Uint8Array(1000)));
});

test('a client that reconnects on a path whose connection ended is served', (t) => {
  const subject = pair();
  t.true(subject.handshake());
  subject.network.advance(100);
  subject.close('client');
  subject.network.advance(100);
  t.is(subject.listener.size, 0);
  const hello = pair().network.datagrams[0]?.bytes ?? new Uint8Array();
  subject.network.inject('client', 'server', hello);
  subject.network.advance(1);
  t.is(subject.network.datagrams.at(-1)?.from, 'server', 'its hello is answered');
  t.is(subject.listener.statistics.discarded.unassociated, 0);
});

test('a listener at maxHandshakes accepts others when some end', (t) => {
  const network = new SimulatedNetwork();
  const host = network.host('server', trustTestCertificate);
  const privateKey = classicalProvider.importPrivateKey(testCertificate.privateKey);
  const listener = createListener({
    host,
    provider: classicalProvider,
    certificate: { chain: [testCertificate.der], privateKey },
    maxHandshakes: 3,
    cookies: 'never',
  });
  host.attach(listener);
  const hello = pair().network.datagrams[0]?.bytes ?? new Uint8Array();
  const connectClients = (from: number, to: number) => {
    for (let index = from; index < to; index++) network.inject(`client ${index}`, 'server', hello);
    network.advance(1);
  };
  connectClients(0, 5);
  t.is(listener.size, 3);
  network.advance(120_000);
  t.is(listener.size, 0);
  t.is(listener.nextDeadline(), NEVER);
  connectClients(5, 7);
  t.is(listener.size, 2);
});

test('a host that responds later than handshakeTimeout causes a timeout', (t) => {
  const subject = pair({ handshakeTimeout: 5000 });
  subject.clientHost.request = () => {};
  subject.network.advance(6000);
  const last = lastOf(subject.clientHost);
  t.is(last?.kind === 'error' ? last.error.code : '', 'ERR_DTLS_TIMEOUT');
  t.is(subject.listener.size, 0);
});

test('a client whose Finished is never acknowledged times out', (t) => {
  const subject = pair({ maxRetransmissions: 2 });
  const receive = subject.serverHost.receive.bind(subject.serverHost);
  let received = 0;
  subject.serverHost.receive = (from, datagram) => {
    received += 1;
    if (received === 1) receive(from, datagram);
  };
  subject.network.run(() => lastOf(subject.clientHost)?.kind === 'secure');
  subject.network.advance(60_000);
  const last = lastOf(subject.clientHost);
  t.is(last?.kind === 'error' ? last.error.code : '', 'ERR_DTLS_TIMEOUT');
  t.is(subject.client.nextDeadline(), NEVER);
  t.is(subject.listener.size, 0);
});

test('an abandoned connection sends no datagram and no event', (t) => {
  const subject = pair({ trace: true });
  t.true(subject.handshake());
  const { server, serverHost, network, listener } = subject;
  t.true(listener.owns(server?.path ?? -1));
  const events = serverHost.events.length;
  const sent = listener.statistics.datagramsSent;
  subject.send('client', new Uint8Array(5));
  server?.abandon(network.now);
  server?.abandon(network.now);
  serverHost.drain();
  t.is(listener.size, 0);
  t.false(listener.owns(server?.path ?? -1));
  network.advance(10_000);
  t.is(serverHost.events.length, events);
  t.is(listener.statistics.datagramsSent, sent);
  t.is(listener.statistics.discarded.unassociated, 1);
  t.is(listener.nextDeadline(), NEVER);
});

test('a handler that abandons its connection gets no event for the rest of the datagram', (t) => {
  const subject = pair();
  const { clientHost, client, network } = subject;
  clientHost.onevent = (_, event) => {
    if (event.kind === 'secure') client.abandon(network.now);
  };
  network.run(() => false, 1000);
  t.is(lastOf(clientHost)?.kind, 'secure');
  t.is(client.nextDeadline(), NEVER);
});

test('the longest message is zero until data may flow, then what one datagram holds, and zero again after the end', (t) => {
  const subject = pair();
  t.is(subject.client.maxMessageSize, 0);
  t.true(subject.handshake());
  t.is(subject.client.maxMessageSize, 1200 - 22);
  t.notThrows(() => subject.send('client', new Uint8Array(subject.client.maxMessageSize)));
  subject.close('client');
  t.is(subject.client.maxMessageSize, 0);
});
