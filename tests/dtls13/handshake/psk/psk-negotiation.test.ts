import test from 'ava';
import { CipherSuite } from '../../../../generated/dtls13/registries/cipher-suite.ts';
import type { TicketContents } from '../../../../generated/dtls13/wire/ticket-contents.ts';
import { ClientPsks } from '../../../../runtime/dtls13/handshake/client/client-psks.ts';
import type { ClientHandshakeConfig } from '../../../../runtime/dtls13/handshake/handshake-config.ts';
import { createBinder } from '../../../../runtime/dtls13/handshake/psk/binders.ts';
import { PskNegotiation } from '../../../../runtime/dtls13/handshake/server/psk-negotiation.ts';
import { classicalProvider as provider } from '../../classical-provider.ts';
import { sensor } from './psk-pair.ts';

const NOTHING = new Uint8Array(0);
const transcriptHash = new Uint8Array(32).fill(3);

function contents(cipherSuite: CipherSuite): TicketContents {
  const psk = new Uint8Array(32).fill(5);
  const times = { issued: 0, lifetime: 1, authenticated: 0 };
  const empty = { context: NOTHING, alpnProtocol: NOTHING, pskIdentity: NOTHING, chain: [] };
  return { cipherSuite, ...times, ticketAgeAdd: 0, maxEarlyData: 0, psk, ...empty };
}

/** The negotiation of one offer; `open`: what its server opens. */
function negotiation(
  identities: readonly Uint8Array[],
  binder: Uint8Array = new Uint8Array(32),
  open: (ticket: Uint8Array) => TicketContents | undefined = () => undefined,
  obfuscatedTicketAge = 0,
): PskNegotiation {
  return new PskNegotiation({
    provider,
    offered: {
      identities: identities.map((identity) => ({ identity, obfuscatedTicketAge })),
      binders: identities.map(() => ({ binder })),
    },
    hash: 'sha256',
    transcriptHash,
    externalPsks: true,
    openTicket: open,
  });
}

test('a server opens at most 8 tickets of a ClientHello, also if they are equal', (t) => {
  let opened = 0;
  const tickets = negotiation(Array(1000).fill(Uint8Array.of(1)), undefined, () => {
    opened += 1;
    return undefined;
  });
  tickets.selectTicket();
  t.is(opened, 8);
  t.is(tickets.selected, undefined);
  t.is(tickets.lookupIdentities.length, 8);
});

test('a server overwrites the key of a ticket with another hash, and continues with the next', (t) => {
  const other = contents(CipherSuite.TLS_AES_256_GCM_SHA384);
  const fitting = contents(CipherSuite.TLS_AES_128_GCM_SHA256);
  const tickets = negotiation([Uint8Array.of(0), Uint8Array.of(1)], undefined, ([first]) =>
    first === 0 ? other : fitting,
  );
  tickets.selectTicket();
  t.is(tickets.selected?.index, 1);
  t.deepEqual(other.psk, new Uint8Array(32));
  t.notDeepEqual(fitting.psk, new Uint8Array(32));
  tickets.decline();
  t.is(tickets.selected, undefined);
  t.deepEqual(fitting.psk, new Uint8Array(32));
});

test('the age that a client gives for an external key is ignored', (t) => {
  const { identity, key } = sensor;
  const binder = createBinder(
    provider,
    { kind: 'external', key, hash: 'sha256', externalIdentity: identity },
    transcriptHash,
  );
  for (const age of [0, 1, 123_456, 2 ** 32 - 1]) {
    const external = negotiation([identity], binder, undefined, age);
    external.respond({ index: 0, key });
    t.deepEqual(external.selected?.psk.externalIdentity, identity);
    t.false(external.isBinderInvalid());
  }
});

test('the server overwrites its copy of an external key, and not the key of the application', (t) => {
  const key = sensor.key.slice();
  const external = negotiation([sensor.identity]);
  external.respond({ index: 0, key });
  const copy = external.selected?.psk.key;
  t.deepEqual(copy, key);
  external.zeroize();
  t.deepEqual(copy, new Uint8Array(32));
  t.deepEqual(key, sensor.key);
});

test('a client overwrites its copies of all keys, also of those that it offers no more', (t) => {
  const imported = { ...sensor, hash: 'sha256' as const, importContext: Uint8Array.of(1) };
  const config = {
    cipherSuites: [CipherSuite.TLS_AES_128_GCM_SHA256, CipherSuite.TLS_AES_256_GCM_SHA384],
    psks: [imported, { ...sensor, hash: 'sha384', importContext: undefined }],
    session: undefined,
    sessionSettings: [],
  } satisfies Partial<ClientHandshakeConfig>;
  const psks = new ClientPsks(provider, config as unknown as ClientHandshakeConfig, 0);
  const keys = psks.all.map(({ key }) => key);
  t.is(keys.length, 3);
  psks.restrictTo('sha256');
  t.is(psks.all.length, 1);
  psks.zeroize();
  for (const key of keys) t.true(key.every((byte) => byte === 0));
  t.deepEqual(sensor.key, new Uint8Array(32).fill(9));
});
