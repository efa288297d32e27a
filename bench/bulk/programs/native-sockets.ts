// Plain UDP through the native sockets of wirechart. Modes: `batch`, and `packet` without GSO and GRO.
import type { SocketAddress } from 'wirechart/dtls13';
import { createNativeSockets } from 'wirechart/net/native';
import { BulkReceiver } from '../bulk-receiver.ts';
import { BulkSender } from '../bulk-sender.ts';
import { ACK_BYTES } from '../payload.ts';
import { SOCKET_BUFFER } from '../settings.ts';
import { runSide } from '../side.ts';

const UDP_OPTIONS = { udpReceiveBufferSize: SOCKET_BUFFER, udpSendBufferSize: SOCKET_BUFFER };
/** Longest buffer that UDP GSO sends. */
const MAX_BUFFER = 65_507;
const MAX_SEGMENTS = 64;

/** A buffer for several messages: a SendBuffer of the sockets. */
class Messages {
  readonly bytes: Buffer;
  readonly length: Int32Array;
  count = 0;

  constructor(size: number, capacity: number) {
    this.bytes = Buffer.alloc(capacity * size);
    this.length = new Int32Array(capacity).fill(size);
  }
}

function fail(error: Error): void {
  throw error;
}

runSide((mode) => {
  const merges = mode !== 'packet';
  const sockets = createNativeSockets({ gso: merges, gro: merges });
  const handlers = { failure: fail, unsent: (_: unknown, __: number, error: Error) => fail(error) };
  return {
    receive(settings, listening, end) {
      let sender: SocketAddress | undefined;
      const lengths = Int32Array.of(ACK_BYTES);
      const acknowledge = (bytes: Buffer): void => {
        socket.send({ bytes, length: lengths, count: 1 }, sender);
        socket.flush();
      };
      const receiver = new BulkReceiver(settings, acknowledge, end);
      const socket = sockets.open('127.0.0.1', 0, UDP_OPTIONS, {
        ...handlers,
        received({ slab, at, length, remote, count }) {
          sender = remote[0];
          receiver.messages(slab, at, length, count);
        },
        sent: () => {},
      });
      listening(socket.address().port);
    },

    send(settings, port, end) {
      const sender = new BulkSender(settings, end);
      const run = Math.min(MAX_SEGMENTS, Math.floor(MAX_BUFFER / settings.size));
      const free: Messages[] = [];
      // As the contender in C: only full runs, each given to the system before the next is written.
      const pump = (): void => {
        while (sender.credit >= run) {
          const messages = free.pop() ?? new Messages(settings.size, run);
          messages.count = sender.writeMany(messages.bytes, run);
          socket.send(messages);
          socket.flush();
        }
      };
      const socket = sockets.open('127.0.0.1', 0, UDP_OPTIONS, {
        ...handlers,
        received({ slab, at, length, count }) {
          for (let index = 0; index < count; index++) {
            sender.acknowledged(slab, at[index] as number, length[index] as number);
          }
          pump();
        },
        sent: (messages) => free.push(messages as Messages),
      });
      socket.connect('127.0.0.1', port).then(pump, fail);
    },
  };
});
