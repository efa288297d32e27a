import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import { HandshakeType } from '../../../generated/dtls13/registries/handshake-type.ts';
import { ClientHello } from '../../../generated/dtls13/wire/client-hello.ts';
import { DtlsPlaintext } from '../../../generated/dtls13/wire/dtls-plaintext.ts';
import { Handshake } from '../../../generated/dtls13/wire/handshake.ts';
import type { ConnectionEvent, EarlyDataResult, Session } from '../../../runtime/dtls13/index.ts';
import type { PairOptions, SimulatedPair } from '../../../runtime/testing/index.ts';
import { decodeAll, Reader } from '../../../runtime/wire/index.ts';
import { firstSession, type HostName, resumable, secureEvent, ticketPair } from '../handshake/psk/psk-pair.ts';

/** A server that accepts early data by the defaults: a cookie for all other ClientHellos. */
export const earlyListener = { ...resumable, cookies: undefined, maxEarlyData: 1000 } as const;

/** A session with early data. */
export function earlySession(options: Partial<PairOptions> = {}): Session {
  return firstSession({ ...options, listener: { ...earlyListener, ...options.listener } });
}

/** A pair whose client offers early data with `session`; its ClientHello is on the way. */
export function earlyPair(session: Session, options: Partial<PairOptions> = {}): SimulatedPair {
  return ticketPair({
    ...options,
    connection: { session, earlyData: true, ...options.connection },
    listener: { ...earlyListener, ...options.listener },
  });
}

/** Sends messages of early data. Returns how many were accepted. */
export function sendEarly(pair: SimulatedPair, ...messages: readonly string[]): number {
  let accepted = 0;
  for (const message of messages) {
    const data = Buffer.from(message);
    accepted += pair.client.sendEarly(data, Int32Array.of(0), Int32Array.of(data.length), pair.network.now);
    pair.clientHost.drain();
  }
  return accepted;
}

/** The early data that the server's application got. */
export function earlyMessages(pair: SimulatedPair): string[] {
  return pair.serverHost.events.flatMap(({ event }) =>
    event.kind === 'earlyMessage' ? [Buffer.from(event.data).toString()] : [],
  );
}

export function kinds(pair: SimulatedPair, host: HostName): ConnectionEvent['kind'][] {
  return pair[host].events.map(({ event }) => event.kind);
}

/** What both sides report about the early data. */
export function results(pair: SimulatedPair): (EarlyDataResult | undefined)[] {
  return (['clientHost', 'serverHost'] as const).map((host) => secureEvent(pair, host)?.earlyData);
}

/** The ClientHellos that the client sent, each in one record. */
export function clientHellos(pair: SimulatedPair): ClientHello[] {
  return pair.network.datagrams.flatMap(({ from, bytes }) => {
    if (from !== 'client' || bytes[0] !== ContentType.handshake) return [];
    const record = DtlsPlaintext.decode(new Reader(bytes));
    const message = Handshake.decode(new Reader(record.fragment));
    return message.msgType === HandshakeType.client_hello ? [decodeAll(ClientHello, message.fragment)] : [];
  });
}
