// Sends a message to the echo server and prints the response.
import { readFileSync } from 'node:fs';
import { connect } from 'wirechart/dtls13';

const session = connect('127.0.0.1', 4433, { ca: readFileSync('cert.pem'), servername: 'localhost' });
try {
  const { cipherSuite } = await session.opened;
  console.log('secure with', cipherSuite);
  session.send('hello');
  for await (const data of session) {
    console.log(Buffer.from(data).toString());
    break;
  }
} finally {
  await session.close();
}
