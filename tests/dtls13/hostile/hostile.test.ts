import test from 'ava';
import { createPortableProvider } from '../../../runtime/crypto/portable/index.ts';
import { type ConnectionEvent, createListener } from '../../../runtime/dtls13/index.ts';
import { MessageTooLargeError } from '../../../runtime/errors/message-too-large-error.ts';
import {
  SeededRandom,
  SimulatedNetwork,
  type SimulatedPair,
  simulatePair,
  testCertificate,
  trustTestCertificate,
} from '../../../runtime/testing/index.ts';
import { testProvider } from '../../net/host-under-test.ts';

const bytes = (value: string) => new TextEncoder().encode(value);

function pair(seed = 1): SimulatedPair {
  return simulatePair({
    clientProvider: createPortableProvider({ seed: bytes(`client ${seed}`) }),
    serverProvider: createPortableProvider({ seed: bytes(`server ${seed}`) }),
  });
}

function errors(side: { events: readonly { event: ConnectionEvent }[] }): string[] {
  return side.events.flatMap(({ event }) => (event.kind === 'error' ? [event.error.code] : []));
}

function randomBytes(random: SeededRandom, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => random.bits());
}

test('random bytes at a listener are dropped and counted, and start no handshake', (t) => {
  const random = new SeededRandom(9147);
  const network = new SimulatedNetwork();
  const host = network.host('server', trustTestCertificate);
  const privateKey = testProvider.importPrivateKey(testCertificate.privateKey);
  const listener = createListener({
    host,
    provider: testProvider,
    certificate: { chain: [testCertificate.der], privateKey },
  });
  host.attach(listener);
  for (let index = 0; index < 20_000; index++) {
    network.inject(`client ${index % 100}`, 'server', randomBytes(random, random.bits() % 80));
    if (index % 100 === 99) network.advance(1);
  }
  t.is(listener.size, 0);
  t.is(listener.statistics.datagramsReceived, 20_000);
  const { unassociated, malformed } = listener.statistics.discarded;
  t.is(unassociated + malformed, 20_000);
  t.true(malformed > 0, 'some of them have the form of handshakes');
  t.is(network.datagrams.length, 0);
});

test('a connection drops unauthentic records and continues', (t) => {
  const random = new SeededRandom(1);
  const subject = pair();
  t.true(subject.handshake());
  subject.network.advance(100);
  const samples = subject.network.datagrams.map(({ bytes: datagram, from }) => ({ datagram, from }));
  for (let index = 0; index < 20_000; index++) {
    const sample = samples[random.bits() % samples.length];
    if (sample === undefined) continue;
    const datagram = sample.datagram.slice(0, 1 + (random.bits() % sample.datagram.length));
    const flips = random.bits() % 4;
    for (let flip = 0; flip < flips; flip++) datagram[random.bits() % datagram.length] = random.bits();
    subject.network.inject(sample.from, sample.from === 'client' ? 'server' : 'client', datagram);
    if (index % 200 === 199) subject.network.advance(1);
  }
  subject.network.advance(100);
  subject.send('client', bytes('still here'));
  subject.network.advance(100);
  const last = subject.serverHost.events.at(-1)?.event;
  t.is(last?.kind === 'message' ? new TextDecoder().decode(last.data) : '', 'still here');
  t.deepEqual(errors(subject.clientHost), []);
  t.deepEqual(errors(subject.serverHost), []);
});

test('a datagram that was changed during the handshake never crashes either side', (t) => {
  const outcomes = new Set<string>();
  for (let seed = 1; seed <= 150; seed++) {
    const random = new SeededRandom(seed);
    const subject = pair();
    const { serverHost, clientHost } = subject;
    for (const host of [serverHost, clientHost]) {
      const receive = host.receive.bind(host);
      host.receive = (from, datagram) => {
        const changed = datagram.slice();
        if (random.chance(0.5)) changed[random.bits() % changed.length] = random.bits();
        receive(from, random.chance(0.1) ? changed.subarray(0, random.bits() % changed.length) : changed);
      };
    }
    const done = subject.handshake();
    for (const code of [...errors(clientHost), ...errors(serverHost)]) {
      outcomes.add(code);
      t.regex(code, /^ERR_DTLS_/);
    }
    if (done) outcomes.add('secure');
  }
  t.true(outcomes.has('secure'));
  t.true(outcomes.size > 3, [...outcomes].join(' '));
});

