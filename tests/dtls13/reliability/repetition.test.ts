import test from 'ava';
import { Dissection } from '../../../runtime/dtls13/index.ts';
import { simulatePair } from '../../../runtime/testing/index.ts';
import { classicalProvider } from '../classical-provider.ts';

test('a flight is sent in full records, and retransmitted with one message in each', (t) => {
  const pair = simulatePair({
    clientProvider: classicalProvider,
    serverProvider: classicalProvider,
    endpoint: { maxDatagramSize: 256, keylog: true, initialTimeout: 100 },
    listener: { cookies: 'never' },
  });
  pair.clientHost.receive = () => {};
  pair.network.advance(150);
  const dissection = new Dissection(classicalProvider, 'TLS_AES_128_GCM_SHA256');
  for (const { event } of pair.serverHost.events) {
    if (event.kind === 'keylog') dissection.addSecret(event.label, event.secret);
  }
  const lines = pair.network.datagrams
    .filter(({ from }) => from === 'server')
    .flatMap(({ bytes }) => dissection.describe('server', bytes));
  const again = lines.lastIndexOf('server_hello');
  t.true(again > 0);
  t.true(lines.slice(0, again).some((line) => /certificate \[\d+, (\d+)\) of \1, certificate_verify/.test(line)));
  // NSS drops the rest of a record after a message that it has: the same records again would make no progress.
  const repeated = lines.slice(again);
  t.deepEqual(
    repeated.filter((line) => line.includes(', certificate') || line.includes(', finished')),
    [],
    repeated.join('\n'),
  );
  t.true(repeated.includes('epoch 2: finished'));
});
