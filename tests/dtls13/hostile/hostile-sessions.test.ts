import test from 'ava';
import { HostileSession } from './hostile-session.ts';

const SESSIONS = 400;

test('for any calls of both hosts and any network, no exception, busy loop, leak or event after the end occurs', (t) => {
  const ends = new Map<string, number>();
  let secure = 0;
  for (let seed = 1; seed <= SESSIONS; seed++) {
    const session = new HostileSession(seed);
    session.run();
    t.deepEqual(session.complaints, [], `seed ${seed}`);
    for (const host of [session.server, ...session.clients]) {
      for (const { event } of host.events) {
        if (event.kind === 'secure') secure += 1;
        const end = event.kind === 'error' ? event.error.code : event.kind;
        ends.set(end, (ends.get(end) ?? 0) + 1);
        if (event.kind === 'error') t.regex(event.error.code, /^ERR_DTLS_/);
      }
    }
  }
  t.true(secure > SESSIONS / 2, `${secure} times secure`);
  t.true(ends.size >= 10, JSON.stringify([...ends]));
});
