import test from 'ava';
import type { ConnectionOptions, ListenerOptions } from '../../../runtime/dtls13/index.ts';
import { ticketPair } from '../handshake/psk/psk-pair.ts';

const key = new Uint8Array(32);
const identity = Uint8Array.of(1);

const connections: [string, Partial<ConnectionOptions>][] = [
  ['psks', { psks: [{ identity: new Uint8Array(0), key }] }],
  ['psks', { psks: [{ identity: new Uint8Array(2049), key }] }],
  ['psks', { psks: [{ identity, key: new Uint8Array(15) }] }],
  ['psks', { psks: [{ identity, key: 'a password' as unknown as Uint8Array }] }],
  ['psks', { psks: [{ identity, key, importContext: new Uint8Array(2049) }] }],
  ['psks', { psks: Array.from({ length: 9 }, () => ({ identity, key })) }],
  ['psks', { psks: Array.from({ length: 8 }, () => ({ identity: new Uint8Array(2048), key, importContext: key })) }],
  ['psks', { psks: [undefined as unknown as { identity: Uint8Array; key: Uint8Array }] }],
  ['psks', { psks: [{ identity, key, hash: 'sha384' }], cipherSuites: ['TLS_AES_128_GCM_SHA256'] }],
  ['hash', { psks: [{ identity, key, hash: 'md5' as 'sha256' }] }],
  ['session', { session: new Uint8Array(5) as unknown as NonNullable<ConnectionOptions['session']> }],
  ['sessions', { sessions: 1 as unknown as boolean }],
  ['pskModes', { pskModes: [] }],
  ['pskModes', { pskModes: ['psk_ke', 'psk_ke'] }],
  ['pskModes', { pskModes: ['psk_pq' as 'psk_ke'] }],
  ['sessionContext', { sessionContext: 'text' as unknown as Uint8Array }],
];

for (const [index, [option, connection]] of connections.entries()) {
  test(`a client refuses keys and sessions that are not valid, ${index}: ${option}`, (t) => {
    t.throws(() => ticketPair({ connection }), { code: 'ERR_WIRECHART_CONFIG', message: new RegExp(`^${option}: `) });
  });
}

test('a key that is imported is not offered as it is too', (t) => {
  const imported = { identity: Buffer.from('a'), key: new Uint8Array(32).fill(5), importContext: new Uint8Array(0) };
  const plain = { identity: Buffer.from('b'), key: new Uint8Array(32).fill(5) };
  t.throws(() => ticketPair({ connection: { psks: [plain, imported] } }), {
    code: 'ERR_WIRECHART_CONFIG',
    message: 'psks: a key that is imported must serve nothing else',
  });
  const other = { ...plain, key: new Uint8Array(32).fill(6) };
  t.notThrows(() => ticketPair({ connection: { psks: [other, imported, { ...imported, identity: plain.identity }] } }));
});

const listeners: [string, Partial<ListenerOptions>][] = [
  ['ticketKeys', { ticketKeys: [] }],
  ['ticketKeys', { ticketKeys: [new Uint8Array(31)] }],
  ['ticketKeys', { ticketKeys: Array.from({ length: 17 }, () => key) }],
  ['tickets', { tickets: 9 }],
  ['tickets', { tickets: -1 }],
  ['ticketLifetime', { ticketLifetime: 999 }],
  ['ticketLifetime', { ticketLifetime: 604_800_001 }],
  ['externalPsks', { externalPsks: 'yes' as unknown as boolean }],
  ['certificate', { certificate: undefined, ticketKeys: undefined }],
];

for (const [index, [option, listener]] of listeners.entries()) {
  test(`a server refuses settings of tickets that are not valid, ${index}: ${option}`, (t) => {
    t.throws(() => ticketPair({ listener }), { code: 'ERR_WIRECHART_CONFIG', message: new RegExp(`^${option}: `) });
  });
}

test('keys for tickets that are set later are checked too', (t) => {
  const { listener } = ticketPair();
  t.throws(() => listener.setTicketKeys([new Uint8Array(8)]), {
    code: 'ERR_WIRECHART_CONFIG',
    message: /^ticketKeys: /,
  });
});
