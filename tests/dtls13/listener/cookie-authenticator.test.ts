import test from 'ava';
import { CipherSuite } from '../../../generated/dtls13/registries/cipher-suite.ts';
import { NamedGroup } from '../../../generated/dtls13/registries/named-group.ts';
import { CookieAuthenticator } from '../../../runtime/dtls13/listener/cookie-authenticator.ts';
import { CookieKeys } from '../../../runtime/dtls13/listener/cookie-keys.ts';
import { ConfigError } from '../../../runtime/errors/config-error.ts';
import { testProvider } from '../../net/host-under-test.ts';

const LIFETIME = 60_000;
const NOW = Date.UTC(2026, 0, 1) + 0.25;
const address = Uint8Array.of(192, 0, 2, 1, 0x12, 0x34);
const binding = Uint8Array.from({ length: 300 }, (_, index) => index);
const contents = {
  cipherSuite: CipherSuite.TLS_AES_256_GCM_SHA384,
  selectedGroup: NamedGroup.x25519,
  clientHelloHash: Uint8Array.from({ length: 48 }, (_, index) => 255 - index),
};

/** The second ClientHello leads to the same suite and has a share of the requested group. */
const reply = { cipherSuite: contents.cipherSuite, singleShareGroup: contents.selectedGroup };

function secret(byte: number): Uint8Array {
  return new Uint8Array(32).fill(byte);
}

/** An authenticator with its own key; with `keys` one that shares them. */
function sealWith(keys?: readonly Uint8Array[]): CookieAuthenticator {
  return new CookieAuthenticator(testProvider, new CookieKeys(testProvider, keys, LIFETIME), LIFETIME);
}

test('a cookie returns its contents, for the client it was made for', (t) => {
  const seal = sealWith();
  const cookie = seal.create(contents, address, binding, NOW);
  t.like(seal.verify(cookie, reply, address, binding, NOW + 20), contents);
  t.is(cookie.length, 21 + 48);
});

test('a cookie of a generated key expires after its lifetime', (t) => {
  const seal = sealWith();
  const cookie = seal.create(contents, address, binding, NOW);
  t.truthy(seal.verify(cookie, reply, address, binding, NOW + LIFETIME - 1));
  t.is(seal.verify(cookie, reply, address, binding, NOW + LIFETIME + 1), undefined);
});

test('successive keys have different ids, so a cookie is checked under its own key only', (t) => {
  const keys = new CookieKeys(testProvider, undefined, LIFETIME);
  const ids = [0, 1, 2].map((round) => keys.newest(NOW + round * LIFETIME).id);
  t.is(new Set(ids).size, 3);
  t.deepEqual(
    keys.accepted(NOW + 2 * LIFETIME).map(({ id }) => id),
    [ids[2], ids[1]],
  );
});

test('cookies of a generated key are independent of the date', (t) => {
  let date = NOW;
  const keys = new CookieKeys(testProvider, undefined, LIFETIME);
  const seal = new CookieAuthenticator(testProvider, keys, LIFETIME, () => date);
  const cookie = seal.create(contents, address, binding, NOW);
  for (const step of [-1e12, 1e12]) {
    date = NOW + step;
    t.truthy(seal.verify(cookie, reply, address, binding, NOW + LIFETIME - 1));
  }
});

for (const step of [-LIFETIME, -6000, 6000, LIFETIME]) {
  test(`a cookie of a shared key is valid after the date is set by ${step} ms, at any age up to its lifetime`, (t) => {
    let date = NOW;
    const seal = () =>
      new CookieAuthenticator(testProvider, new CookieKeys(testProvider, [secret(1)], LIFETIME), LIFETIME, () => date);
    const cookie = seal().create(contents, address, binding, NOW);
    for (const age of [1, LIFETIME - 1]) {
      date = NOW + step + age;
      // The other process started after the date was set, so its clock has another origin.
      t.like(seal().verify(cookie, reply, address, binding, date), contents, `age ${age}`);
      t.like(seal().verify(cookie, reply, address, binding, NOW + age), contents, `age ${age}, the same process`);
    }
  });
}

test('processes agree about a shared cookie for any origins of their clocks', (t) => {
  const seal = () =>
    new CookieAuthenticator(testProvider, new CookieKeys(testProvider, [secret(1)], LIFETIME), LIFETIME, () => NOW);
  const cookie = seal().create(contents, address, binding, NOW - 1e10);
  t.like(seal().verify(cookie, reply, address, binding, NOW + 1e10), contents);
});

test('a cookie with any one bit flipped is refused', (t) => {
  const seal = sealWith([secret(1)]);
  const cookie = seal.create(contents, address, binding, NOW);
  for (let bit = 0; bit < 8 * cookie.length; bit++) {
    const damaged = cookie.slice();
    damaged[bit >> 3] = (damaged[bit >> 3] as number) ^ (1 << (bit & 7));
    t.is(seal.verify(damaged, reply, address, binding, NOW), undefined, `bit ${bit}`);
  }
});

