import test from 'ava';
import { isBytes } from '../../runtime/errors/option-checks.ts';
import { ConfigError, type ConnectOptions, connect, type ListenOptions, listen } from '../../runtime/net/index.ts';
import { messageBytes } from '../../runtime/net/message-bytes.ts';
import { localhostPair } from '../certificates/authority.ts';

const { ca, server } = await localhostPair();
const identity = { cert: server.pem, key: server.key };
const requesting = { requestCert: 'required', ca: ca.pem } as const;
const key = new Uint8Array(32);

/** Bytes that were transferred to another thread. */
function transferred(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
  return bytes;
}

/** A view that is longer than its memory, which was truncated. */
function truncated(length: number): Uint8Array {
  const buffer: ArrayBuffer = Reflect.construct(ArrayBuffer, [length, { maxByteLength: length }]);
  const bytes = new Uint8Array(buffer, 0, length);
  Reflect.apply(Reflect.get(buffer, 'resize'), buffer, [length - 1]);
  return bytes;
}

const unreadable: Readonly<Record<string, unknown>> = {
  transferred: transferred(64),
  'a transferred Buffer': transferred(5000),
  truncated: truncated(64),
  'a proxy': new Proxy(new Uint8Array(64), {}),
  'a view of another type': new DataView(new ArrayBuffer(64)),
  'wide numbers': new Float64Array(64),
  'memory without a view': new ArrayBuffer(64),
  'shared memory without a view': new SharedArrayBuffer(64),
  'a number': 64,
  'an object': { length: 64 },
  'a function': () => new Uint8Array(64),
  'a symbol': Symbol('bytes'),
  null: null,
};

/** Options with these bytes, by the option that the error names. */
const listening: Readonly<Record<string, readonly ((bytes: never) => Omit<ListenOptions, 'port'>)[]>> = {
  oidFilters: [(values) => ({ ...identity, ...requesting, oidFilters: [{ oid: '2.5.29.15', values }] })],
  certificateAuthorities: [(name) => ({ ...identity, ...requesting, certificateAuthorities: [name] })],
  ticketKeys: [(each) => ({ ...identity, tickets: 1, ticketKeys: [key, each] })],
  cookieKeys: [(each) => ({ ...identity, cookieKeys: [key, each] })],
  ocspResponse: [(ocspResponse) => ({ ...identity, ocspResponse })],
  ca: [
    (each) => ({ ...identity, ...requesting, ca: each }),
    (each) => ({ ...identity, ...requesting, ca: [ca.pem, each] }),
  ],
  crl: [(crl) => ({ ...identity, ...requesting, crl }), (crl) => ({ ...identity, ...requesting, crl: [crl] })],
  cert: [(cert) => ({ ...identity, cert }), (cert) => ({ ...identity, cert: [cert] })],
  key: [(each) => ({ ...identity, key: each })],
  alpn: [(alpn) => ({ ...identity, alpn }), (name) => ({ ...identity, alpn: ['coap', name] })],
};
const connecting: Readonly<Record<string, readonly ((bytes: never) => ConnectOptions)[]>> = {
  session: [(session) => ({ session })],
  psks: [
    (each) => ({ psks: [{ identity: each, key }] }),
    (each) => ({ psks: [{ identity: key, key: each }] }),
    (importContext) => ({ psks: [{ identity: key, key, importContext }] }),
  ],
  ca: [(each) => ({ ca: each }), (each) => ({ ca: [each] })],
  crl: [(crl) => ({ ca: ca.pem, crl })],
  cert: [(cert) => ({ cert, key: server.key })],
  key: [(each) => ({ cert: server.pem, key: each })],
  ocspResponse: [(ocspResponse) => ({ ...identity, ocspResponse })],
  alpn: [(alpn) => ({ alpn })],
  earlyData: [(earlyData) => ({ earlyData }), (message) => ({ earlyData: [message] })],
};

test('bytes that cannot be read are refused, by the name of the option', (t) => {
  const refuses = (option: string, name: string, call: () => unknown) => {
    const error = t.throws(call, { instanceOf: ConfigError }, `${option}: ${name}`);
    t.is(error?.option, option, `${option}: ${name}`);
  };
  for (const [name, bytes] of Object.entries(unreadable)) {
    const given = bytes as never;
    for (const [option, makers] of Object.entries(listening)) {
      for (const options of makers) {
        refuses(option, name, () => listen(() => {}, { host: '127.0.0.1', ...options(given), port: 0 }));
      }
    }
    for (const [option, makers] of Object.entries(connecting)) {
      for (const options of makers)
        refuses(option, name, () => connect('127.0.0.1', 9, { ca: ca.pem, ...options(given) }));
    }
  }
});

test('bytes of shared memory, of memory that can grow and of a subclass are taken', async (t) => {
  const growing: ArrayBuffer = Reflect.construct(ArrayBuffer, [32, { maxByteLength: 64 }]);
  const keys = [new Uint8Array(new SharedArrayBuffer(32)), new Uint8Array(growing), Buffer.alloc(32)];
  const options = { ...identity, tickets: 1, ticketKeys: keys, cookieKeys: keys, ocspResponse: keys[0] };
  const endpoint = listen(() => {}, { host: '127.0.0.1', port: 0, ...options });
  await t.notThrowsAsync(endpoint.close());
});

test('empty bytes can be read, and those without memory cannot', (t) => {
  t.true(isBytes(new Uint8Array(0)));
  t.true(isBytes(Buffer.alloc(0)));
  t.true(isBytes(new Uint8Array(8).subarray(8)));
  t.false(isBytes(transferred(8)));
  t.false(isBytes(truncated(8)));
});

test('the message of a subclass is what its memory holds', (t) => {
  class Longer extends Uint8Array {
    override get length(): number {
      return 1000;
    }
  }
  t.deepEqual([...messageBytes('data', new Longer([1, 2]))], [1, 2]);
  const plain = Uint8Array.of(3);
  t.is(messageBytes('data', plain), plain, 'borrowed');
  const pooled = Buffer.from('text');
  t.is(messageBytes('data', pooled), pooled, 'borrowed');
  for (const data of [transferred(8), truncated(8), new Proxy(plain, {}), 5, null, undefined]) {
    const error = t.throws(() => messageBytes('data', data), { instanceOf: ConfigError });
    t.is(error?.option, 'data');
  }
});
