import test from 'ava';
import { ExtensionType } from '../../../generated/dtls13/registries/extension-type.ts';
import { HandshakeType } from '../../../generated/dtls13/registries/handshake-type.ts';
import { EncryptedExtensions } from '../../../generated/dtls13/wire/encrypted-extensions.ts';
import { ServerHello } from '../../../generated/dtls13/wire/server-hello.ts';
import { importSession } from '../../../runtime/dtls13/index.ts';
import type { SimulatedPair } from '../../../runtime/testing/index.ts';
import { encodeToBytes } from '../../../runtime/wire/index.ts';
import { digits } from '../../crypto/hex.ts';
import { firstSession, pskPair, resumable, secureEvent, sensor, ticketPair } from '../handshake/psk/psk-pair.ts';
import { emptyExtension, endOf, halfway, tamper } from './tampering.ts';

/** What a side negotiated; undefined: its connection is not open. */
function resultOf(pair: SimulatedPair, host: 'clientHost' | 'serverHost'): object | undefined {
  const event = secureEvent(pair, host);
  const connection = host === 'clientHost' ? pair.client : pair.server;
  if (event === undefined || connection === undefined) return undefined;
  const { cipherSuite, group, resumed, pskIdentity, helloRetry } = event;
  const secret = digits(connection.exportKeyingMaterial('EXPORTER-test', new Uint8Array(), 32));
  return { cipherSuite, group, resumed, pskIdentity: digits(pskIdentity ?? new Uint8Array()), helloRetry, secret };
}

const exported = firstSession().export() ?? new Uint8Array();
const exportedWithoutExchange = firstSession({ endpoint: { pskModes: ['psk_ke'] } }).export() ?? new Uint8Array();

const handshakes = {
  'with an external key': () => pskPair(),
  'with an imported key': () =>
    pskPair({
      connection: { psks: [{ ...sensor, importContext: Buffer.from('a to b') }] },
      listener: { cookies: 'always' },
    }),
  'with a session and an external key': () =>
    pskPair({ connection: { session: importSession(exported) }, listener: { ...resumable, certificate: undefined } }),
  'without a key exchange': () =>
    ticketPair({
      endpoint: { pskModes: ['psk_ke'] },
      connection: { session: importSession(exportedWithoutExchange) },
    }),
};

for (const [what, create] of Object.entries(handshakes)) {
  for (const host of ['clientHost', 'serverHost'] as const) {
    test(`a changed byte in a datagram to the ${host} of a handshake ${what} leads to no different results`, (t) => {
      let open = 0;
      let ended = 0;
      // The first two datagrams have the ClientHellos, or the ServerHello with the rest of the flight.
      for (const changed of [0, 1]) {
        for (let at = 13, length = 14; at < length; at += 7 + (at % 5)) {
          const pair = create();
          const receive = pair[host].receive.bind(pair[host]);
          let received = 0;
          pair[host].receive = (from, datagram) => {
            const copy = datagram.slice();
            if (received === changed) {
              length = copy.length;
              copy[at] = (copy[at] as number) ^ (1 << (at % 8));
            }
            received += 1;
            receive(from, copy);
          };
          pair.network.advance(2500);
          const [ours, theirs] = [resultOf(pair, 'clientHost'), resultOf(pair, 'serverHost')];
          if (ours !== undefined && theirs !== undefined) {
            t.deepEqual(ours, theirs, `byte ${at} of datagram ${changed}`);
            open += 1;
          } else ended += 1;
        }
      }
      t.true(open > 0 && ended > 0, `${open} open, ${ended} ended`);
    });
  }
}

const modes = emptyExtension(ExtensionType.psk_key_exchange_modes);

test('psk_key_exchange_modes of a server is refused with illegal_parameter', (t) => {
  const pair = pskPair();
  tamper(pair.clientHost, ServerHello, (hello) => ({ ...hello, extensions: [...hello.extensions, modes] }));
  pair.handshake();
  t.is(endOf(pair.clientHost), 'ERR_DTLS_PEER_ILLEGAL_PARAMETER');
  const later = halfway({ connection: { sessions: true } });
  const body = encodeToBytes(EncryptedExtensions, { extensions: [modes] });
  later.keyedPeer.deliver(later.keyedPeer.message(2, HandshakeType.encrypted_extensions, 1, body));
  t.is(endOf(later.pair.clientHost), 'ERR_DTLS_PEER_ILLEGAL_PARAMETER');
});
