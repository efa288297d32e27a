import test from 'ava';
import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import { HandshakeType } from '../../../generated/dtls13/registries/handshake-type.ts';
import { Handshake } from '../../../generated/dtls13/wire/handshake.ts';
import { NewSessionTicket } from '../../../generated/dtls13/wire/new-session-ticket.ts';
import { createConnection } from '../../../runtime/dtls13/index.ts';
import { Reassembly } from '../../../runtime/dtls13/reliability/reassembly.ts';
import { ReassemblyBudget } from '../../../runtime/dtls13/reliability/reassembly-budget.ts';
import {
  type PairOptions,
  SeededRandom,
  type SimulatedPair,
  trustTestCertificate,
} from '../../../runtime/testing/index.ts';
import { encodeToBytes } from '../../../runtime/wire/index.ts';
import { testProvider } from '../../net/host-under-test.ts';
import { endOf } from '../hostile/tampering.ts';
import { acksOf, KeyedPeer, keyLoggedPair } from '../keyed-peer.ts';

const LONGEST = 65_536;
/** Maximum memory of one separate fragment besides its bytes. */
const PIECE = 256;
const ticket = encodeToBytes(NewSessionTicket, {
  ticketLifetime: 7200,
  ticketAgeAdd: 0,
  ticketNonce: new Uint8Array(1),
  ticket: new Uint8Array(2000).fill(7),
  extensions: [],
});

function connected(endpoint: PairOptions['endpoint'] = {}): { pair: SimulatedPair; keyedPeer: KeyedPeer } {
  const pair = keyLoggedPair(endpoint);
  if (!pair.handshake()) throw new RangeError('no handshake');
  pair.network.advance(1000);
  return { pair, keyedPeer: new KeyedPeer(pair, 'server') };
}

function part(messageSeq: number, length: number, fragmentOffset: number, fragment: Uint8Array): Uint8Array {
  return encodeToBytes(Handshake, {
    msgType: HandshakeType.new_session_ticket,
    length,
    messageSeq,
    fragmentOffset,
    fragment,
  });
}

/** A reassembly whose reported memory is recorded. */
function watched(maxBytes = LONGEST) {
  const memory = { held: 0, most: 0 };
  const reassembly = new Reassembly(maxBytes, (bytes) => {
    memory.held += bytes;
    memory.most = Math.max(memory.most, memory.held);
  });
  const add = (messageSeq: number, length: number, fragmentOffset: number, bytes: number) =>
    reassembly.add(
      {
        msgType: HandshakeType.certificate,
        length,
        messageSeq,
        fragmentOffset,
        fragment: new Uint8Array(bytes).fill(fragmentOffset),
      },
      2,
      0,
    );
  return { memory, reassembly, add };
}

test('a one-byte fragment of the longest message reserves a few hundred bytes, not 64 KiB', (t) => {
  const { pair, keyedPeer } = connected();
  t.is(pair.client.statistics.reassemblyBytes, 0, 'an idle session uses no reassembly memory');
  keyedPeer.deliver(keyedPeer.record(3, ContentType.handshake, part(5, LONGEST, LONGEST - 1, Uint8Array.of(1))));
  const { reassemblyBytes } = pair.client.statistics;
  t.true(reassemblyBytes > 0 && reassemblyBytes <= 1 + PIECE, `${reassemblyBytes} bytes`);
});

test('a hundred one-byte fragments of long messages allocate almost no memory', (t) => {
  const before = process.memoryUsage().arrayBuffers;
  const all = Array.from({ length: 100 }, () => {
    const { add, reassembly, memory } = watched();
    add(0, LONGEST, LONGEST - 1, 1);
    return { reassembly, memory };
  });
  const grown = process.memoryUsage().arrayBuffers - before;
  t.true(grown < (100 * LONGEST) / 10, `${grown} bytes`);
  t.true(all.every(({ memory }) => memory.held <= 1 + PIECE));
});

test('memory is released when a message is complete, and when the connection ends', (t) => {
  const { pair, keyedPeer } = connected();
  for (let at = 0; at < ticket.length; at += 500) {
    keyedPeer.deliver(
      keyedPeer.record(3, ContentType.handshake, part(5, ticket.length, at, ticket.subarray(at, at + 500))),
    );
    if (at + 500 < ticket.length) t.true(pair.client.statistics.reassemblyBytes >= at + 500);
  }
  t.is(pair.client.statistics.reassemblyBytes, 0);
  keyedPeer.deliver(keyedPeer.record(3, ContentType.handshake, part(6, ticket.length, 0, ticket.subarray(0, 500))));
  t.true(pair.client.statistics.reassemblyBytes >= 500);
  pair.client.abandon(pair.network.now);
  t.is(pair.client.statistics.reassemblyBytes, 0);
});

