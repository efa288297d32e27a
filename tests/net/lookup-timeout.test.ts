import dns from 'node:dns/promises';
import { syncBuiltinESMExports } from 'node:module';
import test from 'ava';
import { connect, listen, TimeoutError } from '../../runtime/net/index.ts';
import { localhostPair } from '../certificates/authority.ts';

const { ca, server: identity } = await localhostPair();

const { lookup } = dns;
let lookups = 0;

/** A resolver that never answers. */
test.before(() => {
  dns.lookup = (() => {
    lookups += 1;
    return new Promise(() => {});
  }) as unknown as typeof lookup;
  syncBuiltinESMExports();
});

test.after.always(() => {
  dns.lookup = lookup;
  syncBuiltinESMExports();
});

test('connect() and listen() with a name that is not looked up in time fail after lookupTimeout', async (t) => {
  const session = connect('name.test', 4433, { ca: ca.pem, lookupTimeout: 60 });
  const endpoint = listen(() => {}, {
    cert: identity.pem,
    key: identity.key,
    host: 'name.test',
    port: 0,
    lookupTimeout: 60,
  });
  for (const end of [session.opened, session.closed, endpoint.listening, endpoint.closed]) {
    const error = await t.throwsAsync(end, { instanceOf: TimeoutError, code: 'ERR_DTLS_TIMEOUT' });
    t.regex(error.message, /lookup of name.test: no answer for 60 ms/);
  }
  t.true(lookups >= 2);
});

test('a session that ends during the lookup of its name leaves no timer that ends it again', async (t) => {
  const session = connect('name.test', 4433, { ca: ca.pem, lookupTimeout: 60 });
  await session.close();
  await t.throwsAsync(session.opened, { code: 'ERR_DTLS_CLOSED' });
  await new Promise((resolve) => setTimeout(resolve, 100));
  await t.notThrowsAsync(session.closed);
});

for (const lookupTimeout of [0, 1.5, 86_400_001, 'long'] as const) {
  test(`lookupTimeout cannot be ${lookupTimeout}`, (t) => {
    t.throws(() => connect('name.test', 4433, { ca: ca.pem, lookupTimeout: lookupTimeout as number }), {
      code: 'ERR_WIRECHART_CONFIG',
      message: /lookupTimeout/,
    });
  });
}
