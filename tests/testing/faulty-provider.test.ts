import test from 'ava';
import { type CryptoCall, FaultyProvider, testCertificate } from '../../runtime/testing/index.ts';
import { testProvider } from '../net/host-under-test.ts';

const message = new TextEncoder().encode('a message');
const key = new Uint8Array(32).fill(1);

test('without a fault it returns the results of the wrapped provider', (t) => {
  const provider = new FaultyProvider(testProvider);
  t.is(provider.name, testProvider.name);
  t.is(provider.capabilities, testProvider.capabilities);
  t.deepEqual(provider.hmac('sha256', key, message), testProvider.hmac('sha256', key, message));
  const hash = provider.hash('sha384');
  hash.update(message);
  t.is(hash.length, 48);
  t.is(hash.digest().length, 48);
  const ours = provider.generateKeyPair('x25519');
  const theirs = testProvider.generateKeyPair('x25519');
  t.is(ours.group, 'x25519');
  t.deepEqual(ours.agree(theirs.share), theirs.agree(ours.share));
  const response = provider.respond('x25519', ours.share);
  t.deepEqual(ours.agree(response?.share as Uint8Array), response?.secret);
  const privateKey = provider.importPrivateKey(testCertificate.privateKey);
  const signature = provider.sign('ecdsa_secp256r1_sha256', privateKey, message);
  t.true(provider.verify('ecdsa_secp256r1_sha256', testCertificate.publicKey, message, signature));
  t.true(provider.equal(key, key.slice()));
  const random = new Uint8Array(32);
  provider.random(random);
  t.true(random.some((byte) => byte !== 0));
});

test('records pass through, and both contexts of a key are observed', (t) => {
  const provider = new FaultyProvider(testProvider);
  const aead = provider.aead('aes-256-gcm', key);
  const slab = new Uint8Array(64);
  slab.set(message, 5);
  const nonce = new Uint8Array(12);
  aead.seal(nonce, slab, 0, 5, message.length);
  const mask = new Uint8Array(2);
  provider.recordNumberMask('aes-256-gcm', key).mask(slab, 5, mask);
  t.notDeepEqual([...mask], [0, 0]);
  t.true(aead.open(nonce, slab, 0, 5, message.length + aead.tagLength));
  t.deepEqual(slab.slice(5, 5 + message.length), message);
  t.deepEqual(Object.fromEntries(provider.counts), {
    aead: 1,
    'aead.seal': 1,
    recordNumberMask: 1,
    'recordNumberMask.mask': 1,
    'aead.open': 1,
  });
});

test('one call of one operation fails, and all others succeed', (t) => {
  const provider = new FaultyProvider(testProvider);
  provider.failAt('hmac', 2);
  t.is(provider.hmac('sha256', key, message).length, 32);
  t.throws(() => provider.hmac('sha256', key, message), { message: 'injected failure of hmac, call 2' });
  t.is(provider.hmac('sha256', key, message).length, 32);
  t.true(provider.equal(key, key));
});

test('a permanent failure remains, with the given error', (t) => {
  const provider = new FaultyProvider(testProvider);
  const error = new RangeError('the token was removed');
  provider.failAt('equal', 2, { error, lasting: true });
  t.true(provider.equal(key, key));
  for (let call = 2; call < 5; call++)
    t.is(
      t.throws(() => provider.equal(key, key)),
      error,
    );
});

test('a call can fail before its work or after it', (t) => {
  const provider = new FaultyProvider(testProvider);
  const target = new Uint8Array(32);
  provider.failAt('random', 1);
  provider.failAt('random', 2, { afterwards: true });
  t.throws(() => provider.random(target));
  t.true(target.every((byte) => byte === 0));
  t.throws(() => provider.random(target));
  t.false(target.every((byte) => byte === 0));
});

test('a result can be replaced by a wrong one, derived from the correct one', (t) => {
  const provider = new FaultyProvider(testProvider);
  provider.changeAt('equal', 2, ({ result }) => result !== true);
  provider.changeAt('random', 1, ({ arguments: [target] }) => (target as Uint8Array).fill(7));
  t.deepEqual(
    [1, 2, 3].map(() => provider.equal(key, key)),
    [true, false, true],
  );
  const target = new Uint8Array(4);
  provider.random(target);
  t.deepEqual([...target], [7, 7, 7, 7]);
});

test('an observer gets every call, with the arrays themselves', (t) => {
  const provider = new FaultyProvider(testProvider);
  const calls: CryptoCall[] = [];
  provider.oncall = (call) => calls.push(call);
  provider.failAt('hmac', 2, { afterwards: true });
  const digest = provider.hmac('sha256', key, message);
  t.throws(() => provider.hmac('sha256', key, message));
  t.deepEqual(
    calls.map(({ operation, number, fails }) => [operation, number, fails]),
    [
      ['hmac', 1, false],
      ['hmac', 2, true],
    ],
  );
  t.is(calls[0]?.arguments[1], key);
  t.is(calls[0]?.result, digest);
});
