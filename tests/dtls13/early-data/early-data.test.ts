import test from 'ava';
import { exchangesData, secureEvent } from '../handshake/psk/psk-pair.ts';
import { earlyMessages, earlyPair, earlySession, kinds, results, sendEarly } from './early-pair.ts';

test('a server accepts early data without a cookie, and delivers it before the handshake is complete', (t) => {
  const session = earlySession();
  t.is(session.maxEarlyData, 1000);
  const pair = earlyPair(session);
  t.is(pair.client.maxEarlyMessageSize, 1000);
  t.is(sendEarly(pair, 'first', 'second'), 2);
  t.true(pair.handshake());
  t.deepEqual(earlyMessages(pair), ['first', 'second']);
  t.true(kinds(pair, 'serverHost').indexOf('earlyMessage') < kinds(pair, 'serverHost').indexOf('secure'));
  t.deepEqual(results(pair), [
    { accepted: true, messages: 2 },
    { accepted: true, messages: 2 },
  ]);
  t.false(secureEvent(pair, 'clientHost')?.helloRetry);
  // One round trip: the server did not wait for the end of the early data.
  t.is(secureEvent(pair, 'clientHost')?.elapsed, 20);
  t.true(secureEvent(pair, 'serverHost')?.resumed);
  t.is(pair.listener.statistics.helloRetryRequests, 0);
  t.is(pair.listener.statistics.earlyDataAccepted, 1);
  t.true(exchangesData(pair));
});
