// Plain UDP through node:dgram.
import { createSocket, type Socket } from 'node:dgram';
import { BulkReceiver } from '../bulk-receiver.ts';
import { BulkSender } from '../bulk-sender.ts';
import { SOCKET_BUFFER } from '../settings.ts';
import { runSide } from '../side.ts';

function socket(): Socket {
  return createSocket({ type: 'udp4', recvBufferSize: SOCKET_BUFFER, sendBufferSize: SOCKET_BUFFER });
}

runSide(() => ({
  receive(settings, listening, end) {
    const own = socket();
    let sender: { readonly port: number; readonly address: string } | undefined;
    const receiver = new BulkReceiver(settings, (ack) => own.send(ack, sender?.port, sender?.address), end);
    own.on('message', (message, remote) => {
      sender ??= remote;
      receiver.message(message, 0, message.length);
    });
    own.bind(0, '127.0.0.1', () => listening(own.address().port));
  },

  send(settings, port, end) {
    const own = socket();
    const sender = new BulkSender(settings, end);
    // A buffer is free again when its message is acknowledged.
    const ring = Array.from({ length: settings.window }, () => Buffer.alloc(settings.size));
    let next = 0;
    const pump = (): void => {
      while (sender.credit > 0) {
        const buffer = ring[next] as Buffer;
        next = (next + 1) % ring.length;
        sender.write(buffer, 0);
        own.send(buffer);
      }
    };
    own.on('message', (ack) => {
      sender.acknowledged(ack);
      pump();
    });
    own.connect(port, '127.0.0.1', pump);
  },
}));
