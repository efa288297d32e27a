import test from 'ava';
import { RRC_COOKIE_LENGTH } from '../../../generated/dtls13/registries/constants.ts';
import type { CryptoProvider } from '../../../runtime/crypto/provider.ts';
import { simulatePair } from '../../../runtime/testing/index.ts';
import { testProvider } from '../../net/host-under-test.ts';

test('each path challenge draws fresh random data, and has a datagram of its own', (t) => {
  const drawn: string[] = [];
  const serverProvider: CryptoProvider = {
    ...testProvider,
    random(target) {
      testProvider.random(target);
      if (target.length === RRC_COOKIE_LENGTH) drawn.push(Buffer.from(target).toString('hex'));
    },
  };
  const pair = simulatePair({
    clientProvider: testProvider,
    serverProvider,
    endpoint: { connectionIds: { length: 4 }, pathValidation: 'basic' },
    listener: { cookies: 'never' },
  });
  t.true(pair.handshake());
  pair.network.advance(2000);
  drawn.length = 0;
  let challenges = 0;
  for (let index = 0; index < 50; index++) {
    const start = pair.network.datagrams.length;
    pair.send('client', new Uint8Array(200));
    const [datagram] = pair.network.datagrams.slice(start);
    // The copy overtakes the original.
    pair.network.inject(`address ${index}`, 'server', datagram?.bytes ?? new Uint8Array());
    pair.network.advance(5000);
    challenges += pair.network.datagrams.filter(({ to }) => to === `address ${index}`).length;
  }
  t.true(challenges >= 50);
  t.is(drawn.length, challenges);
  t.is(new Set(drawn).size, challenges);
});
