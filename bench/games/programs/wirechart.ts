// wirechart through connect(), listen(), send and onmessage. Modes: `default` (node:crypto and node:dgram), `native` (native
// provider and native sockets).
import { createNativeProvider } from 'wirechart/crypto/native';
import { type CommonOptions, connect, type DtlsSession, listen } from 'wirechart/dtls13';
import { createNativeSockets } from 'wirechart/net/native';
import { bulkIdentity } from '../../bulk/identity.ts';
import { SOCKET_BUFFER } from '../../bulk/settings.ts';
import { runGame } from '../game-program.ts';
import type { GameSide } from '../game-side.ts';

function commonOptions(mode: string | undefined): CommonOptions {
  const options = {
    ciphers: 'TLS_AES_128_GCM_SHA256',
    ecdhCurve: 'X25519',
    udpReceiveBufferSize: SOCKET_BUFFER,
    udpSendBufferSize: SOCKET_BUFFER,
  };
  if (mode !== 'native') return options;
  return { ...options, provider: createNativeProvider(), sockets: createNativeSockets() };
}

function fail(error: Error): void {
  throw error;
}

function add(side: GameSide, session: DtlsSession): void {
  const receive = side.add((message) => session.send(message));
  session.onmessage = (data) => receive(data, 0, data.length);
}

await runGame((mode) => {
  // One provider and one pool of buffers for all sessions of a process.
  const options = commonOptions(mode);
  const { cert: ca } = bulkIdentity();
  return {
    serve(side, listening, opened) {
      const onsession = (session: DtlsSession): void => {
        session.onerror = fail;
        add(side, session);
        opened();
      };
      const endpoint = listen(onsession, { host: '127.0.0.1', port: 0, ...bulkIdentity(), ...options });
      endpoint.listening.then(() => listening(endpoint.address().port), fail);
    },

    async connect(side, port) {
      const session = connect('127.0.0.1', port, { ca, servername: 'localhost', ...options });
      session.onerror = fail;
      await session.opened;
      add(side, session);
    },
  };
});
