import { once } from 'node:events';
import { listen } from '../../runtime/net/index.ts';
import { deviceConnected } from './two-networks-device.ts';

/** A server in a network of its own: answers each message with the same bytes. */
await deviceConnected();
const [{ host, port, cert, key }] = await once(process, 'message');
const endpoint = listen(
  (session) => {
    session.onmessage = (data) => session.send(data);
  },
  {
    host,
    port,
    cert,
    key,
    tickets: 1,
    pskCallback: (_, identity) => (Buffer.from(identity).toString() === 'device' ? new Uint8Array(32).fill(9) : null),
    connectionIds: { length: 8 },
  },
);
await endpoint.listening;
process.send?.('listening');
