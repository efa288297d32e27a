import test from 'ava';
import { ConfigError, importSession, type Session } from '../../../runtime/dtls13/index.ts';
import { SeededRandom, type SimulatedPair } from '../../../runtime/testing/index.ts';
import { propertySeed } from '../../property-seed.ts';
import { earlyListener, earlySession, sendEarly } from '../early-data/early-pair.ts';
import { exchangesData, secureEvent, ticketPair } from '../handshake/psk/psk-pair.ts';
import { damagedValue } from './damaged-value.ts';
import { endOf } from './tampering.ts';

const exported = earlySession().export() as Uint8Array;

/** Undefined: it is refused, with a ConfigError. */
function imported(bytes: Uint8Array): Session | undefined {
  try {
    return importSession(bytes);
  } catch (error) {
    if (!(error instanceof ConfigError) || error.option !== 'session') throw error;
    return undefined;
  }
}

/** How a handshake ended in which a client offers this session with early data: `full`, `resumed`, or the error. */
function handshakeWith(session: Session): string {
  const pair: SimulatedPair = ticketPair({
    connection: { session, earlyData: true },
    listener: earlyListener,
    endpoint: { handshakeTimeout: 20_000 },
  });
  sendEarly(pair, 'early');
  const isOpen = pair.handshake();
  if (isOpen && !exchangesData(pair)) return 'no data';
  const end = isOpen ? (secureEvent(pair, 'clientHost')?.resumed ? 'resumed' : 'full') : String(endOf(pair.clientHost));
  pair.client.abandon(pair.network.now);
  pair.network.advance(600_000);
  return pair.listener.nextDeadline() === Number.POSITIVE_INFINITY ? end : 'the server has a timer';
}

function check(variants: Iterable<Uint8Array>): Map<string, number> {
  const ends = new Map<string, number>();
  for (const bytes of variants) {
    const session = imported(bytes);
    const end = session === undefined ? 'refused' : handshakeWith(session);
    ends.set(end, (ends.get(end) ?? 0) + 1);
  }
  return ends;
}

const expected =
  /^(?:refused|full|resumed|ERR_DTLS_ALERT_DECRYPT_ERROR|ERR_DTLS_ALERT_DECODE_ERROR|ERR_DTLS_ALERT_ILLEGAL_PARAMETER|ERR_DTLS_CERTIFICATE_UNKNOWN_ISSUER|ERR_DTLS_PEER_[A-Z_]+)$/;

test('an exported session with any byte changed is refused, or leads to a full handshake or a typed error', (t) => {
  const ends = check(Array.from(exported, (byte, at) => exported.with(at, byte ^ (1 << (at % 8)))));
  t.log([...ends].map(([end, count]) => `${end} ${count}`).join(', '));
  for (const end of ends.keys()) t.regex(end, expected);
  t.true(ends.has('refused') && ends.has('full'));
});

test('an exported session that is cut, extended or changed anywhere is refused, or leads to a full handshake or a typed error', (t) => {
  const random = new SeededRandom(propertySeed);
  const cut = Array.from(exported, (_, length) => exported.subarray(0, length));
  for (const bytes of [...cut, Buffer.concat([exported, Uint8Array.of(0)])]) t.is(imported(bytes), undefined);
  const ends = check(Array.from({ length: 200 }, () => damagedValue(random, exported) as Uint8Array));
  for (const end of ends.keys()) t.regex(end, expected);
});
