// wirechart through connect() and listen(). Modes: `default` (node:crypto and node:dgram, send and onmessage), `native-send`
// (the same calls on native provider and sockets), `native-batch` (sendMany and onBatch), `native-packet` (the same without
// GSO and GRO).
import { createNativeProvider } from 'wirechart/crypto/native';
import { type CommonOptions, connect, type DtlsSession, listen } from 'wirechart/dtls13';
import { createNativeSockets } from 'wirechart/net/native';
import { BulkReceiver } from '../bulk-receiver.ts';
import { BulkSender } from '../bulk-sender.ts';
import { bulkIdentity, DATAGRAM_OVERHEAD } from '../identity.ts';
import { pumpMessages, pumpOne } from '../session-pump.ts';
import { type BulkSettings, SOCKET_BUFFER } from '../settings.ts';
import { runSide } from '../side.ts';

/**
 * Records until the keys are updated. The limit of AES-GCM, about 20 million, would be reached once in a long run: this is soon
 * enough for the warm-up, so that the updates belong to the path that is measured.
 */
const REKEY_AFTER = 500_000;

function commonOptions({ size }: BulkSettings, mode: string | undefined): CommonOptions {
  const options = {
    ciphers: 'TLS_AES_128_GCM_SHA256',
    ecdhCurve: 'X25519',
    mtu: Math.max(256, size + DATAGRAM_OVERHEAD),
    rekeyAfter: { records: REKEY_AFTER },
    udpReceiveBufferSize: SOCKET_BUFFER,
    udpSendBufferSize: SOCKET_BUFFER,
  };
  if (mode === 'default') return options;
  const merges = mode !== 'native-packet';
  return { ...options, provider: createNativeProvider(), sockets: createNativeSockets({ gso: merges, gro: merges }) };
}

function fail(error: Error): void {
  throw error;
}

runSide((mode) => {
  const isBatched = mode === 'native-batch' || mode === 'native-packet';
  return {
    receive(settings, listening, end) {
      const serve = (session: DtlsSession): void => {
        const receiver = new BulkReceiver(settings, (ack) => session.send(ack), end);
        if (isBatched) {
          session.onBatch = ({ slab, at, length, count }) => {
            receiver.messages(slab, at, length, count);
          };
        } else session.onmessage = (data) => receiver.message(data, 0, data.length);
        session.onerror = fail;
      };
      const options = commonOptions(settings, mode);
      const endpoint = listen(serve, { host: '127.0.0.1', port: 0, ...bulkIdentity(), ...options });
      endpoint.listening.then(() => listening(endpoint.address().port), fail);
    },

    send(settings, port, end) {
      const { cert: ca } = bulkIdentity();
      const session = connect('127.0.0.1', port, { ca, servername: 'localhost', ...commonOptions(settings, mode) });
      const sender = new BulkSender(settings, end);
      const pump = isBatched ? pumpMessages(session, sender, settings) : pumpOne(session, sender, settings);
      session.ondrain = pump;
      session.onmessage = (ack) => {
        sender.acknowledged(ack);
        pump();
      };
      session.onerror = fail;
      session.opened.then(pump, fail);
    },
  };
});
