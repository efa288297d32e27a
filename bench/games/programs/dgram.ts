// Plain UDP through node:dgram. The first datagram of each side opens a connection.
import { createSocket, type Socket } from 'node:dgram';
import { SOCKET_BUFFER } from '../../bulk/settings.ts';
import { runGame } from '../game-program.ts';
import type { Receive } from '../game-side.ts';

function socket(): Socket {
  return createSocket({ type: 'udp4', recvBufferSize: SOCKET_BUFFER, sendBufferSize: SOCKET_BUFFER });
}

await runGame(() => ({
  serve(side, listening, opened) {
    const own = socket();
    const connections = new Map<number, Receive>();
    own.on('message', (message, { address, port }) => {
      const receive = connections.get(port);
      if (receive !== undefined) {
        receive(message, 0, message.length);
        return;
      }
      const send = (data: Buffer): void => own.send(data, port, address);
      connections.set(port, side.add(send));
      send(message);
      opened();
    });
    own.bind(0, '127.0.0.1', () => listening(own.address().port));
  },

  connect(side, port) {
    const own = socket();
    const receive = side.add((data) => own.send(data));
    return new Promise((resolve) => {
      own.once('message', () => {
        own.on('message', (message) => receive(message, 0, message.length));
        resolve();
      });
      own.connect(port, '127.0.0.1', () => own.send('open'));
    });
  },
}));
