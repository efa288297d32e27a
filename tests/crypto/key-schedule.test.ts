import { constants, verify, X509Certificate } from 'node:crypto';
import test from 'ava';
import { certificateVerifyContent } from '../../runtime/crypto/certificate-verify-content.ts';
import { deriveSecret, digestLength, digestOf, hkdfExpandLabel, hkdfExtract } from '../../runtime/crypto/hkdf.ts';
import { KeySchedule } from '../../runtime/crypto/key-schedule.ts';
import { DERIVED_WITHOUT_PSK, EMPTY_DIGEST } from '../../runtime/crypto/key-schedule-constants.ts';
import { opensslProvider } from '../../runtime/crypto/openssl/index.ts';
import type { CryptoProvider } from '../../runtime/crypto/provider.ts';
import { Transcript } from '../../runtime/crypto/transcript.ts';
import { digits, hex } from './hex.ts';
import { providers } from './providers.ts';
import { rfc8448 } from './rfc8448.ts';

const AES_128_GCM = { keyLength: 16, ivLength: 12 };
for (const provider of providers) {
  test(`${provider.name}: messages and shared secret of RFC 8448 give its secrets, keys and Finished messages`, (t) => {
    const transcript = new Transcript(provider);
    transcript.add(rfc8448.clientHello);
    transcript.add(rfc8448.serverHello);
    transcript.select('sha256');
    const throughServerHello = transcript.digest();
    t.is(digits(throughServerHello), rfc8448.hashThroughServerHello);

    const schedule = new KeySchedule(provider, 'sha256', 'tls13 ');
    schedule.enterHandshake(rfc8448.sharedSecret);
    const handshake = schedule.handshakeTrafficSecrets(throughServerHello);
    t.is(digits(handshake.client), rfc8448.clientHandshakeTraffic);
    t.is(digits(handshake.server), rfc8448.serverHandshakeTraffic);
    const serverHandshakeKeys = schedule.trafficKeys(handshake.server, AES_128_GCM);
    t.is(digits(serverHandshakeKeys.key), rfc8448.serverHandshakeKey);
    t.is(digits(serverHandshakeKeys.iv), rfc8448.serverHandshakeIv);
    const clientHandshakeKeys = schedule.trafficKeys(handshake.client, AES_128_GCM);
    t.is(digits(clientHandshakeKeys.key), rfc8448.clientHandshakeKey);
    t.is(digits(clientHandshakeKeys.iv), rfc8448.clientHandshakeIv);

    transcript.add(rfc8448.encryptedExtensions);
    transcript.add(rfc8448.certificate);
    transcript.add(rfc8448.certificateVerify);
    const serverVerifyData = schedule.finishedVerifyData(handshake.server, transcript.digest());
    t.is(digits(serverVerifyData), digits(rfc8448.serverFinished.subarray(4)));
    transcript.add(rfc8448.serverFinished);
    const throughServerFinished = transcript.digest();
    t.is(digits(throughServerFinished), rfc8448.hashThroughServerFinished);
    const clientVerifyData = schedule.finishedVerifyData(handshake.client, throughServerFinished);
    t.is(digits(clientVerifyData), digits(rfc8448.clientFinished.subarray(4)));

    schedule.enterMain();
    const application = schedule.applicationTrafficSecrets(throughServerFinished);
    t.is(digits(application.client), rfc8448.clientApplicationTraffic);
    t.is(digits(application.server), rfc8448.serverApplicationTraffic);
    t.is(digits(schedule.exporterSecret(throughServerFinished)), rfc8448.exporterSecret);
    const serverKeys = schedule.trafficKeys(application.server, AES_128_GCM);
    t.is(digits(serverKeys.key), rfc8448.serverApplicationKey);
    t.is(digits(serverKeys.iv), rfc8448.serverApplicationIv);
    const clientKeys = schedule.trafficKeys(application.client, AES_128_GCM);
    t.is(digits(clientKeys.key), rfc8448.clientApplicationKey);
    t.is(digits(clientKeys.iv), rfc8448.clientApplicationIv);
  });
}

