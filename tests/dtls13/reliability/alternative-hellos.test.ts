import test from 'ava';
import { propertySeed } from '../../property-seed.ts';
import { AlternativeHelloSession } from './alternative-hello-session.ts';

const SESSIONS = 60;
/** Twice the longest pause that the timers of client and server reach on the lossy network. */
const CONNECT_TIMEOUT = 16_000;

test('a client that receives answers to others fails or connects, uses no nonce twice and retains no secret', (t) => {
  const ends = { secure: 0, error: 0 };
  for (let seed = propertySeed; seed < propertySeed + SESSIONS; seed++) {
    const session = new AlternativeHelloSession(seed);
    session.run();
    const { client, provider, ledger, secureAfter, fair } = session;
    const [secure, error] = [client.count('secure'), client.count('error')];
    ends.secure += secure;
    ends.error += error;
    t.true(secure <= 1 && error <= 1 && secure + error + client.count('closed') > 0, `seed ${seed}`);
    t.is(provider.reused, 0, `seed ${seed}`);
    t.is(client.endpoint.statistics.reassemblyBytes, 0, `seed ${seed}`);
    client.endpoint.abandon(Date.UTC(2100, 0, 1));
    t.deepEqual(ledger.left, [], `seed ${seed}`);
    if (fair) t.true(secureAfter !== undefined && secureAfter < CONNECT_TIMEOUT, `seed ${seed}: ${secureAfter}`);
  }
  t.true(ends.secure > 0 && ends.error > 0);
});