test('a message that stays incomplete ends the connection after the time for a handshake, with close_notify', (t) => {
  const { pair, keyedPeer } = connected({ handshakeTimeout: 20_000 });
  keyedPeer.deliver(keyedPeer.record(3, ContentType.handshake, part(5, ticket.length, 0, ticket.subarray(0, 500))));
  const since = pair.network.now - 1;
  pair.network.advance(10_000);
  keyedPeer.deliver(keyedPeer.record(3, ContentType.handshake, part(5, ticket.length, 500, ticket.subarray(500, 501))));
  t.is(pair.client.nextDeadline(), since + 20_000, 'another fragment does not extend its time');
  pair.network.advance(9_900);
  t.is(endOf(pair.clientHost), 'secure');
  pair.network.advance(200);
  t.is(endOf(pair.clientHost), 'ERR_DTLS_TIMEOUT');
  t.is(pair.client.statistics.reassemblyBytes, 0);
  pair.network.advance(100);
  t.is(endOf(pair.serverHost), 'closed');
});

test('a message that is complete in time, followed by silence, does not end the connection', (t) => {
  const { pair, keyedPeer } = connected({ handshakeTimeout: 20_000, idleTimeout: Number.POSITIVE_INFINITY });
  keyedPeer.deliver(keyedPeer.record(3, ContentType.handshake, part(5, ticket.length, 0, ticket.subarray(0, 500))));
  pair.network.advance(15_000);
  keyedPeer.deliver(keyedPeer.record(3, ContentType.handshake, part(5, ticket.length, 500, ticket.subarray(500))));
  pair.network.advance(600_000);
  t.is(endOf(pair.clientHost), 'secure');
});

test('a complete message ahead of one that never arrives also ends the connection', (t) => {
  const { pair, keyedPeer } = connected({ handshakeTimeout: 20_000 });
  keyedPeer.deliver(keyedPeer.record(3, ContentType.handshake, part(6, ticket.length, 0, ticket)));
  pair.network.advance(20_100);
  t.is(endOf(pair.clientHost), 'ERR_DTLS_TIMEOUT');
});

test('acknowledged fragments are never discarded while the connection exists', (t) => {
  const { pair, keyedPeer } = connected();
  keyedPeer.deliver(keyedPeer.record(3, ContentType.handshake, part(5, ticket.length, 0, ticket.subarray(0, 500))));
  pair.network.advance(500);
  t.is(acksOf(pair, 'client').at(-1)?.names.length, 1);
  // Invalid fragments ahead of it, as many as fit.
  for (let sequence = 6; sequence < 13; sequence++) {
    for (let at = 0; at < 200; at++) {
      keyedPeer.deliver(keyedPeer.record(3, ContentType.handshake, part(sequence, 9000, 2 * at, Uint8Array.of(1))));
    }
  }
  keyedPeer.deliver(keyedPeer.record(3, ContentType.handshake, part(5, ticket.length, 500, ticket.subarray(500))));
  pair.network.advance(500);
  t.is(endOf(pair.clientHost), 'secure');
  t.true(
    pair.client.statistics.reassemblyBytes <= 256 * (1 + PIECE),
    'message 5 was complete, and only invalid fragments are left',
  );
});

const shapes: [what: string, send: (add: ReturnType<typeof watched>['add']) => number][] = [
  [
    'one-byte fragments with gaps between them',
    (add) => {
      let kept = 0;
      for (let at = 0; at < 20_000; at += 2) if (add(0, LONGEST, at, 1) === 'kept') kept += 1;
      return kept;
    },
  ],
  [
    'the last byte first and then in reverse order, one by one',
    (add) => {
      for (let at = 4095; at >= 0; at--) add(0, 8192, at + 4096, 1);
      return 4096;
    },
  ],
  [
    'forwards, one by one',
    (add) => {
      for (let at = 0; at < 4096; at++) add(0, 8192, at, 1);
      return 4096;
    },
  ],
  [
    'from the middle to both sides in turn',
    (add) => {
      for (let at = 0; at < 2048; at++) {
        add(0, 8192, 4096 + at, 1);
        add(0, 8192, 4095 - at, 1);
      }
      return 4096;
    },
  ],
  [
    'one byte of each message the window allows',
    (add) => {
      for (let sequence = 0; sequence < 100; sequence++) add(sequence, 8192, 8191, 1);
      return 8;
    },
  ],
  [
    'the same fragment repeatedly, shifted by one',
    (add) => {
      for (let at = 0; at < 3000; at++) add(0, LONGEST, at, 1000);
      return 3999;
    },
  ],
];

for (const [what, send] of shapes) {
  test(`memory is at most twice the received bytes and a constant for each gap: ${what}`, (t) => {
    const { memory, add } = watched();
    const arrived = send(add);
    t.true(memory.most <= 2 * arrived + 512 * PIECE, `${memory.most} bytes for ${arrived}`);
    t.true(memory.held >= arrived);
  });
}

