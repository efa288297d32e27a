import test from 'ava';
import { createPortableProvider } from '../../../runtime/crypto/portable/index.ts';
import { SeededRandom, type SimulatedPair, simulatePair } from '../../../runtime/testing/index.ts';

/** The same seeds give the same bytes, so two runs can be compared. */
function seededPair(seed: number): SimulatedPair {
  return simulatePair({
    clientProvider: createPortableProvider({ seed: new TextEncoder().encode(`client ${seed}`) }),
    serverProvider: createPortableProvider({ seed: new TextEncoder().encode(`server ${seed}`) }),
    network: { seed },
    endpoint: { maxDatagramSize: 400 },
  });
}

/**
 * Datagrams of any sender that no receiver may accept: none is a whole, genuine record. None is of an epoch without keys
 * either, because a receiver asks for what may be missing before such a record.
 */
function noise(random: SeededRandom, genuine: Uint8Array): readonly Uint8Array[] {
  const garbage = new Uint8Array(1 + Math.floor(random.fraction() * 100)).map(() =>
    Math.floor(random.fraction() * 256),
  );
  const first = garbage[0] ?? 0;
  if (first >>> 5 === 1 || (first >= 20 && first <= 26)) garbage[0] = 0xff;
  const isProtected = (genuine[0] ?? 0) >>> 5 === 1;
  // The first record of the datagram.
  const flipped = isProtected ? genuine.slice(0, 5 + Buffer.from(genuine).readUInt16BE(3)) : genuine.slice();
  const place = flipped.length - 1 - Math.floor(random.fraction() * 16);
  if (isProtected) flipped[place] = (flipped[place] ?? 0) ^ (1 + Math.floor(random.fraction() * 255));
  const tooLong = Uint8Array.of(22, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 9, 0xff, 0xff, 1, 2, 3);
  const ofEpoch2 = Uint8Array.of(22, 0xfe, 0xfd, 0, 2, 0, 0, 0, 0, 0, 9, 0, 2, 1, 2);
  return [garbage, tooLong, ofEpoch2, new Uint8Array(0), ...(isProtected ? [flipped] : [])];
}

/**
 * Everything both sides send, with its time, where noise precedes each datagram or not. Datagrams arrive one by one, each
 * 300 ms after its noise, so that whatever noise starts has time to show.
 */
function traffic(seed: number, noisy: boolean): readonly string[] {
  const pair = seededPair(seed);
  const random = new SeededRandom(seed);
  const late: { readonly datagram: Uint8Array; readonly receive: (datagram: Uint8Array) => void }[] = [];
  for (const host of [pair.clientHost, pair.serverHost]) {
    const receive = host.receive.bind(host);
    host.receive = (from, datagram) => late.push({ datagram, receive: (bytes) => receive(from, bytes) });
  }
  const wait = (times: number) => {
    for (let each = 0; each < times; each++) {
      const next = late.shift();
      for (const bytes of noisy && next !== undefined ? noise(random, next.datagram) : []) next?.receive(bytes);
      pair.network.advance(300);
      next?.receive(next.datagram);
    }
  };
  wait(60);
  pair.send('client', new Uint8Array(100));
  wait(10);
  pair.close('server');
  wait(30);
  return pair.network.datagrams.map(({ at, from, bytes }) => `${at} ${from} ${Buffer.from(bytes).toString('hex')}`);
}

test('noise around every datagram changes no byte that is sent, and no time', (t) => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const quiet = traffic(seed, false);
    t.true(quiet.length > 8);
    t.deepEqual(traffic(seed, true), quiet);
  }
});

test('a flood of forged records gets no answer, and moves neither the timer nor the record numbers', (t) => {
  const pair = seededPair(1);
  t.true(pair.handshake());
  pair.network.advance(1000);
  const sent = pair.network.datagrams.length;
  const deadline = pair.client.nextDeadline();
  for (let index = 0; index < 500; index++) {
    const forged = Uint8Array.of(0x2f, index & 255, 0x77, 0, 40, ...new Uint8Array(40).fill(index & 255));
    pair.network.inject('server', 'client', forged);
    pair.network.inject('client', 'server', forged);
  }
  pair.network.advance(10);
  t.is(pair.network.datagrams.length, sent);
  t.is(pair.client.nextDeadline(), deadline);
  t.is(pair.client.statistics.discarded.unauthentic, 500);
  for (const from of ['client', 'server'] as const) pair.send(from, Uint8Array.of(1));
  pair.network.advance(100);
  for (const { events } of [pair.clientHost, pair.serverHost]) t.is(events.at(-1)?.event.kind, 'message');
});

test('noise just before a retransmission does not delay it', (t) => {
  const pair = seededPair(1);
  pair.serverHost.receive = () => {};
  const random = new SeededRandom(7);
  for (let time = 0; time < 6900; time += 50) {
    pair.network.advance(50);
    for (const each of noise(random, new Uint8Array(0))) pair.network.inject('server', 'client', each);
  }
  const [first, ...others] = new Set(pair.network.datagrams.map(({ at }) => at));
  t.deepEqual(
    others.map((at) => at - (first ?? 0)),
    [1000, 3000],
  );
});
