import { constants, createHash, verify, X509Certificate } from 'node:crypto';
import test from 'ava';
import { certificateVerifyContent } from '../../runtime/crypto/certificate-verify-content.ts';
import { KeySchedule } from '../../runtime/crypto/key-schedule.ts';
import { opensslProvider } from '../../runtime/crypto/openssl/index.ts';
import { ecdhKeyPair } from '../../runtime/crypto/portable/key-pair.ts';
import { Transcript } from '../../runtime/crypto/transcript.ts';
import { digits, hex } from './hex.ts';
import { providers } from './providers.ts';
import { rfc8448 } from './rfc8448.ts';
import { rfc8448Retry } from './rfc8448-retry.ts';

const MESSAGE_HASH = 254;

for (const provider of providers) {
  const starts: readonly [string, () => Transcript][] = [
    [
      'a client that replaces its first hello',
      () => {
        const transcript = new Transcript(provider);
        transcript.add(rfc8448Retry.clientHello1);
        transcript.select('sha256');
        transcript.replaceWithMessageHash(MESSAGE_HASH);
        return transcript;
      },
    ],
    [
      'a server that has only the digest of the first hello left',
      () => {
        const transcript = new Transcript(provider);
        transcript.select('sha256');
        const kept = createHash('sha256').update(rfc8448Retry.clientHello1).digest();
        transcript.restartFrom(MESSAGE_HASH, kept);
        kept.fill(0);
        return transcript;
      },
    ],
  ];
  for (const [who, start] of starts) {
    test(`${provider.name}: ${who} derives what RFC 8448 prints for its HelloRetryRequest`, (t) => {
      const transcript = start();
      transcript.add(rfc8448Retry.helloRetryRequest);
      transcript.add(rfc8448Retry.clientHello2);
      transcript.add(rfc8448Retry.serverHello);
      t.is(digits(transcript.digest()), rfc8448Retry.hashThroughServerHello);

      const schedule = new KeySchedule(provider, 'sha256', 'tls13 ');
      schedule.enterHandshake(hex(rfc8448Retry.sharedSecret));
      const handshake = schedule.handshakeTrafficSecrets(transcript.digest());
      t.is(digits(handshake.client), rfc8448Retry.clientHandshakeTraffic);
      t.is(digits(handshake.server), rfc8448Retry.serverHandshakeTraffic);

      transcript.add(rfc8448Retry.encryptedExtensions);
      transcript.add(rfc8448Retry.certificate);
      const signed = certificateVerifyContent('server', transcript.digest());
      const { publicKey } = new X509Certificate(rfc8448.certificate.subarray(11, 11 + 0x1b0));
      const key = { key: publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
      t.true(verify('sha256', signed, key, rfc8448Retry.certificateVerify.subarray(8)));

      transcript.add(rfc8448Retry.certificateVerify);
      const verifyData = schedule.finishedVerifyData(handshake.server, transcript.digest());
      t.is(digits(verifyData), digits(rfc8448Retry.serverFinished.subarray(4)));
      transcript.add(rfc8448Retry.serverFinished);
      t.is(digits(transcript.digest()), rfc8448Retry.hashThroughServerFinished);

      schedule.enterMain();
      const application = schedule.applicationTrafficSecrets(transcript.digest());
      t.is(digits(application.client), rfc8448Retry.clientApplicationTraffic);
      t.is(digits(application.server), rfc8448Retry.serverApplicationTraffic);
      t.is(digits(schedule.exporterSecret(transcript.digest())), rfc8448Retry.exporterSecret);
    });
  }
}

test('the P-256 shares of the HelloRetryRequest in RFC 8448 agree on the secret printed there', (t) => {
  const pair = ecdhKeyPair('secp256r1', rfc8448Retry.clientPrivateKey);
  t.is(digits(pair.agree(rfc8448Retry.serverPublicKey)), rfc8448Retry.sharedSecret);
});

test('with another hash the message_hash is as long as that hash', (t) => {
  const hello = new Uint8Array(180).fill(1);
  const transcript = new Transcript(opensslProvider);
  transcript.add(hello.subarray(0, 100));
  transcript.add(hello.subarray(100));
  transcript.select('sha384');
  transcript.replaceWithMessageHash(MESSAGE_HASH);
  const digest = createHash('sha384').update(hello).digest();
  const expected = createHash('sha384')
    .update(Uint8Array.of(254, 0, 0, 48))
    .update(digest)
    .digest();
  t.is(digits(transcript.digest()), expected.toString('hex'));
});

test('replacing throws before the hash is selected, and for a digest of another length', (t) => {
  const misuse = { code: 'ERR_WIRECHART_TRANSCRIPT' };
  const transcript = new Transcript(opensslProvider);
  transcript.add(Uint8Array.of(1));
  t.throws(() => transcript.replaceWithMessageHash(MESSAGE_HASH), misuse);
  t.throws(() => transcript.restartFrom(MESSAGE_HASH, new Uint8Array(32)), misuse);
  transcript.select('sha384');
  for (const length of [0, 32, 47, 49, 64]) {
    t.throws(() => transcript.restartFrom(MESSAGE_HASH, new Uint8Array(length)), misuse);
  }
  const expected = createHash('sha384').update(Uint8Array.of(1)).digest('hex');
  t.is(digits(transcript.digest()), expected, 'a refusal changes nothing');
});
