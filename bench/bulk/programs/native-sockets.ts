// Plain UDP through the native sockets of wirechart. Modes: `batch`, and `packet` without GSO and GRO.
import { createNativeSockets, type NativeDatagrams } from 'wirechart/net/native';
import { BulkReceiver } from '../bulk-receiver.ts';
import { BulkSender } from '../bulk-sender.ts';
import { type BulkSettings, SOCKET_BUFFER } from '../settings.ts';
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

  constructor({ size }: BulkSettings) {
    const capacity = Math.min(MAX_SEGMENTS, Math.floor(MAX_BUFFER / size));
    this.bytes = Buffer.alloc(capacity * size);
    this.length = new Int32Array(capacity).fill(size);
  }

  /** Writes as many messages as the credit permits. */
  fill(sender: BulkSender, size: number): void {
    this.count = 0;
    while (sender.credit > 0 && this.count < this.length.length) sender.write(this.bytes, this.count++ * size);
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
      let acknowledge: (ack: Buffer) => void = () => {};
      const receiver = new BulkReceiver(settings, (ack) => acknowledge(ack), end);
      const received = ({ slab, at, length, remote, count }: NativeDatagrams): void => {
        acknowledge = (ack) => {
          socket.send({ bytes: ack, length: Int32Array.of(ack.length), count: 1 }, remote[0]);
          socket.flush();
        };
        for (let index = 0; index < count; index++) {
          receiver.message(slab, at[index] as number, length[index] as number);
        }
      };
      const socket = sockets.open('127.0.0.1', 0, UDP_OPTIONS, {
        ...handlers,
        received: (datagrams) => received(datagrams as NativeDatagrams),
        sent: () => {},
      });
      listening(socket.address().port);
    },

    send(settings, port, end) {
      const sender = new BulkSender(settings, end);
      const free: Messages[] = [];
      const pump = (): void => {
        while (sender.credit > 0) {
          const messages = free.pop() ?? new Messages(settings);
          messages.fill(sender, settings.size);
          socket.send(messages);
        }
        socket.flush();
      };
      const socket = sockets.open('127.0.0.1', 0, UDP_OPTIONS, {
        ...handlers,
        received({ slab, at, length, count }) {
          for (let index = 0; index < count; index++) {
            const start = at[index] as number;
            sender.acknowledged(slab.subarray(start, start + (length[index] as number)));
          }
          pump();
        },
        sent: (messages) => free.push(messages as Messages),
      });
      socket.connect('127.0.0.1', port).then(pump, fail);
    },
  };
});
