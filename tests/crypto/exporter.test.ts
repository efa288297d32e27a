import { createPrivateKey, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { duplexPair } from 'node:stream';
import { connect, TLSSocket } from 'node:tls';
import test from 'ava';
import type { LabelPrefix } from '../../runtime/crypto/hkdf.ts';
import { KeySchedule } from '../../runtime/crypto/key-schedule.ts';
import { opensslProvider } from '../../runtime/crypto/openssl/index.ts';
import { testCertificate } from '../../runtime/testing/index.ts';
import { digits, hex } from './hex.ts';
import { providers } from './providers.ts';
import { rfc8448 } from './rfc8448.ts';

const NOTHING = new Uint8Array(0);
/** A TLS 1.3 session between two OpenSSLs, in memory: its exporter secret, and its client to ask. */
async function foreignSession(ciphers: string): Promise<{ secret: Uint8Array; client: TLSSocket }> {
  const [near, far] = duplexPair();
  const cert = new X509Certificate(testCertificate.der).toString();
  const der = { key: Buffer.from(testCertificate.privateKey), format: 'der', type: 'pkcs8' } as const;
  const key = createPrivateKey(der).export({ format: 'pem', type: 'pkcs8' });
  const server = new TLSSocket(far, { isServer: true, cert, key });
  server.on('error', () => {});
  const client = connect({ socket: near, ca: cert, servername: 'localhost', minVersion: 'TLSv1.3', ciphers });
  let secret: Uint8Array = NOTHING;
  client.on('keylog', (line: Buffer) => {
    const [label, , value = ''] = line.toString().trim().split(' ');
    if (label === 'EXPORTER_SECRET') secret = hex(value);
  });
  await once(client, 'secureConnect');
  return { secret, client };
}

for (const [suite, hash] of [
  ['TLS_AES_128_GCM_SHA256', 'sha256'],
  ['TLS_AES_256_GCM_SHA384', 'sha384'],
] as const) {
  test(`what OpenSSL exports from a session with ${suite} is exported here from the same secret`, async (t) => {
    const { secret, client } = await foreignSession(suite);
    t.teardown(() => client.destroy());
    t.is(client.getCipher().name, suite);
    for (const provider of providers) {
      const schedule = new KeySchedule(provider, hash, 'tls13 ');
      for (const [label, context, length] of [
        ['EXPORTER_DTLS-over-SCTP', 'context', 64],
        ['EXTRACTOR-dtls_srtp', '', 60],
        ['EXPORTER-one', 'x'.repeat(300), 1],
        ['EXPORTER-three digests and a half', '\0', 112],
      ] as const) {
        const expected = client.exportKeyingMaterial(length, label, Buffer.from(context));
        const found = schedule.exportKeyingMaterial(secret, label, Buffer.from(context), length);
        t.is(digits(found), expected.toString('hex'), `${provider.name}: ${label}`);
      }
    }
  });
}

const exportWith = (prefix: LabelPrefix, label: string, context: Uint8Array, length: number) =>
  new KeySchedule(opensslProvider, 'sha256', prefix).exportKeyingMaterial(
    hex(rfc8448.exporterSecret),
    label,
    context,
    length,
  );

test('the secret of an exporter can be used for many calls, also after the schedule was zeroized', (t) => {
  const schedule = new KeySchedule(opensslProvider, 'sha256', 'dtls13');
  const secret = hex(rfc8448.exporterSecret);
  const first = schedule.exportKeyingMaterial(secret, 'EXPORTER-a', NOTHING, 32);
  schedule.zeroize();
  t.deepEqual(schedule.exportKeyingMaterial(secret, 'EXPORTER-a', NOTHING, 32), first);
  t.is(digits(secret), rfc8448.exporterSecret);
});

test('label, context, length and label prefix all change the result', (t) => {
  const found = [
    exportWith('dtls13', 'EXPORTER-a', NOTHING, 32),
    exportWith('dtls13', 'EXPORTER-b', NOTHING, 32),
    exportWith('dtls13', 'EXPORTER-a', Uint8Array.of(0), 32),
    exportWith('dtls13', 'EXPORTER-a', NOTHING, 33).subarray(0, 32),
    exportWith('tls13 ', 'EXPORTER-a', NOTHING, 32),
  ];
  t.is(new Set(found.map(digits)).size, found.length);
  t.is(exportWith('dtls13', 'EXPORTER-a', NOTHING, 0).length, 0);
});

test('an exporter refuses labels and lengths that cannot be encoded', (t) => {
  const refused = (label: string, length: number, option: string) => {
    t.throws(() => exportWith('dtls13', label, NOTHING, length), {
      code: 'ERR_WIRECHART_CONFIG',
      message: new RegExp(`^${option}: `),
    });
  };
  refused('', 32, 'label');
  refused('x'.repeat(250), 32, 'label');
  refused('EXPORTER-\u00fc', 32, 'label');
  refused('EXPORTER-a', 255 * 32 + 1, 'length');
  refused('EXPORTER-a', -1, 'length');
  refused('EXPORTER-a', 1.5, 'length');
  for (const length of [32n, '32', Symbol('32'), {}, undefined]) refused('EXPORTER-a', length as number, 'length');
  t.is(exportWith('dtls13', 'x'.repeat(249), NOTHING, 255 * 32).length, 255 * 32);
});
