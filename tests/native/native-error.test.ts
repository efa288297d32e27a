import test from 'ava';
import { ConfigError } from '../../runtime/errors/config-error.ts';
import { SystemError } from '../../runtime/errors/system-error.ts';
import { WirechartError } from '../../runtime/errors/wirechart-error.ts';
import { nativeError } from '../../runtime/native/native-error.ts';

test('an argument that the addon refuses becomes a ConfigError that names it', (t) => {
  for (const code of ['NATIVE_TYPE', 'NATIVE_RANGE', 'NATIVE_DETACHED']) {
    const thrown = coded('slab is detached', code);
    const error = nativeError(thrown);
    t.true(error instanceof ConfigError);
    t.like(error, { option: 'slab', reason: 'is detached', cause: thrown });
  }
});

test('a failed system call becomes a SystemError with the code of the system', (t) => {
  const thrown = Object.assign(coded('bind EADDRINUSE: address already in use', 'EADDRINUSE'), {
    errno: -98,
    syscall: 'bind',
  });
  const error = nativeError(thrown);
  t.true(error instanceof SystemError);
  t.like(error, { code: 'EADDRINUSE', errno: -98, syscall: 'bind' });
});

test('what else the addon throws gets a code of the library', (t) => {
  for (const [code, expected] of [
    ['NATIVE_CLOSED', 'ERR_DTLS_CLOSED'],
    ['NATIVE_UNSUPPORTED', 'ERR_WIRECHART_NATIVE'],
    ['NATIVE_CRYPTO', 'ERR_WIRECHART_NATIVE'],
    ['NATIVE_INTERNAL', 'ERR_WIRECHART_NATIVE'],
  ] as const) {
    const error = nativeError(coded('refused', code));
    t.true(error instanceof WirechartError);
    t.like(error, { code: expected, message: 'refused' });
  }
});

test('what the addon did not throw stays what it is', (t) => {
  const own = new TypeError('own');
  t.is(nativeError(own), own);
  t.is(nativeError('text'), 'text');
});

function coded(message: string, code: string): Error {
  return Object.assign(new Error(message), { code });
}
