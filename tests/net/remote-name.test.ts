import test from 'ava';
import { connect, listen } from '../../runtime/net/index.ts';
import { nameRemote, remoteName } from '../../runtime/net/remote-name.ts';
import { localhostPair } from '../certificates/authority.ts';
import { testProvider } from './host-under-test.ts';

const { ca, server: identity } = await localhostPair();

/** What can be thrown and neither read nor changed. */
const stubborn: Readonly<Record<string, unknown>> = {
  'an object without a prototype': Object.create(null),
  'a Proxy that throws': new Proxy(new Error('hidden'), {
    get() {
      throw new Error('not to be read');
    },
  }),
  'an error whose message only reads': Object.create(Error.prototype, { message: { get: () => 'mine' } }),
  nothing: undefined,
};

test('an error names its peer once, in message and stack', (t) => {
  const error = nameRemote(new Error('broken'), remoteName('::1', 4433));
  t.is(error.message, 'broken ([::1]:4433)');
  t.true(error.stack?.includes(error.message));
  t.is(nameRemote(error, '[::1]:4433').message, 'broken ([::1]:4433)');
});

for (const [what, thrown] of Object.entries(stubborn)) {
  test(`${what} is not changed to name the peer`, (t) => {
    t.is(nameRemote(thrown as Error, 'localhost:1'), thrown as Error);
  });

  test(`a client whose provider throws ${what} fails at once instead of hanging`, async (t) => {
    let calls = 0;
    const provider = new Proxy(testProvider, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        return (...given: unknown[]) => {
          calls++;
          if (calls === 20) throw thrown;
          return Reflect.apply(value, target, given);
        };
      },
    });
    const endpoint = listen(() => {}, { cert: identity.pem, key: identity.key, host: '127.0.0.1', port: 0 });
    t.teardown(() => endpoint.destroy());
    const session = connect('127.0.0.1', endpoint.address().port, { ca: ca.pem, servername: 'localhost', provider });
    t.teardown(() => session.destroy());
    await t.throwsAsync(session.opened, { code: 'ERR_DTLS_INTERNAL' });
    await t.throwsAsync(session.closed, { code: 'ERR_DTLS_INTERNAL' });
  });
}