test('for any fragments, the reported memory is never below the actual one and zero at the end', (t) => {
  for (let seed = 1; seed <= 60; seed++) {
    const random = new SeededRandom(seed);
    const { memory, reassembly, add } = watched(4096);
    const lengths = Array.from({ length: 8 }, () => 1 + (random.bits() % 500));
    let arrived = 0;
    for (let step = 0; step < 200; step++) {
      const sequence = reassembly.next + (random.bits() % 3);
      const length = lengths[sequence] ?? 1;
      const offset = random.bits() % length;
      const bytes = 1 + (random.bits() % (length - offset));
      if (add(sequence, length, offset, bytes) === 'kept') arrived += bytes;
      t.true(memory.held <= 2 * arrived + 512 * PIECE);
      while (reassembly.take() !== undefined);
    }
    reassembly.clear();
    t.is(memory.held, 0);
    t.is(reassembly.waitingSince, undefined);
  }
});

test('messages ahead share 256 separate fragments, and leave as many to the next one', (t) => {
  const { add } = watched();
  let ahead = 0;
  for (let sequence = 1; sequence < 8; sequence++) {
    for (let at = 0; at < 400; at++) if (add(sequence, 1000, 2 * at, 1) === 'kept') ahead += 1;
  }
  t.is(ahead, 256);
  let next = 0;
  for (let at = 0; at < 400; at++) if (add(0, 1000, 2 * at, 1) === 'kept') next += 1;
  t.is(next, 256);
});

test('the memory of all connections is counted, and the one that has waited longest is evicted', (t) => {
  const budget = new ReassemblyBudget(1000);
  const gone: string[] = [];
  const held = new Map<object, number>();
  const holder = (name: string) => {
    const one = {
      dropIncompleteMessages: () => {
        gone.push(name);
        budget.resize(one, -(held.get(one) ?? 0));
      },
    };
    return one;
  };
  const [first, second, third] = [holder('first'), holder('second'), holder('third')];
  const grow = (one: ReturnType<typeof holder>, bytes: number) => {
    held.set(one, (held.get(one) ?? 0) + bytes);
    budget.resize(one, bytes);
    budget.enforce(0);
  };
  grow(first, 400);
  grow(second, 500);
  t.is(budget.held, 900);
  budget.resize(first, -400);
  held.set(first, 0);
  grow(first, 400);
  t.deepEqual(gone, []);
  grow(third, 200);
  t.deepEqual(gone, ['second'], 'the first has released its memory, and has waited for a shorter time');
  t.is(budget.held, 600);
});

test('a listener keeps the incomplete messages of all its clients within one limit', (t) => {
  const maxReassembly = 65_536;
  const pair = keyLoggedPair({}, { listener: { maxReassembly } });
  t.true(pair.handshake());
  const { network, serverHost, listener } = pair;
  const clients = ['client', ...Array.from({ length: 9 }, (_, index) => `client ${index}`)];
  const hosts = clients.map((name) => {
    if (name === 'client') return pair.clientHost;
    const host = network.host(name, trustTestCertificate);
    const settings = { host, provider: testProvider, path: host.path('server'), keylog: true };
    host.attach(createConnection(settings, network.now));
    network.advance(1000);
    return host;
  });
  const keyedPeers = hosts.map((clientHost) => new KeyedPeer({ network, clientHost, serverHost }, 'client'));
  t.is(listener.size, 10);
  t.is(listener.statistics.reassemblyBytes, 0);
  for (let at = 0; at < 10_000; at += 1000) {
    for (const [index, keyedPeer] of keyedPeers.entries()) {
      const message = {
        msgType: HandshakeType.key_update,
        length: 20_000,
        messageSeq: 2,
        fragmentOffset: at,
        fragment: new Uint8Array(1000),
      };
      const record = keyedPeer.record(3, ContentType.handshake, encodeToBytes(Handshake, message));
      network.inject(clients[index] as string, 'server', record);
      network.advance(1);
      t.true(listener.statistics.reassemblyBytes <= maxReassembly);
    }
  }
  const ended = serverHost.events.filter(({ event }) => event.kind === 'error');
  t.true(ended.length > 0 && listener.size === 10 - ended.length, `${ended.length} were evicted`);
  t.true(ended.every(({ event }) => event.kind === 'error' && event.error.code === 'ERR_DTLS_REASSEMBLY_LIMIT'));
  network.advance(100);
  t.is(hosts.filter((host) => endOf(host) === 'closed').length, ended.length, 'each of them got close_notify');
  network.advance(100_000);
  t.is(listener.statistics.reassemblyBytes, 0);
  t.is(listener.size, 0);
});
