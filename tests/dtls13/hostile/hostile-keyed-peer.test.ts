import test from 'ava';
import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import { HandshakeType } from '../../../generated/dtls13/registries/handshake-type.ts';
import { Ack } from '../../../generated/dtls13/wire/ack.ts';
import { Handshake } from '../../../generated/dtls13/wire/handshake.ts';
import { SeededRandom, type SimulatedHost } from '../../../runtime/testing/index.ts';
import { encodeToBytes } from '../../../runtime/wire/index.ts';
import { KeyedPeer, keyLoggedPair } from '../keyed-peer.ts';

const contentTypes = Object.values(ContentType);
const handshakeTypes = Object.values(HandshakeType);

function pick<T>(random: SeededRandom, values: readonly T[]): T {
  return values[random.bits() % values.length] as T;
}

function noise(random: SeededRandom, longest: number): Uint8Array {
  return Uint8Array.from({ length: random.bits() % (longest + 1) }, () => random.bits());
}

/** A record that a peer with the keys can send. */
function content(random: SeededRandom, type: number): Uint8Array {
  if (random.chance(0.2)) return noise(random, 40);
  switch (type) {
    case ContentType.ack: {
      const recordNumbers = Array.from({ length: random.bits() % 20 }, () => ({
        epoch: random.bits() % 4,
        sequenceNumber: random.bits() % 8,
      }));
      return encodeToBytes(Ack, { recordNumbers });
    }
    case ContentType.alert:
      return Uint8Array.of(1 + (random.bits() % 2), pick(random, [0, 90, 40, 200]));
    case ContentType.handshake: {
      const fragment = noise(random, 60);
      const fragmentOffset = random.chance(0.5) ? 0 : random.bits() % 50;
      const message = {
        msgType: pick(random, handshakeTypes),
        length: random.chance(0.7) ? fragmentOffset + fragment.length : random.bits() % 2 ** 24,
        messageSeq: random.bits() % 9,
        fragmentOffset,
        fragment,
      };
      if (fragmentOffset + fragment.length > message.length) message.length = fragmentOffset + fragment.length;
      return encodeToBytes(Handshake, message);
    }
    default:
      return noise(random, 40);
  }
}

/** No event may follow the end, and a deadline that was handled must have changed. */
function checkEvents(host: SimulatedHost, now: () => number, complain: (reason: string) => void): void {
  const wake = host.wake.bind(host);
  host.wake = () => {
    wake();
    if (host.deadline <= now()) complain(`${host.name} keeps a past deadline`);
  };
  const ended = new Set<unknown>();
  host.onevent = (of, event) => {
    if (ended.has(of)) complain(`${host.name} reports ${event.kind} after the end`);
    if (event.kind === 'closed' || event.kind === 'error') ended.add(of);
  };
}

for (const side of ['client', 'server'] as const) {
  test(`any record of a ${side} under its keys causes an event or no effect`, (t) => {
    const ends = new Map<string, number>();
    for (let seed = 1; seed <= 300; seed++) {
      const random = new SeededRandom(seed);
      const pair = keyLoggedPair({ trace: true, maxDatagramSize: pick(random, [256, 1200]), handshakeTimeout: 30_000 });
      const { network, clientHost, serverHost } = pair;
      for (const host of [clientHost, serverHost])
        checkEvents(
          host,
          () => network.now,
          (reason) => t.fail(reason),
        );
      const keyedPeer = new KeyedPeer(pair, side);
      if (random.chance(0.3)) (side === 'client' ? clientHost : serverHost).receive = () => {};
      for (let step = 0; step < 12; step++) {
        network.advance(pick(random, [0, 5, 11, 1500]));
        const keys = [...clientHost.events, ...serverHost.events].flatMap(({ event }) =>
          event.kind === 'keylog' ? [event.label] : [],
        );
        const epochs = [0, ...(keys.length >= 2 ? [2, 2, 2] : []), ...(keys.length >= 5 ? [3, 3, 3] : [])];
        const type = pick(random, contentTypes);
        keyedPeer.deliver(keyedPeer.record(pick(random, epochs), type, content(random, type)));
      }
      network.advance(600_000);
      const receiver = side === 'client' ? serverHost : clientHost;
      const last = receiver.events.findLast(({ event }) => event.kind !== 'transition')?.event;
      const end = last?.kind === 'error' ? last.error.code : (last?.kind ?? 'nothing');
      ends.set(end, (ends.get(end) ?? 0) + 1);
      if (end === 'closed' || last?.kind === 'error') {
        t.is(side === 'client' ? pair.listener.size : pair.client.nextDeadline(), side === 'client' ? 0 : Infinity);
      }
    }
    t.true(ends.size >= 8, JSON.stringify([...ends]));
  });
}
