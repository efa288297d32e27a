import { once } from 'node:events';
import { createNativeSockets } from 'wirechart/net/native';
import { connect, type DtlsSession, listen } from '../../../runtime/net/index.ts';
import { addonSerialTest } from '../../addon.ts';
import { localhostPair } from '../../certificates/authority.ts';

const { ca, server: identity } = await localhostPair();

addonSerialTest('a loop that sends as fast as drain allows does not keep the event loop from other work', async (t) => {
  const sockets = createNativeSockets();
  const options = { cert: identity.pem, key: identity.key, host: '127.0.0.1', port: 0, sockets };
  const endpoint = listen(() => {}, options);
  t.teardown(() => endpoint.destroy());
  const accepted = once(endpoint, 'session');
  const client = connect('127.0.0.1', endpoint.address().port, { ca: ca.pem, servername: 'localhost', sockets });
  t.teardown(() => client.destroy());
  await client.opened;
  const [server] = (await accepted) as [DtlsSession];
  let timers = 0;
  let messages = 0;
  const timer = setInterval(() => timers++, 1);
  t.teardown(() => clearInterval(timer));
  server.onBatch = ({ count }) => {
    messages += count;
  };
  const [at, length] = [new Int32Array(1000), new Int32Array(1000).fill(1)];
  for (let drains = 0; drains < 5; drains++) {
    let sent = 0;
    while (client.send('x')) sent += 1;
    t.true(sent > 1000 && sent <= 16_384, `${sent}`);
    await once(client, 'drain');
    for (let accepted = 1000; accepted === 1000; ) accepted = client.sendMany(new Uint8Array(1), at, length);
    await once(client, 'drain');
  }
  t.true(timers > 3, `${timers}`);
  t.true(messages > 1000, `${messages}`);
  t.is(client.stats.messagesLost, 0);
});
