import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { createPortableProvider } from 'wirechart/crypto/portable';
import { importSession, type Session } from 'wirechart/dtls13/core';
import { type PairOptions, type SimulatedPair, simulatePair } from 'wirechart/testing';
import { events, run, temporaryFolder } from './run-cli.ts';

const TICKET_KEY = '01'.repeat(32);
const PSK_KEY = '0f'.repeat(32);
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const fromHex = (digits: string): Uint8Array => new Uint8Array(Buffer.from(digits, 'hex'));
const toHex = (value: Uint8Array): string => Buffer.from(value).toString('hex');

function runPair(seed: string, options: Partial<PairOptions>): SimulatedPair {
  const pair = simulatePair({
    clientProvider: createPortableProvider({ seed: bytes(`client ${seed}`) }),
    serverProvider: createPortableProvider({ seed: bytes(`server ${seed}`) }),
    ...options,
    endpoint: { keylog: true, alpnProtocols: ['coap'] },
  });
  pair.serverHost.lookUpPsk = () => ({ index: 0, key: fromHex(PSK_KEY) });
  if (!pair.handshake()) throw new Error('the handshake failed');
  pair.network.advance(500);
  return pair;
}

function sessionOf(pair: SimulatedPair): Session {
  const found = pair.clientHost.events.find(({ event }) => event.kind === 'session')?.event;
  if (found?.kind !== 'session') throw new Error('the client got no ticket');
  return found.session;
}

const ticketing: Partial<PairOptions> = {
  connection: { sessions: true },
  listener: { tickets: 1, ticketKeys: [fromHex(TICKET_KEY)], maxEarlyData: 1000 },
};
const session = sessionOf(runPair('first', ticketing));
const exported = session.export() ?? new Uint8Array();
/** The key of the ticket: after magic, suite, three times of 6 bytes, two numbers of 4 and its length. */
const PSK = exported.subarray(4 + 2 + 3 * 6 + 2 * 4 + 1).subarray(0, 32);
const resumed = runPair('second', {
  ...ticketing,
  // Its ticket is issued at another time than that of the first handshake.
  network: { latency: 25 },
  connection: { sessions: true, session: importSession(exported) },
});
const external = runPair('third', {
  connection: { psks: [{ identity: bytes('sensor 17'), key: fromHex(PSK_KEY) }] },
  listener: { externalPsks: true },
});

/** Files of a run: its datagrams, its key log, the ticket keys and the session that was resumed. */
function filesOf(t: ExecutionContext, pair: SimulatedPair) {
  const folder = temporaryFolder(t);
  const file = (name: string, content: string | Uint8Array): string => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  const secrets = pair.clientHost.events.flatMap(({ event }) =>
    event.kind === 'keylog' ? [`${event.label} ${toHex(event.clientRandom)} ${toHex(event.secret)}`] : [],
  );
  const datagrams = file('datagrams', pair.network.datagrams.map((each) => toHex(each.bytes)).join('\n'));
  const decode = ['decode', '--lines', datagrams, '--keylog', file('keylog', secrets.join('\n')), '--depth', '0'];
  return { file, decode, ticketKeys: file('keys', `${TICKET_KEY}\n`), session: file('session', exported) };
}

const OPENED =
  'ticket opened: TLS_AES_128_GCM_SHA256, issued DATE, valid for 7200 s, resumption PSK of 32 bytes, ' +
  '1000 bytes of early data, application protocol "coap"';
const withoutDates = (text: string): string => text.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'DATE');

/** The lines about keys, without their dates. */
function linesIn(text: string): string[] {
  const lines = withoutDates(text).split('\n');
  return lines.map((line) => line.trim()).filter((line) => /^(ticket|identity)/.test(line));
}

