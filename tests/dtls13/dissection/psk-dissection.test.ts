import test from 'ava';
import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import { ClientHello } from '../../../generated/dtls13/wire/client-hello.ts';
import { DtlsPlaintext } from '../../../generated/dtls13/wire/dtls-plaintext.ts';
import { Handshake } from '../../../generated/dtls13/wire/handshake.ts';
import {
  type DissectedPsk,
  type DissectedTicket,
  type ExternalPsk,
  importSession,
  KeyLog,
  type Session,
  TrafficDissection,
  type TrafficOptions,
} from '../../../runtime/dtls13/index.ts';
import type { PairOptions, SimulatedPair } from '../../../runtime/testing/index.ts';
import { decodeAll, encodeToBytes } from '../../../runtime/wire/index.ts';
import { classicalProvider } from '../classical-provider.ts';
import { firstSession, pskPair, resumable, sensor, ticketPair } from '../handshake/psk/psk-pair.ts';

const { ticketKeys } = resumable;
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

function copyOf(session: Session): Session {
  return importSession(session.export() ?? new Uint8Array());
}

/** A resumed handshake with a key log, whose server sends another ticket. */
function resumedPair(session: Session, options: Partial<PairOptions> = {}): SimulatedPair {
  const pair = ticketPair({
    ...options,
    endpoint: { keylog: true, ...options.endpoint },
    connection: { session, ...options.connection },
  });
  pair.handshake();
  pair.network.advance(200);
  return pair;
}

interface Found {
  readonly psks: readonly DissectedPsk[];
  readonly tickets: readonly DissectedTicket[];
}

type Datagram = SimulatedPair['network']['datagrams'][number];

function dissect(
  pair: SimulatedPair,
  options: TrafficOptions,
  change: (datagram: Datagram, index: number) => Uint8Array | undefined = ({ bytes }) => bytes,
): Found {
  const log = pair.clientHost.events.flatMap(({ event }) =>
    event.kind === 'keylog' ? [`${event.label} ${hex(event.clientRandom)} ${hex(event.secret)}`] : [],
  );
  const traffic = new TrafficDissection(classicalProvider, new KeyLog(log.join('\n')), options);
  const records = pair.network.datagrams.flatMap((datagram, index) => {
    const bytes = change(datagram, index);
    return bytes === undefined ? [] : traffic.dissect(datagram.from, datagram.to, bytes).records;
  });
  return { psks: records.flatMap(({ psks }) => psks), tickets: records.flatMap(({ tickets }) => tickets) };
}

const results = ({ psks }: Found): string[] => psks.map(({ source, binder }) => `${source} ${binder}`);

for (const suite of ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384']) {
  for (const cookies of ['never', 'always'] as const) {
    test(`with the ticket keys, tickets under ${suite} are opened and their binders verified: cookies ${cookies}`, (t) => {
      const options: Partial<PairOptions> = {
        endpoint: { cipherSuites: [suite], alpnProtocols: ['coap'] },
        listener: { cookies },
      };
      const pair = resumedPair(firstSession(options), options);
      const found = dissect(pair, { ticketKeys });
      t.deepEqual(results(found), Array(cookies === 'always' ? 2 : 1).fill('ticket verified'));
      t.is(found.tickets.length, 1);
      for (const { ticket } of [...found.psks, ...found.tickets]) {
        t.like(ticket, { lifetime: 7200, maxEarlyData: 0, certificates: 0 });
        t.is(ticket?.pskLength, suite.endsWith('384') ? 48 : 32);
        t.is(Buffer.from(ticket?.alpnProtocol ?? []).toString(), 'coap');
        t.false(Object.keys(ticket ?? {}).includes('psk'));
      }
      t.true((found.psks[0]?.ticket?.issued ?? 0) <= (found.tickets[0]?.ticket?.issued ?? 0));
    });
  }
}

test('other ticket keys open no ticket, and the result says so', (t) => {
  const found = dissect(resumedPair(firstSession()), { ticketKeys: [new Uint8Array(32).fill(77)] });
  t.deepEqual(results(found), ['undefined noKey']);
  t.deepEqual(found.tickets, [{ ticket: undefined }]);
});

test('of several ticket keys the one of the ticket is used', (t) => {
  const found = dissect(resumedPair(firstSession()), { ticketKeys: [new Uint8Array(32).fill(77), ...ticketKeys] });
  t.deepEqual(results(found), ['ticket verified']);
});

test('a session of the client verifies its binder without ticket keys, and remains unused', (t) => {
  const session = firstSession();
  const known = copyOf(session);
  const found = dissect(resumedPair(session), { sessions: [known] });
  t.deepEqual(results(found), ['session verified']);
  t.deepEqual(found.tickets, []);
  t.false(known.used);
  t.not(known.export(), undefined);
});

test('an external key verifies its binder, and another key of the same identity does not', (t) => {
  for (const cookies of ['never', 'always'] as const) {
    const pair = pskPair({ listener: { cookies } });
    pair.handshake();
    const count = cookies === 'always' ? 2 : 1;
    t.deepEqual(results(dissect(pair, { psks: [sensor] })), Array(count).fill('external verified'));
    const other: ExternalPsk = { ...sensor, key: new Uint8Array(32).fill(8) };
    t.deepEqual(results(dissect(pair, { psks: [other] })), Array(count).fill('external wrong'));
  }
});

