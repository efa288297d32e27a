import test from 'ava';
import { HandshakeType } from '../../../generated/dtls13/registries/handshake-type.ts';
import { DtlsPlaintext } from '../../../generated/dtls13/wire/dtls-plaintext.ts';
import { Handshake } from '../../../generated/dtls13/wire/handshake.ts';
import { WriteEpoch } from '../../../runtime/dtls13/record/epoch.ts';
import type { FlightOptions } from '../../../runtime/dtls13/reliability/flight.ts';
import { Flights } from '../../../runtime/dtls13/reliability/flights.ts';
import { Reader } from '../../../runtime/wire/index.ts';
import { SentDatagrams } from '../record/sent-datagrams.ts';

test('the message numbers of a connection end at 65535, and no message can be sent after that', (t) => {
  const out = new SentDatagrams();
  const context = {
    isClient: false,
    now: () => 0,
    traceTransition: () => {},
    flightAcknowledged: () => {},
    flightExhausted: () => {},
    repeatAcknowledgement: () => {},
    dropHandshakeKeys: () => {},
    exchangeExhausted: () => {},
  };
  const options: FlightOptions = {
    initialTimeout: 1000,
    maxTimeout: 60_000,
    retransmitBackoff: 2,
    maxRetransmissions: 5,
    lingerTime: 240_000,
    fallbackDatagramSize: 500,
    pacing: 'adaptive',
  };
  const flights = new Flights(context, options, out.counters);
  flights.setNextMessageSeq(0xfffe);
  const unprotected = new WriteEpoch(0, undefined);
  for (const number of [0xfffe, 0xffff]) {
    t.is(flights.messagesLeft, 0x10000 - number);
    flights.send([{ type: HandshakeType.key_update, body: Uint8Array.of(0) }], unprotected, () => {});
  }
  t.is(flights.messagesLeft, 0);
  t.true(flights.write(out.writer));
  out.writer.flush();
  const numbers: number[] = [];
  for (const reader = new Reader(Buffer.concat(out.datagrams)); reader.remaining > 0; ) {
    numbers.push(Handshake.decode(new Reader(DtlsPlaintext.decode(reader).fragment)).messageSeq);
  }
  t.deepEqual(numbers, [0xfffe, 0xffff]);
});
