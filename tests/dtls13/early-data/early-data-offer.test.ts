import test from 'ava';
import { ClientHello } from '../../../generated/dtls13/wire/client-hello.ts';
import type { TicketContents } from '../../../generated/dtls13/wire/ticket-contents.ts';
import { createBinder } from '../../../runtime/dtls13/handshake/psk/binders.ts';
import { ClientHelloOffer } from '../../../runtime/dtls13/handshake/server/client-hello-offer.ts';
import { acceptableEarlyData } from '../../../runtime/dtls13/handshake/server/early-data-offer.ts';
import { PskNegotiation } from '../../../runtime/dtls13/handshake/server/psk-negotiation.ts';
import { ticketFreshness } from '../../../runtime/dtls13/listener/ticket-freshness.ts';
import { serverHandshakeConfig } from '../../../runtime/dtls13/options/listener-options.ts';
import { decodeAll, encodeToBytes } from '../../../runtime/wire/index.ts';
import { classicalProvider as provider } from '../classical-provider.ts';
import { clientHellos, earlyPair, earlySession } from './early-pair.ts';

const NOTHING = new Uint8Array(0);
const transcriptHash = new Uint8Array(32).fill(3);
const key = new Uint8Array(32).fill(5);
const limits = { window: 10_000, tolerance: 0 };

function ticket(change: Partial<TicketContents> = {}): TicketContents {
  return {
    cipherSuite: 0x1301,
    issued: 1_000_000,
    lifetime: 3600,
    ticketAgeAdd: 0xffffff00,
    maxEarlyData: 1000,
    authenticated: 1_000_000,
    psk: new Uint8Array(key),
    context: NOTHING,
    alpnProtocol: NOTHING,
    pskIdentity: NOTHING,
    chain: [],
    ...change,
  };
}

/** What a server makes of a ClientHello whose ticket is at this place, and is these contents. */
function acceptable(contents: TicketContents, place = 0, maxEarlyData = 1000) {
  const [hello] = clientHellos(earlyPair(earlySession()));
  const host = { address: () => NOTHING };
  const config = serverHandshakeConfig({
    host,
    provider,
    ticketKeys: [new Uint8Array(32)],
    tickets: 1,
  });
  const offer = new ClientHelloOffer(decodeAll(ClientHello, encodeToBytes(ClientHello, hello as ClientHello)), config);
  const binder = createBinder(
    provider,
    { kind: 'resumption', key, hash: 'sha256', externalIdentity: undefined },
    transcriptHash,
  );
  const offered = {
    identities: Array.from({ length: place + 1 }, (_, index) => ({
      identity: Uint8Array.of(index),
      obfuscatedTicketAge: 0,
    })),
    binders: Array.from({ length: place + 1 }, () => ({ binder })),
  };
  const psks = new PskNegotiation({
    provider,
    offered,
    hash: 'sha256',
    transcriptHash,
    externalPsks: false,
    openTicket: ([index]) => (index === place ? contents : undefined),
  });
  const context = {
    provider,
    ticketFreshness: (opened: TicketContents) => ticketFreshness(opened, opened.ticketAgeAdd, opened.issued, limits),
  };
  return acceptableEarlyData(context, offer, psks, maxEarlyData);
}

test('early data is acceptable with the first identity only', (t) => {
  const accepted = acceptable(ticket());
  t.is(accepted?.maxSize, 1000);
  t.is(accepted?.check.key.length, 32);
  t.notDeepEqual(accepted?.check.key, key);
  t.is(acceptable(ticket(), 1), undefined);
});

test('early data is acceptable under the suite, protocol and maximum of its ticket only', (t) => {
  t.is(acceptable(ticket({ cipherSuite: 0x1303 })), undefined);
  t.is(acceptable(ticket({ alpnProtocol: Buffer.from('coap') })), undefined);
  t.is(acceptable(ticket({ maxEarlyData: 0 })), undefined);
  t.is(acceptable(ticket(), 0, 999), undefined);
  t.is(acceptable(ticket({ psk: new Uint8Array(32) })), undefined, 'binder');
});

test('the key of the freshness check belongs to the ticket', (t) => {
  t.deepEqual(acceptable(ticket())?.check.key, acceptable(ticket({ issued: 2_000_000 }))?.check.key);
});

test('a ticket is fresh while its real age is close to the claimed one', (t) => {
  const claimed = (age: number) => (ticket().ticketAgeAdd + age) >>> 0;
  const at = (age: number, date: number, tolerance = 0) =>
    ticketFreshness(ticket(), claimed(age), date, { window: 10_000, tolerance });
  t.deepEqual(at(60_000, 1_065_000), { received: 1_065_000, notBefore: 1_050_000, expires: 1_070_000 });
  t.deepEqual(at(60_000, 1_065_000, 500), { received: 1_065_000, notBefore: 1_049_500, expires: 1_070_500 });
  // No ClientHello with the ticket is older than the ticket.
  t.is(at(5000, 1_005_000)?.notBefore, 1_000_000);
  t.not(at(60_000, 1_070_000), undefined);
  t.is(at(60_000, 1_070_001), undefined);
  t.not(at(60_000, 1_050_000), undefined);
  t.is(at(60_000, 1_049_999), undefined);
});
