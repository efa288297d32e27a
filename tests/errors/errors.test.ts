import { readFileSync } from 'node:fs';
import test from 'ava';
import { CertificateError } from '../../runtime/errors/certificate-error.ts';
import { ConfigError } from '../../runtime/errors/config-error.ts';
import { errorCodes } from '../../runtime/errors/error-codes.ts';
import { MessageTooLargeError } from '../../runtime/errors/message-too-large-error.ts';
import { PeerError } from '../../runtime/errors/peer-error.ts';
import { PeerReason, peerReasons } from '../../runtime/errors/peer-reason.ts';
import { SystemError } from '../../runtime/errors/system-error.ts';
import { WirechartError } from '../../runtime/errors/wirechart-error.ts';
import { errorPage, problemsWith, rulesByReason } from './error-page.ts';
import { findUsedCodes, readErrorSources } from './used-codes.ts';

const sources = readErrorSources();
const used = findUsedCodes(sources);

test('every code of the sources is in the table, every code of the table in the sources', (t) => {
  t.deepEqual(problemsWith(used), []);
});

test('docs/reference/errors.md is what the sources say: run npm run docs', (t) => {
  t.is(readFileSync('docs/reference/errors.md', 'utf8'), errorPage(used));
});

test('every entry of the page says whose fault it is and what to do', (t) => {
  for (const line of errorPage(used).split('\n')) {
    if (line.startsWith('| `')) t.notRegex(line, /\| {1,2}\||undefined/, line);
  }
});

test('a code that is not in the table is refused with its file', (t) => {
  const more = new Map([...sources, ['runtime/more.ts', "throw new WirechartError('ERR_DTLS_MADE_UP', '');"]]);
  t.deepEqual(problemsWith(findUsedCodes(more)), [
    'runtime/more.ts: ERR_DTLS_MADE_UP is not in runtime/errors/error-codes.ts',
  ]);
  const family = new Map([
    ...sources,
    ['runtime/more.ts', 'throw new WirechartError(`ERR_WIRE_OF_$' + '{name}`, "");'],
  ]);
  t.deepEqual(problemsWith(findUsedCodes(family)), [
    'runtime/more.ts: ERR_WIRE_OF_ is not in runtime/errors/error-codes.ts',
  ]);
});

test('a code that no source uses is refused; a type is no use', (t) => {
  const without = new Map(
    [...sources].map(([path, text]) => [path, text.replaceAll('ERR_DTLS_EVICTED', 'ERR_DTLS_CLOSED')]),
  );
  const expected = ['ERR_DTLS_EVICTED is in runtime/errors/error-codes.ts, but no source uses it'];
  t.deepEqual(problemsWith(findUsedCodes(without)), expected);
  const typed = new Map([...without, ['runtime/more.ts', "type Code = 'ERR_DTLS_EVICTED';"]]);
  t.deepEqual(problemsWith(findUsedCodes(typed)), expected);
});

test('a reason that nothing gives is refused, and so is one that is not in the enumeration', (t) => {
  const without = new Map(
    [...sources].map(([path, text]) => [path, text.replaceAll("'ILLEGAL_ACK'", "'ILLEGAL_ACKS'")]),
  );
  t.deepEqual(problemsWith(findUsedCodes(without)), [
    'ILLEGAL_ACK is a PeerReason, but no chart and no call of violated() gives it',
    'ILLEGAL_ACKS is not a PeerReason',
  ]);
});

test('a call of violated() that cannot be listed is refused', (t) => {
  const hidden = new Map([['runtime/more.ts', "role.violated(reason, 'decode_error', 'RFC 1');"]]);
  t.throws(() => findUsedCodes(hidden), { message: /runtime\/more.ts: violated\(\) takes/ });
});

test('a reason has one alert, wherever it is given', (t) => {
  for (const [reason, rules] of rulesByReason(used.violations)) {
    t.is(new Set(rules.map(({ alert }) => alert)).size, 1, reason);
  }
});

test('PeerReason has every reason under its own name and cannot be changed', (t) => {
  t.deepEqual(Object.keys(PeerReason), Object.keys(peerReasons));
  for (const [name, value] of Object.entries(PeerReason)) t.is(name, value);
  t.true(Object.isFrozen(PeerReason));
});

test('a PeerError says in words what is wrong, with the detail and the rule', (t) => {
  const rule = 'RFC 9846 section 4.5.2';
  const plain = new PeerError('CERTIFICATE_VERIFY_INVALID', 'decrypt_error', rule);
  t.is(plain.message, 'the CertificateVerify signature is not valid (RFC 9846 section 4.5.2)');
  t.is(plain.code, 'ERR_DTLS_PEER_DECRYPT_ERROR');
  t.deepEqual([plain.reason, plain.alert, plain.rule], [PeerReason.CERTIFICATE_VERIFY_INVALID, 'decrypt_error', rule]);
  const cause = new RangeError('below');
  const detailed = new PeerError('UNEXPECTED_MESSAGE', 'unexpected_message', 'RFC 1', 'finished in state A', { cause });
  t.is(detailed.message, 'unexpected message: finished in state A (RFC 1)');
  t.is(detailed.cause, cause);
});

test('an unknown reason is the mistake of the caller', (t) => {
  for (const make of [
    () => new PeerError('toString' as never, 'decode_error', ''),
    () => new CertificateError('TOO_OLD' as never, ''),
  ]) {
    t.is(t.throws(make, { instanceOf: ConfigError, code: 'ERR_WIRECHART_CONFIG' }).option, 'reason');
  }
});

test('a SystemError is a WirechartError with the properties of Node’s error', (t) => {
  const cause = Object.assign(new Error('bind EADDRINUSE 127.0.0.1:1'), {
    code: 'EADDRINUSE',
    errno: -98,
    syscall: 'bind',
    address: '127.0.0.1',
    port: 1,
  });
  const error = new SystemError(cause);
  t.true(error instanceof WirechartError);
  t.like(error, { code: 'EADDRINUSE', errno: -98, syscall: 'bind', address: '127.0.0.1', port: 1, cause });
  t.is(error.message, cause.message);
  t.like(new SystemError(cause, { message: 'm', syscall: 'connect', address: '::1', port: 2 }), {
    code: 'EADDRINUSE',
    message: 'm',
    syscall: 'connect',
    address: '::1',
    port: 2,
  });
  t.is(new SystemError(new Error('unknown')).code, 'UNKNOWN');
});

test('a MessageTooLargeError says how long the data is and how long it may be', (t) => {
  const error = new MessageTooLargeError(1300, 1200);
  t.like(error, { code: 'ERR_DTLS_MESSAGE_TOO_LARGE', length: 1300, limit: 1200 });
  t.true(error instanceof WirechartError && Object.hasOwn(errorCodes, error.code));
  t.regex(error.message, /^1300 bytes .* 1200 bytes$/);
});
