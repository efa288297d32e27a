// werift-dtls: DTLS 1.2 in TypeScript, over node:dgram. The mode is the file of its module.
import { createSocket, type RemoteInfo } from 'node:dgram';
import { createRequire } from 'node:module';
import { BulkReceiver } from '../bulk-receiver.ts';
import { BulkSender } from '../bulk-sender.ts';
import { bulkIdentity } from '../identity.ts';
import { SOCKET_BUFFER } from '../settings.ts';
import { runSide } from '../side.ts';

/** The parts of the package that are used. */
interface Werift {
  readonly DtlsClient: new (options: object) => WeriftSession & { connect(): Promise<void> };
  readonly DtlsServer: new (options: object) => WeriftSession;
}

interface WeriftSession {
  readonly onConnect: { subscribe(listener: () => void): void };
  readonly onData: { subscribe(listener: (data: Buffer) => void): void };
  send(data: Buffer): Promise<void>;
}

// Hash and signature of RFC 5246 section 7.4.1.4.1: SHA-256, ECDSA.
const SIGNATURE = { hash: 4, signature: 3 };

/** A transport of werift over a socket; it answers the last sender where it has no fixed peer. */
function transport(peer?: { readonly address: string; readonly port: number }) {
  const socket = createSocket({ type: 'udp4', recvBufferSize: SOCKET_BUFFER, sendBufferSize: SOCKET_BUFFER });
  let to = peer;
  const created = {
    type: 'udp',
    socket,
    closed: false,
    onData: (_data: Buffer, _from: readonly [string, number]): void => {},
    send: async (data: Buffer): Promise<void> => socket.send(data, to?.port, to?.address),
    close: async (): Promise<void> => {},
  };
  socket.on('message', (data, remote: RemoteInfo) => {
    to ??= remote;
    created.onData(data, [remote.address, remote.port]);
  });
  return created;
}

function fail(error: unknown): void {
  throw error;
}

runSide((file) => {
  const { DtlsClient, DtlsServer } = createRequire(import.meta.url)(file ?? '') as Werift;
  return {
    receive(settings, listening, end) {
      const own = transport();
      const session = new DtlsServer({ ...bulkIdentity(), signatureHash: SIGNATURE, transport: own });
      const receiver = new BulkReceiver(settings, (ack) => session.send(ack).catch(fail), end);
      session.onData.subscribe((data) => receiver.message(data, 0, data.length));
      own.socket.bind(0, '127.0.0.1', () => listening(own.socket.address().port));
    },

    send(settings, port, end) {
      const session = new DtlsClient({ transport: transport({ address: '127.0.0.1', port }) });
      const sender = new BulkSender(settings, end);
      const pump = (): void => {
        while (sender.credit > 0) {
          const message = Buffer.alloc(settings.size);
          sender.write(message, 0);
          session.send(message).catch(fail);
        }
      };
      session.onData.subscribe((ack) => {
        sender.acknowledged(ack);
        pump();
      });
      session.onConnect.subscribe(pump);
      session.connect().catch(fail);
    },
  };
});
