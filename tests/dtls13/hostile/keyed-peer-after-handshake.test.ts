import process from 'node:process';
import test from 'ava';
import { ConnectionIdUsage } from '../../../generated/dtls13/registries/connection-id-usage.ts';
import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import { HandshakeType } from '../../../generated/dtls13/registries/handshake-type.ts';
import { Ack } from '../../../generated/dtls13/wire/ack.ts';
import { KeyUpdate } from '../../../generated/dtls13/wire/key-update.ts';
import { NewConnectionId } from '../../../generated/dtls13/wire/new-connection-id.ts';
import { NewSessionTicket } from '../../../generated/dtls13/wire/new-session-ticket.ts';
import { type Connection, WirechartError } from '../../../runtime/dtls13/index.ts';
import { SeededRandom } from '../../../runtime/testing/index.ts';
import { encodeToBytes } from '../../../runtime/wire/index.ts';
import { propertySeed } from '../../property-seed.ts';
import { KeyedPeer, keyLoggedPair } from '../keyed-peer.ts';
import { noise, pick } from './damaged-value.ts';

/** WIRECHART_KEYED_SESSIONS=100000 runs more of them, here and in keyed-sessions.test.ts. */
const SESSIONS = Number(process.env['WIRECHART_KEYED_SESSIONS'] ?? 1000) / 4;

/** The body of a message of this type, valid in most cases. */
function bodyOf(random: SeededRandom, type: number, damage: number): Uint8Array {
  if (random.chance(damage)) return noise(random, 40);
  switch (type) {
    case HandshakeType.key_update:
      return encodeToBytes(KeyUpdate, { requestUpdate: pick(random, [0, 1] as const) });
    case HandshakeType.request_connection_id:
      return Uint8Array.of(random.bits());
    case HandshakeType.new_connection_id:
      return encodeToBytes(NewConnectionId, {
        cids: Array.from({ length: random.bits() % 12 }, () => ({
          cid: random.chance(0.7) ? noise(random, 8) : new Uint8Array(4),
        })),
        usage: pick(random, [ConnectionIdUsage.cid_immediate, ConnectionIdUsage.cid_spare]),
      });
    case HandshakeType.new_session_ticket:
      return encodeToBytes(NewSessionTicket, {
        ticketLifetime: pick(random, [0, 1, 604_800, 2 ** 32 - 1]),
        ticketAgeAdd: random.bits(),
        ticketNonce: noise(random, 255),
        ticket: Uint8Array.of(1, ...noise(random, 200)),
        extensions: random.chance(0.2)
          ? [{ kind: 'unknown', extensionType: pick(random, [0, 16, 41, 51, 4660]), extensionData: noise(random, 8) }]
          : [],
      });
    default:
      return noise(random, 60);
  }
}

const { key_update, new_connection_id, new_session_ticket, request_connection_id } = HandshakeType;
/** From allowed messages to any, so that some sessions last. */
const vocabularies = [
  [new_connection_id],
  [new_connection_id, request_connection_id],
  [key_update],
  [new_session_ticket],
  [new_session_ticket, key_update, new_connection_id],
  [key_update, new_connection_id, request_connection_id],
  Object.values(HandshakeType),
];

/** What the application of the honest side does meanwhile. Only typed errors may be thrown. */
function use(random: SeededRandom, connection: Connection, now: number, paths: number): void {
  try {
    const action = random.bits() % 6;
    if (action === 0) connection.updateKeys({ requestPeer: random.chance(0.5) }, now);
    else if (action === 1) connection.issueConnectionIds({ immediate: random.chance(0.5) }, now);
    else if (action === 2) connection.requestConnectionIds(1 + (random.bits() % 8), now);
    else if (action === 3) connection.useNextConnectionId(now);
    else if (action === 4) connection.migrate(random.bits() % paths, now);
    else connection.sendMany(Uint8Array.of(1), Int32Array.of(0), Int32Array.of(1), now);
  } catch (error) {
    if (!(error instanceof WirechartError)) throw error;
  }
}

