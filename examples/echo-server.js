// An echo server. Create a certificate first: npx wirechart cert
import { readFileSync } from 'node:fs';
import { listen } from 'wirechart/dtls13';

const endpoint = listen(
  (session) => {
    session.onmessage = (data) => {
      if (data.length <= session.maxMessageSize) session.send(data);
    };
    session.onerror = (error) => console.error(error.message);
  },
  { host: '127.0.0.1', port: 4433, cert: readFileSync('cert.pem'), key: readFileSync('key.pem'), idleTimeout: 60_000 },
);
endpoint.on('handshakeerror', (error, remote) => console.error(remote?.address, error.message));
await endpoint.listening;
console.log('listening on', endpoint.address().port);

process.once('SIGINT', () => endpoint.close());
await endpoint.closed;
console.log('closed');