test('a truncated, extended, empty or random cookie is refused', (t) => {
  const seal = sealWith([secret(1)]);
  const cookie = seal.create(contents, address, binding, NOW);
  for (let length = 0; length < cookie.length; length++) {
    t.is(seal.verify(cookie.subarray(0, length), reply, address, binding, NOW), undefined, `${length} bytes`);
  }
  t.is(seal.verify(Uint8Array.of(...cookie, 0), reply, address, binding, NOW), undefined);
  t.is(seal.verify(new Uint8Array(cookie.length), reply, address, binding, NOW), undefined);
});

test('a cookie is refused from another address or with another ClientHello', (t) => {
  const seal = sealWith();
  const cookie = seal.create(contents, address, binding, NOW);
  const otherPort = address.slice();
  otherPort[5] = 0x35;
  t.is(seal.verify(cookie, reply, otherPort, binding, NOW), undefined);
  t.is(seal.verify(cookie, reply, address.subarray(0, 5), binding, NOW), undefined);
  const otherHello = binding.slice();
  otherHello[299] = 0;
  t.is(seal.verify(cookie, reply, address, otherHello, NOW), undefined);
  t.is(seal.verify(cookie, reply, address, binding.subarray(0, 299), NOW), undefined);
});

test('a cookie is refused with another suite, or another share than the requested one', (t) => {
  const seal = sealWith();
  const cookie = seal.create(contents, address, binding, NOW);
  const cipherSuite = CipherSuite.TLS_AES_128_GCM_SHA256;
  t.is(seal.verify(cookie, { ...reply, cipherSuite }, address, binding, NOW), undefined);
  for (const singleShareGroup of [0, NamedGroup.secp256r1]) {
    t.is(seal.verify(cookie, { ...reply, singleShareGroup }, address, binding, NOW), undefined);
  }
});

test('a cookie that requested no share accepts any share', (t) => {
  const seal = sealWith();
  const cookie = seal.create({ ...contents, selectedGroup: 0 }, address, binding, NOW);
  for (const singleShareGroup of [0, NamedGroup.secp256r1]) {
    t.like(seal.verify(cookie, { ...reply, singleShareGroup }, address, binding, NOW), {
      ...contents,
      selectedGroup: 0,
    });
  }
  const forged = cookie.slice();
  forged[0] = (forged[0] as number) ^ 0x80;
  for (const singleShareGroup of [0, NamedGroup.secp256r1]) {
    t.is(
      seal.verify(forged, { ...reply, singleShareGroup }, address, binding, NOW),
      undefined,
      'as if it had requested one',
    );
  }
});

test('an expired cookie stays invalid when the bits of its time repeat', (t) => {
  const keys = new CookieKeys(testProvider, [secret(1)], LIFETIME);
  const seal = new CookieAuthenticator(testProvider, keys, LIFETIME);
  const cookie = seal.create(contents, address, binding, NOW);
  t.truthy(seal.verify(cookie, reply, address, binding, NOW + 1));
  t.is(seal.verify(cookie, reply, address, binding, NOW + 2 ** 32), undefined);
});

test('a cookie is accepted before and after the bits of its time wrap', (t) => {
  const seal = sealWith();
  const turn = Math.ceil(NOW / 2 ** 32) * 2 ** 32;
  const cookie = seal.create(contents, address, binding, turn - 5);
  t.truthy(seal.verify(cookie, reply, address, binding, turn - 5));
  t.truthy(seal.verify(cookie, reply, address, binding, turn + 5));
});

test('a cookie of the longest extension length is refused', (t) => {
  const seal = sealWith([secret(1)]);
  const cookie = seal.create(contents, address, binding, NOW);
  const long = new Uint8Array(65_535);
  long.set(cookie);
  t.is(seal.verify(long, reply, address, binding, NOW), undefined);
});

test('the boundary between the address and the ClientHello is authenticated', (t) => {
  const seal = sealWith();
  const cookie = seal.create(contents, Uint8Array.of(1, 2, 3), Uint8Array.of(4, 5), NOW);
  t.is(seal.verify(cookie, reply, Uint8Array.of(1, 2), Uint8Array.of(3, 4, 5), NOW), undefined);
});

test('a cookie of a shared key expires when its date differs by more than a lifetime', (t) => {
  const seal = sealWith([secret(1)]);
  const cookie = seal.create(contents, address, binding, NOW);
  t.is(seal.verify(cookie, reply, address, binding, NOW + 2 * LIFETIME + 1), undefined);
  t.is(seal.verify(cookie, reply, address, binding, NOW - LIFETIME - 1), undefined);
});