test('an imported key verifies the binders of all its identities', (t) => {
  const imported: ExternalPsk = { ...sensor, importContext: Buffer.from('house 3') };
  const pair = pskPair({ connection: { psks: [imported] } });
  pair.handshake();
  t.deepEqual(results(dissect(pair, { psks: [imported] })), ['imported verified', 'imported verified']);
  t.deepEqual(results(dissect(pair, { psks: [sensor] })), ['undefined noKey', 'undefined noKey']);
});

test('a changed ClientHello makes its binder wrong', (t) => {
  const pair = resumedPair(firstSession());
  const found = dissect(pair, { ticketKeys }, ({ from, bytes }, index) => {
    const changed = bytes.slice();
    // The last byte is one of the binder.
    if (from === 'client' && index === 0) changed[changed.length - 1] = (changed.at(-1) as number) ^ 1;
    return changed;
  });
  t.deepEqual(results(found), ['ticket wrong']);
});

test('without the HelloRetryRequest or the first ClientHello, the second binder is not verified', (t) => {
  const options: Partial<PairOptions> = { listener: { cookies: 'always' } };
  const pair = resumedPair(firstSession(options), options);
  const without = (first: number) =>
    results(dissect(pair, { ticketKeys }, ({ bytes }, index) => (index === first ? undefined : bytes)));
  t.deepEqual(without(0), ['ticket noHelloRetryRequest']);
  t.deepEqual(without(1), ['ticket verified', 'ticket noHelloRetryRequest']);
  t.deepEqual(without(2), ['ticket verified']);
});

/** The datagram of a ClientHello, without its cookie. */
function withoutCookie(datagram: Uint8Array): Uint8Array {
  const record = decodeAll(DtlsPlaintext, datagram.slice());
  const message = decodeAll(Handshake, record.fragment);
  const hello = decodeAll(ClientHello, message.fragment);
  const extensions = hello.extensions.filter(({ kind }) => kind !== 'cookie');
  const fragment = encodeToBytes(ClientHello, { ...hello, extensions });
  const shorter = encodeToBytes(Handshake, { ...message, length: fragment.length, fragment });
  return encodeToBytes(DtlsPlaintext, { ...record, fragment: shorter });
}

test('a second ClientHello without a cookie is not verified as a first one', (t) => {
  const options: Partial<PairOptions> = { listener: { cookies: 'always' } };
  const pair = resumedPair(firstSession(options), options);
  const second = pair.network.datagrams.findLastIndex(
    ({ from, bytes }) => from === 'client' && bytes[0] === ContentType.handshake,
  );
  t.is(second, 2);
  const found = dissect(pair, { ticketKeys }, ({ bytes }, index) => {
    if (index < second) return undefined;
    return index === second ? withoutCookie(bytes) : bytes;
  });
  t.deepEqual(results(found), ['ticket noHelloRetryRequest']);
});

test('binders are verified again for each retransmission, and after several HelloRetryRequests', (t) => {
  for (let seed = 1; seed <= 20; seed++) {
    const options: Partial<PairOptions> = { listener: { cookies: 'always' }, network: { seed } };
    const network = { seed, loss: 0.3, duplication: 0.3, jitter: 30 };
    const pair = resumedPair(firstSession(options), { ...options, network });
    const found = results(dissect(pair, { ticketKeys }));
    t.true(found.length >= 1, `seed ${seed}`);
    t.deepEqual([...new Set(found)], ['ticket verified'], `seed ${seed}`);
  }
});

test('without keys nothing is looked up', (t) => {
  t.deepEqual(dissect(resumedPair(firstSession()), {}), { psks: [], tickets: [] });
});

test('damaged bytes of a resumed handshake give results and no error', (t) => {
  const pair = resumedPair(firstSession());
  for (let at = 0; at < (pair.network.datagrams[0]?.bytes.length ?? 0); at += 3) {
    for (const value of [0, 0xff]) {
      t.notThrows(() =>
        dissect(pair, { ticketKeys, psks: [sensor] }, ({ bytes }, index) =>
          index === 0 ? bytes.map((byte, place) => (place === at ? byte ^ value || value : byte)) : bytes,
        ),
      );
    }
  }
});

test('wrong keys and sessions are refused with the name of the option', (t) => {
  const discarded = firstSession();
  discarded.discard();
  const wrong: readonly [TrafficOptions, string][] = [
    [{ ticketKeys: [] }, 'ticketKeys'],
    [{ ticketKeys: [new Uint8Array(31)] }, 'ticketKeys'],
    [{ psks: [{ ...sensor, key: new Uint8Array(3) }] }, 'psks'],
    [{ psks: 'key' as unknown as ExternalPsk[] }, 'psks'],
    [{ sessions: [discarded] }, 'sessions'],
    [{ sessions: [{} as unknown as Session] }, 'sessions'],
    [{ sessions: 'a' as unknown as Session[] }, 'sessions'],
  ];
  for (const [options, option] of wrong)
    t.throws(() => new TrafficDissection(classicalProvider, undefined, options), {
      code: 'ERR_WIRECHART_CONFIG',
      message: new RegExp(`^${option}: `),
    });
});
