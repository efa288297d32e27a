import { connect } from '../../runtime/net/index.ts';

/** Sends two messages to the server at a port and ends the process in the same tick, by `exit` or an exception. */
const [port, end] = [Number(process.argv[2]), process.argv[3]];
const session = connect('127.0.0.1', port, { rejectUnauthorized: false, initialTimeout: 200 });
await session.opened;
setImmediate(() => {
  session.send('last');
  session.send('very last');
  if (end === 'exit') process.exit(0);
  throw new Error('uncaught');
});
