import type { DissectedPsk, DissectedTicket, OpenedTicket, PskSource } from 'wirechart/dtls13/core';
import { cipherSuiteName } from 'wirechart/dtls13/wire';
import { visible } from '../../terminal/output.ts';

const sources: Readonly<Record<PskSource, string>> = {
  ticket: 'ticket',
  session: 'ticket of --session',
  external: 'key of --psk',
  imported: 'imported key',
};

const binders: Readonly<Record<DissectedPsk['binder'], string>> = {
  verified: 'binder verified',
  wrong: 'binder wrong',
  noKey: 'binder not verified: its key is not known',
  noHelloRetryRequest: 'binder not verified: no first ClientHello or HelloRetryRequest in the capture',
};

/** `identity 0: ticket opened: TLS_AES_128_GCM_SHA256, …; binder verified`. */
export function pskText({ index, source, ticket, binder }: DissectedPsk): string {
  const key = ticket !== undefined ? openedText(ticket) : source === undefined ? undefined : sources[source];
  return `identity ${index}: ${[key, binders[binder]].filter((each) => each !== undefined).join('; ')}`;
}

/** The ticket of a NewSessionTicket. */
export function ticketText({ ticket }: DissectedTicket): string {
  return ticket === undefined ? 'ticket not opened: no key of --ticket-keys fits' : openedText(ticket);
}

/** Names the secret key only by its length. */
function openedText(ticket: OpenedTicket): string {
  const { cipherSuite, issued, lifetime, authenticated, maxEarlyData, alpnProtocol, pskIdentity, certificates } =
    ticket;
  const parts = [
    cipherSuiteName(cipherSuite),
    `issued ${dateText(issued)}, valid for ${lifetime} s`,
    ...(authenticated === issued ? [] : [`authenticated ${dateText(authenticated)}`]),
    `resumption PSK of ${ticket.pskLength} bytes`,
    ...(maxEarlyData === 0 ? [] : [`${maxEarlyData} bytes of early data`]),
    ...(alpnProtocol.length === 0 ? [] : [`application protocol ${quoted(alpnProtocol)}`]),
    ...(pskIdentity.length === 0 ? [] : [`external identity ${quoted(pskIdentity)}`]),
    ...(certificates === 0
      ? []
      : [`client authenticated by ${certificates} certificate${certificates === 1 ? '' : 's'}`]),
  ];
  return `ticket opened: ${parts.join(', ')}`;
}

export function pskJson({ index, source, ticket, binder }: DissectedPsk): Record<string, unknown> {
  return {
    identity: index,
    binder,
    ...(source === undefined ? {} : { source }),
    ...(ticket === undefined ? {} : { ticket: openedJson(ticket) }),
  };
}

export function ticketJson({ ticket }: DissectedTicket): Record<string, unknown> {
  return ticket === undefined ? { opened: false } : { opened: true, ...openedJson(ticket) };
}

function openedJson(ticket: OpenedTicket): Record<string, unknown> {
  const { cipherSuite, issued, authenticated, alpnProtocol, pskIdentity, ...numbers } = ticket;
  return {
    cipherSuite: cipherSuiteName(cipherSuite),
    issued: dateText(issued),
    authenticated: dateText(authenticated),
    ...numbers,
    alpnProtocol: Buffer.from(alpnProtocol).toString('latin1'),
    pskIdentity: Buffer.from(pskIdentity).toString('hex'),
  };
}

/** A ticket has 48 bits, and dates end earlier. */
function dateText(time: number): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? `${time} ms` : date.toISOString();
}

function quoted(text: Uint8Array): string {
  return visible(`"${Buffer.from(text).toString('latin1')}"`);
}