test('the CertificateVerify of RFC 8448 signs exactly the content made here', (t) => {
  const transcript = new Transcript(opensslProvider);
  transcript.select('sha256');
  for (const message of ['clientHello', 'serverHello', 'encryptedExtensions', 'certificate'] as const) {
    transcript.add(rfc8448[message]);
  }
  const { publicKey } = new X509Certificate(rfc8448.certificate.subarray(11, 11 + 0x1b0));
  const key = { key: publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
  const signature = rfc8448.certificateVerify.subarray(8);
  t.true(verify('sha256', certificateVerifyContent('server', transcript.digest()), key, signature));
  t.false(verify('sha256', certificateVerifyContent('client', transcript.digest()), key, signature));
});

test('the CertificateVerify content has the form of the example in RFC 9846 section 4.5.2', (t) => {
  const transcriptHash = new Uint8Array(32).fill(1);
  const expected = (role: string) =>
    digits(Buffer.from(`${' '.repeat(64)}TLS 1.3, ${role} CertificateVerify\0${'\x01'.repeat(32)}`, 'latin1'));
  t.is(digits(certificateVerifyContent('server', transcriptHash)), expected('server'));
  t.is(digits(certificateVerifyContent('client', transcriptHash)), expected('client'));
});

test('a secret with the DTLS prefix differs from the one with the TLS prefix at every label', (t) => {
  const secret = hex(rfc8448.clientApplicationTraffic);
  const dtls = new KeySchedule(opensslProvider, 'sha256', 'dtls13');
  const tls = new KeySchedule(opensslProvider, 'sha256', 'tls13 ');
  const dtlsKeys = dtls.trafficKeys(secret, AES_128_GCM);
  const tlsKeys = tls.trafficKeys(secret, AES_128_GCM);
  t.notDeepEqual(dtlsKeys.key, tlsKeys.key);
  t.notDeepEqual(dtlsKeys.iv, tlsKeys.iv);
  t.notDeepEqual(dtlsKeys.recordNumberKey, tlsKeys.recordNumberKey);
  t.notDeepEqual(dtlsKeys.recordNumberKey, dtlsKeys.key);
  t.is(dtlsKeys.recordNumberKey.length, 16);
});

test('labels and lengths that cannot be encoded are refused', (t) => {
  const secret = new Uint8Array(32);
  const expand = (label: string, length: number) =>
    hkdfExpandLabel(opensslProvider, 'sha256', secret, 'dtls13', label, new Uint8Array(0), length);
  const refused = (label: string, length: number, option: string) => {
    t.throws(() => expand(label, length), { code: 'ERR_WIRECHART_CONFIG', message: new RegExp(`^${option}: `) });
  };
  refused('', 32, 'label');
  refused('x'.repeat(250), 32, 'label');
  refused('EXPORTER-ü', 32, 'label');
  refused('EXPORTER-a', 255 * 32 + 1, 'length');
  refused('EXPORTER-a', -1, 'length');
  refused('EXPORTER-a', 1.5, 'length');
  refused('EXPORTER-a', Number.NaN, 'length');
  t.is(expand('x'.repeat(249), 255 * 32).length, 255 * 32);
});

test('steps out of order throw', (t) => {
  const schedule = new KeySchedule(opensslProvider, 'sha256', 'dtls13');
  const hash = new Uint8Array(32);
  const outOfOrder = { code: 'ERR_WIRECHART_KEY_SCHEDULE' };
  t.throws(() => schedule.handshakeTrafficSecrets(hash), outOfOrder);
  t.throws(() => schedule.enterMain(), outOfOrder);
  t.throws(() => schedule.applicationTrafficSecrets(hash), outOfOrder);
  schedule.enterHandshake(hash);
  t.throws(() => schedule.enterHandshake(hash), outOfOrder);
  t.throws(() => schedule.exporterSecret(hash), outOfOrder);
  schedule.enterMain();
  t.throws(() => schedule.handshakeTrafficSecrets(hash), outOfOrder);
});

test('a zeroized schedule holds no secret, and methods with a secret as argument can still be called', (t) => {
  const schedule = new KeySchedule(opensslProvider, 'sha256', 'tls13 ');
  schedule.enterHandshake(rfc8448.sharedSecret);
  schedule.enterMain();
  schedule.zeroize();
  t.throws(() => schedule.applicationTrafficSecrets(new Uint8Array(32)), { code: 'ERR_WIRECHART_KEY_SCHEDULE' });
  const keys = schedule.trafficKeys(hex(rfc8448.serverApplicationTraffic), AES_128_GCM);
  t.is(digits(keys.key), rfc8448.serverApplicationKey);
});

test('a step overwrites the previous secret, and zeroize the last one', (t) => {
  const secrets: Uint8Array[] = [];
  const watching: CryptoProvider = {
    ...opensslProvider,
    hmac: (name, key, data) => {
      const result = opensslProvider.hmac(name, key, data);
      secrets.push(result);
      return result;
    },
  };
  const schedule = new KeySchedule(watching, 'sha256', 'dtls13', new Uint8Array(32).fill(3));
  schedule.enterHandshake(rfc8448.sharedSecret);
  schedule.enterMain();
  t.is(secrets.length, 5, 'three extractions, two derived salts');
  const alive = () => secrets.filter((secret) => secret.some((byte) => byte !== 0)).length;
  t.is(alive(), 1, 'only the main secret is left');
  schedule.zeroize();
  t.is(alive(), 0);
});

test('every label of the key schedule starts with the prefix of the protocol, without a blank', (t) => {
  const labels: string[] = [];
  const provider: CryptoProvider = {
    ...opensslProvider,
    hmac: (hash, key, data) => {
      // HkdfLabel: a length below 256, then the length of the label.
      const label = data[0] === 0 ? Buffer.from(data).toString('latin1', 3, 3 + (data[2] ?? 0)) : '';
      if (label !== '') labels.push(label);
      return opensslProvider.hmac(hash, key, data);
    },
  };
  const bytes = new Uint8Array(32).fill(7);
  const schedule = new KeySchedule(provider, 'sha256', 'dtls13', bytes);
  for (const kind of ['external', 'imported', 'resumption'] as const) schedule.binderKey(kind);
  schedule.earlyTrafficSecret(bytes);
  schedule.earlyExporterSecret(bytes);
  schedule.enterHandshake(bytes);
  schedule.handshakeTrafficSecrets(bytes);
  schedule.enterMain();
  schedule.applicationTrafficSecrets(bytes);
  schedule.exporterSecret(bytes);
  schedule.resumptionSecret(bytes);
  schedule.ticketPsk(bytes, Uint8Array.of(1));
  schedule.nextTrafficSecret(bytes);
  schedule.finishedVerifyData(bytes, bytes);
  schedule.trafficKeys(bytes, AES_128_GCM);
  schedule.exportKeyingMaterial(bytes, 'own label', bytes, 20);
  const expected = ['ext binder', 'imp binder', 'res binder', 'c e traffic', 'e exp master', 'derived'];
  expected.push('c hs traffic', 's hs traffic', 'derived', 'c ap traffic', 's ap traffic', 'exp master', 'res master');
  expected.push('resumption', 'traffic upd', 'finished', 'key', 'iv', 'sn', 'own label', 'exporter');
  t.deepEqual(
    labels,
    expected.map((label) => `dtls13${label}`),
  );
});

test('the constants are what the provider computes', (t) => {
  for (const hash of ['sha256', 'sha384'] as const) {
    const zeros = new Uint8Array(digestLength(hash));
    t.is(digits(EMPTY_DIGEST[hash]), digits(digestOf(opensslProvider, hash, new Uint8Array(0))));
    for (const prefix of ['dtls13', 'tls13 '] as const) {
      const early = hkdfExtract(opensslProvider, hash, zeros, zeros);
      const derived = deriveSecret(opensslProvider, hash, early, prefix, 'derived', EMPTY_DIGEST[hash]);
      t.is(digits(DERIVED_WITHOUT_PSK[prefix][hash]), digits(derived));
    }
  }
});

test('without a pre-shared key the early secret is that of a key of zeros', (t) => {
  for (const hash of ['sha256', 'sha384'] as const) {
    const zeros = new Uint8Array(digestLength(hash));
    const transcriptHash = new Uint8Array(digestLength(hash)).fill(5);
    const secretsOf = (psk: Uint8Array | undefined) => {
      const schedule = new KeySchedule(opensslProvider, hash, 'dtls13', psk);
      const early = schedule.earlyTrafficSecret(transcriptHash);
      schedule.enterHandshake(transcriptHash);
      const { client, server } = schedule.handshakeTrafficSecrets(transcriptHash);
      return [early, client, server].map(digits);
    };
    t.deepEqual(secretsOf(undefined), secretsOf(zeros));
    const schedule = new KeySchedule(opensslProvider, hash, 'dtls13');
    schedule.enterHandshake(transcriptHash);
    t.is(digits(schedule.handshakeTrafficSecrets(transcriptHash).client), secretsOf(zeros)[1]);
  }
});