test('with the ticket keys, tickets are opened and binders verified, and no key is shown', async (t) => {
  const { decode, ticketKeys } = filesOf(t, resumed);
  const { code, stdout, stderr } = await run(t, [...decode, '--ticket-keys', ticketKeys]);
  t.deepEqual([code, stderr.includes('problem')], [0, false]);
  const offered = `identity 0: ${OPENED}; binder verified`;
  // The second ClientHello has a cookie. The server issues another ticket, with the time of the first handshake.
  t.deepEqual(linesIn(stdout), [offered, offered, OPENED.replace('7200 s', '7200 s, authenticated DATE')]);
  const json = await run(t, [...decode, '--ticket-keys', ticketKeys, '--json']);
  const records = events(json.stdout).flatMap((event) => (event['records'] ?? []) as Record<string, unknown>[]);
  const psks = records.flatMap((record) => record['psks'] ?? []) as object[];
  t.is(psks.length, 2);
  t.like(psks[0], { identity: 0, binder: 'verified', source: 'ticket', ticket: { pskLength: 32, lifetime: 7200 } });
  const tickets = records.flatMap((record) => record['tickets'] ?? []) as object[];
  t.like(tickets[0], { opened: true, cipherSuite: 'TLS_AES_128_GCM_SHA256', alpnProtocol: 'coap' });
  for (const output of [stdout, json.stdout]) t.false(output.includes(toHex(PSK)));
});

test('other ticket keys open nothing, and the output says so', async (t) => {
  const { decode, file } = filesOf(t, resumed);
  const { code, stdout } = await run(t, [...decode, '--ticket-keys', file('others', 'ab'.repeat(32))]);
  t.is(code, 0);
  const unknown = 'identity 0: binder not verified: its key is not known';
  t.deepEqual(linesIn(stdout), [unknown, unknown, 'ticket not opened: no key of --ticket-keys fits']);
});

test('--session verifies the binder of its ticket', async (t) => {
  const { decode, session } = filesOf(t, resumed);
  const { stdout } = await run(t, [...decode, '--session', session]);
  const verified = 'identity 0: ticket of --session; binder verified';
  t.deepEqual(linesIn(stdout), [verified, verified]);
});

test('--psk verifies the binder of its identity, and finds one that another key made', async (t) => {
  const { decode } = filesOf(t, external);
  const lines = async (psk: string) => linesIn((await run(t, [...decode, '--psk', psk])).stdout);
  const [right, wrong, unknown] = await Promise.all([
    lines(`sensor 17:${PSK_KEY}`),
    lines(`sensor 17:${'00'.repeat(32)}`),
    lines(`sensor 18:${PSK_KEY}`),
  ]);
  const twice = (line: string) => [line, line];
  t.deepEqual(right, twice('identity 0: key of --psk; binder verified'));
  t.deepEqual(wrong, twice('identity 0: key of --psk; binder wrong'));
  t.deepEqual(unknown, twice('identity 0: binder not verified: its key is not known'));
});

test('without keys the output is as before', async (t) => {
  const { decode } = filesOf(t, resumed);
  t.deepEqual(linesIn((await run(t, decode)).stdout), []);
});

test('files and flags that cannot be used are refused in one line', async (t) => {
  const { decode, file } = filesOf(t, resumed);
  const misuses: readonly [readonly string[], RegExp][] = [
    [['--ticket-keys', file('short', 'abab')], /^wirechart: --ticket-keys: line 1 has not at least 64/],
    [['--ticket-keys', file('empty', '')], /^wirechart: --ticket-keys: must be 1 to 16 keys\n$/],
    [['--ticket-keys', 'missing'], /^wirechart: cannot read missing: it does not exist\n$/],
    [['--session', file('bad', 'nothing')], /^wirechart: --session: is not an exported session/],
    [['--psk', 'sensor'], /^wirechart: --psk: write IDENTITY:HEXKEY/],
  ];
  for (const [flags, message] of misuses) {
    const { code, stdout, stderr } = await run(t, [...decode, ...flags]);
    t.true(code === 1 || code === 2);
    t.is(stdout, '');
    t.regex(stderr, message);
  }
  for (const flag of ['--ticket-keys', '--psk', '--session']) {
    const { code, stderr } = await run(t, ['decode', '--type', 'alert', '0228', flag, 'x']);
    t.deepEqual([code, stderr], [2, `wirechart: --type and ${flag} exclude each other\n`]);
  }
});