test('the previous key is accepted, the one before it is not', (t) => {
  const keys = new CookieKeys(testProvider, undefined, LIFETIME);
  // Cookies that never expire, so only the keys decide.
  const seal = new CookieAuthenticator(testProvider, keys, Number.POSITIVE_INFINITY);
  const cookie = seal.create(contents, address, binding, NOW);
  t.truthy(seal.verify(cookie, reply, address, binding, NOW + LIFETIME));
  const next = seal.create(contents, address, binding, NOW + LIFETIME + 1);
  t.not(next[0], cookie[0], 'the new key has another id');
  t.truthy(seal.verify(cookie, reply, address, binding, NOW + 2 * LIFETIME - 1));
  t.is(seal.verify(cookie, reply, address, binding, NOW + 2 * LIFETIME), undefined);
  t.truthy(seal.verify(next, reply, address, binding, NOW + 2 * LIFETIME));
});

test('after a pause of two lifetimes no old cookie is accepted', (t) => {
  const keys = new CookieKeys(testProvider, undefined, LIFETIME);
  const seal = new CookieAuthenticator(testProvider, keys, Number.POSITIVE_INFINITY);
  const cookie = seal.create(contents, address, binding, NOW);
  t.is(seal.verify(cookie, reply, address, binding, NOW + 2 * LIFETIME), undefined);
  t.is(keys.accepted(NOW + 2 * LIFETIME).length, 1);
});

test('servers that share a key accept each other’s cookies, others do not', (t) => {
  const one = sealWith([secret(1)]);
  const cookie = one.create(contents, address, binding, NOW);
  t.like(sealWith([secret(1)]).verify(cookie, reply, address, binding, NOW), contents);
  t.is(sealWith([secret(2)]).verify(cookie, reply, address, binding, NOW), undefined);
  t.is(sealWith().verify(cookie, reply, address, binding, NOW), undefined);
});

test('shared keys are replaced one after the other', (t) => {
  const keys = new CookieKeys(testProvider, [secret(1)], LIFETIME);
  const seal = new CookieAuthenticator(testProvider, keys, LIFETIME);
  const cookie = seal.create(contents, address, binding, NOW);
  keys.set([secret(2), secret(1)]);
  t.truthy(seal.verify(cookie, reply, address, binding, NOW));
  t.is(
    sealWith([secret(1)]).verify(seal.create(contents, address, binding, NOW), reply, address, binding, NOW),
    undefined,
  );
  keys.set([secret(2)]);
  t.is(seal.verify(cookie, reply, address, binding, NOW), undefined);
});

test('a cookie is found under the right key where two keys have the same id', (t) => {
  const byId = new Map<number, Uint8Array>();
  for (let count = 0; count < 1000; count++) {
    const key = new Uint8Array(32);
    new DataView(key.buffer).setUint32(0, count);
    const { id } = new CookieKeys(testProvider, [key], LIFETIME).newest(NOW);
    const other = byId.get(id);
    byId.set(id, key);
    if (other === undefined) continue;
    const cookie = sealWith([other]).create(contents, address, binding, NOW);
    t.truthy(sealWith([key, other]).verify(cookie, reply, address, binding, NOW));
    return;
  }
  t.fail('256 ids, 1000 keys');
});

test('keys that are missing, too many or too short are refused', (t) => {
  for (const keys of [[], [new Uint8Array(31)], Array.from({ length: 17 }, () => secret(1))]) {
    t.throws(() => new CookieKeys(testProvider, keys, LIFETIME), { instanceOf: ConfigError, message: /cookieKeys/ });
  }
});

test('keys that are Buffers are copied, and a rotation does not erase them', (t) => {
  const [old, next] = [Buffer.from(secret(1)), Buffer.from(secret(2))];
  const keys = new CookieKeys(testProvider, [old], LIFETIME);
  keys.set([next, old]);
  t.deepEqual(
    keys.accepted(NOW).map(({ key }) => key),
    [secret(2), secret(1)],
  );
  t.deepEqual(old, Buffer.from(secret(1)));
});

test('the application’s keys are copied, and generated keys are zeroized after use', (t) => {
  const key = secret(1);
  const seal = sealWith([key]);
  const cookie = seal.create(contents, address, binding, NOW);
  key.fill(9);
  t.truthy(seal.verify(cookie, reply, address, binding, NOW));
  const keys = new CookieKeys(testProvider, undefined, LIFETIME);
  const first = keys.newest(NOW).key;
  t.true(first.some((byte) => byte !== 0));
  keys.accepted(NOW + LIFETIME);
  t.true(first.some((byte) => byte !== 0));
  keys.accepted(NOW + 2 * LIFETIME);
  t.true(first.every((byte) => byte === 0));
});