test('a certificate the host does not trust ends both sides with the right alert', (t) => {
  const subject = simulatePair({ clientProvider: testProvider, serverProvider: testProvider });
  // The client asks its verifier: replace the chain by one that does not match.
  const ask = subject.clientHost.request.bind(subject.clientHost);
  subject.clientHost.request = (of, applicationRequest) => {
    if (applicationRequest.kind === 'chain') ask(of, { ...applicationRequest, chain: [bytes('another name')] });
  };
  t.false(subject.handshake());
  subject.network.advance(1000);
  t.deepEqual(errors(subject.clientHost), ['ERR_DTLS_CERTIFICATE_UNKNOWN_ISSUER']);
  t.deepEqual(errors(subject.serverHost), ['ERR_DTLS_ALERT_UNKNOWN_CA']);
});

test('a server without a common suite refuses with handshake_failure', (t) => {
  const none = {
    ...testProvider,
    capabilities: { ...testProvider.capabilities, aeads: ['chacha20-poly1305'] as const },
  };
  const other = {
    ...testProvider,
    capabilities: { ...testProvider.capabilities, aeads: ['aes-128-gcm'] as const },
  };
  const subject = simulatePair({ clientProvider: none, serverProvider: other });
  t.false(subject.handshake());
  subject.network.advance(1000);
  t.is(subject.listener.size, 0);
  t.deepEqual(errors(subject.clientHost), ['ERR_DTLS_ALERT_HANDSHAKE_FAILURE']);
});

test('a listener retains at most maxHandshakes handshakes', (t) => {
  const network = new SimulatedNetwork();
  const host = network.host('server', trustTestCertificate);
  const privateKey = testProvider.importPrivateKey(testCertificate.privateKey);
  const listener = createListener({
    host,
    provider: testProvider,
    certificate: { chain: [testCertificate.der], privateKey },
    maxHandshakes: 10,
    cookies: 'never',
    handshakeTimeout: 5000,
  });
  host.attach(listener);
  const hello = pair().network.datagrams[0]?.bytes ?? new Uint8Array();
  for (let index = 0; index < 100; index++) network.inject(`client ${index}`, 'server', hello);
  network.advance(1);
  t.is(listener.size, 10);
  t.is(listener.statistics.discarded.noRoom, 90);
  network.advance(10_000);
  t.is(listener.size, 0, 'handshakes without an answer are removed');
});

test('closing during the handshake sends an alert to the peer', (t) => {
  const subject = pair();
  subject.network.run(() => subject.network.datagrams.length >= 2);
  subject.close('client');
  t.is(subject.clientHost.events.at(-1)?.event.kind, 'closed');
  subject.network.advance(100);
  t.is(subject.client.nextDeadline(), Number.POSITIVE_INFINITY);
});

test('a message that exceeds a record is refused with a code', (t) => {
  const subject = pair();
  subject.handshake();
  const error = t.throws(() => subject.send('client', new Uint8Array(1200)), { instanceOf: MessageTooLargeError });
  t.is(Reflect.get(error as Error, 'code'), 'ERR_DTLS_MESSAGE_TOO_LARGE');
  subject.send('client', new Uint8Array(1200 - 22));
  subject.network.advance(100);
  t.is(subject.serverHost.events.at(-1)?.event.kind, 'message');
});

test('close twice, and anything after it, is harmless', (t) => {
  const subject = pair();
  subject.handshake();
  subject.close('client');
  subject.close('client');
  subject.network.advance(5000);
  subject.close('client');
  subject.send('client', bytes('too late'));
  t.is(subject.clientHost.events.filter(({ event }) => event.kind === 'closed').length, 1);
});

test('options out of range are named in the error', (t) => {
  const endpoint = (change: object) => () =>
    simulatePair({ clientProvider: testProvider, serverProvider: testProvider, endpoint: change });
  for (const change of [
    { maxDatagramSize: 255 },
    { maxDatagramSize: 70_000 },
    { initialTimeout: 0 },
    { replayWindow: 65 },
    { replayWindow: 32 },
    { maxHandshakeSize: 1.5 },
    { maxRetransmissions: -1 },
  ]) {
    const error = t.throws(endpoint(change));
    t.is(Reflect.get(error as Error, 'option'), Object.keys(change)[0]);
  }
});
