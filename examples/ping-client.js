// Keeps an idle session with the echo server open and detects when the server stops: it sends a small message every few
// seconds, and `idleTimeout` ends the session when no response arrives.
import { readFileSync } from 'node:fs';
import { setInterval } from 'node:timers';
import { connect } from 'wirechart/dtls13';

const PING_EVERY = 5000;

const session = connect('127.0.0.1', 4433, {
  ca: readFileSync('cert.pem'),
  servername: 'localhost',
  // Two responses may be lost.
  idleTimeout: 3 * PING_EVERY,
});
session.onmessage = (data) => console.log(Buffer.from(data).toString());

await session.opened;
session.send('ping');
const timer = setInterval(() => session.send('ping'), PING_EVERY);
process.once('SIGINT', () => {
  clearInterval(timer);
  session.close();
});

try {
  await session.closed;
  console.log('closed');
} catch (error) {
  console.error('the session ended:', error.message);
  process.exitCode = 1;
} finally {
  clearInterval(timer);
}