for (const side of ['client', 'server'] as const) {
  test(`a ${side} that sends any messages after the handshake ends its connection with a typed error, or not at all`, (t) => {
    const ends = new Map<string, number>();
    let sessions = 0;
    for (let seed = propertySeed; seed < propertySeed + SESSIONS; seed++) {
      const random = new SeededRandom(seed);
      const length = pick(random, [0, 4, 8]);
      const pair = keyLoggedPair(
        {
          groups: ['x25519'],
          idleTimeout: 3_600_000,
          ...(random.chance(0.8) ? { connectionIds: { length } } : {}),
          pathValidation: pick(random, ['enhanced', 'basic', 'none'] as const),
        },
        { connection: { sessions: random.chance(0.7) } },
      );
      const messageTypes = pick(random, vocabularies);
      const damage = pick(random, [0, 0, 0.15]);
      const highestEpoch = pick(random, [3, 3, 6]);
      const { network } = pair;
      pair.handshake();
      network.advance(200);
      const [sender, receiver] =
        side === 'client' ? [pair.clientHost, pair.serverHost] : [pair.serverHost, pair.clientHost];
      const honest = (side === 'client' ? pair.server : pair.client) as Connection;
      const dishonest = (side === 'client' ? pair.client : pair.server) as Connection;
      // From now on only the messages below come from this side.
      sender.receive = () => {};
      sender.wake = () => {};
      Object.defineProperty(sender, 'deadline', { value: Number.POSITIVE_INFINITY });
      const keyedPeer = new KeyedPeer(pair, side);
      keyedPeer.useConnectionId(dishonest.connectionIds?.peer ?? new Uint8Array(0));
      // After the messages of the handshake and, where ids were negotiated, a request for spare ones.
      let messageSeq = (side === 'client' ? 2 : 5) + (dishonest.connectionIds === undefined ? 0 : random.bits() % 2);
      for (let step = 0; step < 20; step++) {
        const kind = random.bits() % 10;
        if (kind < 6) {
          const type = pick(random, messageTypes);
          keyedPeer.deliver(keyedPeer.message(3, type, messageSeq, bodyOf(random, type, damage)));
          if (random.chance(0.9)) messageSeq += 1;
        } else if (kind === 6) {
          const recordNumbers = Array.from({ length: random.bits() % 20 }, () => ({
            epoch: random.bits() % (highestEpoch + 1),
            sequenceNumber: random.bits() % 12,
          })).toSorted((a, b) => a.epoch - b.epoch || a.sequenceNumber - b.sequenceNumber);
          keyedPeer.deliver(keyedPeer.record(3, ContentType.ack, encodeToBytes(Ack, { recordNumbers })));
        } else if (kind === 7) {
          keyedPeer.deliver(keyedPeer.record(3, ContentType.return_routability_check, noise(random, 12)));
        } else {
          use(random, honest, network.now, 2);
          receiver.drain();
        }
        network.advance(pick(random, [0, 5, 300, 3000]));
      }
      t.true(receiver.deadline > network.now, `seed ${seed}: no deadline is overdue`);
      network.advance(7_200_000);
      const over = receiver.events.filter(({ event }) => event.kind === 'error' || event.kind === 'closed');
      t.is(over.length, 1, `seed ${seed}: it ends once`);
      const end = over[0]?.event;
      if (end?.kind === 'error') t.true(end.error instanceof WirechartError, `seed ${seed}`);
      const name = end?.kind === 'error' ? end.error.code : String(end?.kind);
      t.not(name, 'ERR_DTLS_INTERNAL', `seed ${seed}`);
      sessions += pair.clientHost.events.filter(({ event }) => event.kind === 'session').length;
      ends.set(name, (ends.get(name) ?? 0) + 1);
    }
    t.log([...ends].map(([end, count]) => `${end} ${count}`).join(', '));
    t.true(ends.size >= 4, JSON.stringify([...ends]));
    t.is(sessions > 0, side === 'server', 'only a client has sessions');
  });
}
