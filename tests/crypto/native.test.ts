import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import test from 'ava';
import fc from 'fast-check';
import { createNativeProvider } from 'wirechart/crypto/native';
import { hkdfExpand } from '../../runtime/crypto/hkdf.ts';
import { KeySchedule } from '../../runtime/crypto/key-schedule.ts';
import { createOpensslProvider } from '../../runtime/crypto/openssl/index.ts';
import { createPortableProvider } from '../../runtime/crypto/portable/index.ts';
import { mlKem } from '../../runtime/crypto/post-quantum/index.ts';
import { addonTest } from '../addon.ts';
import { digits } from './hex.ts';
import { conformanceSuite } from './provider-conformance.ts';
import { nativeProvider } from './providers.ts';

if (nativeProvider !== undefined) conformanceSuite('native', () => createNativeProvider({ mlKem }));

addonTest('the native provider has the capabilities of the one on node:crypto', (t) => {
  t.deepEqual(createNativeProvider({ mlKem }).capabilities, createOpensslProvider({ mlKem }).capabilities);
});

addonTest('the file of the addon is an option, and others are refused', (t) => {
  t.throws(() => createNativeProvider({ addon: '/nowhere/none.node' }), { code: 'ERR_WIRECHART_ADDON_MISSING' });
  const unknown = { path: 'none.node' } as object;
  t.throws(() => createNativeProvider(unknown), { code: 'ERR_WIRECHART_CONFIG' });
});

addonTest('what a caller in JavaScript passes wrongly gives a typed error', (t) => {
  const provider = createNativeProvider();
  const wrong = undefined as unknown as Uint8Array;
  t.throws(() => provider.hmac('sha256', wrong, new Uint8Array(1)), { name: 'ConfigError', message: /^key: / });
  t.throws(() => provider.random(wrong), { name: 'ConfigError', message: /^target: / });
  t.throws(() => provider.equal(wrong, wrong), { name: 'ConfigError', message: /^a: / });
  t.throws(() => provider.respond('x25519', wrong), { name: 'ConfigError', message: /^clientShare: / });
  t.false(provider.verify('ed25519', wrong, wrong, wrong));
});

for (const group of nativeProvider?.capabilities.groups ?? []) {
  test(`the native provider agrees on a secret with the one in JavaScript: ${group}`, (t) => {
    const [native, portable] = [createNativeProvider({ mlKem }), createPortableProvider({ mlKem })];
    for (const [client, server] of [
      [native, portable],
      [portable, native],
    ] as const) {
      const keyPair = client.generateKeyPair(group);
      const response = server.respond(group, keyPair.share);
      t.truthy(response);
      t.deepEqual(keyPair.agree(response?.share as Uint8Array), response?.secret);
    }
  });
}

addonTest('a worker that uses the addon ends with its keys and contexts', async (t) => {
  const module = new URL('../../runtime/crypto/native/index.js', import.meta.url).href;
  const program = `import { createNativeProvider } from ${JSON.stringify(module)};
    const provider = createNativeProvider();
    const keys = { key: new Uint8Array(16), iv: new Uint8Array(12), recordNumberKey: new Uint8Array(16) };
    globalThis.kept = [provider.generateKeyPair('x25519'), provider.recordCipher('aes-128-gcm', keys)];
    globalThis.kept[1].seal(new Uint8Array(64), Int32Array.of(0, 1, 2, 5, 30, 0, 0, 0), 1);`;
  for (let round = 0; round < 3; round++) {
    const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(program)}`));
    t.deepEqual(await once(worker, 'exit'), [0]);
  }
});

addonTest('an expansion, and the keys of a record, are those of the generic functions', (t) => {
  const { hkdfExpand: expandInOneCall, trafficKeys: keysInOneCall, ...generic } = createNativeProvider();
  fc.assert(
    fc.property(
      fc.constantFrom('sha256' as const, 'sha384' as const),
      fc.uint8Array({ maxLength: 200 }),
      fc.uint8Array({ maxLength: 300 }),
      fc.nat(1000),
      (hash, secret, info, length) => {
        t.is(
          digits(expandInOneCall?.(hash, secret, info, length) as Uint8Array),
          digits(hkdfExpand(generic, hash, secret, info, length)),
        );
      },
    ),
  );
  for (const prefix of ['dtls13', 'tls13 '] as const) {
    for (const keyLength of [16, 32]) {
      const secret = new Uint8Array(48).fill(keyLength);
      const lengths = { keyLength, ivLength: 12 };
      const found = keysInOneCall?.('sha384', secret, prefix, lengths);
      t.deepEqual(found, new KeySchedule(generic, 'sha384', prefix).trafficKeys(secret, lengths));
    }
  }
});
