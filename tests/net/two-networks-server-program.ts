import { once } from 'node:events';
import { listen } from '../../runtime/net/index.ts';
import { deviceConnected } from './two-networks-device.ts';

const QUESTION = 'who are you';

/**
 * A server in a network of its own: answers each message with the same bytes, also those of early data, and `who are you`
 * with the subject of the client's certificate, which it requests then.
 */
await deviceConnected();
const [{ host, port, ca, cert, key }] = await once(process, 'message');
const endpoint = listen(
  (session) => {
    let certificate: Promise<readonly Uint8Array[]> | undefined;
    session.onmessage = async (data) => {
      if (Buffer.from(data).toString() !== QUESTION) {
        session.send(data);
        return;
      }
      certificate ??= session.requestCertificate();
      await certificate;
      session.send(`${session.peerX509Certificate?.subject}`);
    };
  },
  {
    host,
    port,
    cert,
    key,
    tickets: 2,
    earlyData: { onmessage: (data, session) => session.send(data) },
    ca,
    requestCert: 'later',
    pskCallback: (_, identity) => (Buffer.from(identity).toString() === 'device' ? new Uint8Array(32).fill(9) : null),
    connectionIds: { length: 8 },
  },
);
await endpoint.listening;
process.send?.('listening');
