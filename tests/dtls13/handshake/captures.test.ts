import { X509Certificate } from 'node:crypto';
import test from 'ava';
import { HandshakeType } from '../../../generated/dtls13/registries/handshake-type.ts';
import { SignatureScheme } from '../../../generated/dtls13/registries/signature-scheme.ts';
import { Certificate } from '../../../generated/dtls13/wire/certificate.ts';
import { CertificateVerify } from '../../../generated/dtls13/wire/certificate-verify.ts';
import { ClientHello } from '../../../generated/dtls13/wire/client-hello.ts';
import { EncryptedExtensions } from '../../../generated/dtls13/wire/encrypted-extensions.ts';
import { Finished } from '../../../generated/dtls13/wire/finished.ts';
import { ServerHello } from '../../../generated/dtls13/wire/server-hello.ts';
import { certificateVerifyContent } from '../../../runtime/crypto/certificate-verify-content.ts';
import type { CryptoProvider } from '../../../runtime/crypto/index.ts';
import { KeySchedule } from '../../../runtime/crypto/key-schedule.ts';
import { createPortableProvider } from '../../../runtime/crypto/portable/index.ts';
import { HandshakeTranscript } from '../../../runtime/dtls13/handshake/handshake-transcript.ts';
import { decodeAll, encodeToBytes } from '../../../runtime/wire/index.ts';
import { readCapture, readKeyLog } from '../../capture/capture-vectors.ts';
import { testProvider } from '../../net/host-under-test.ts';
import { CapturedSide } from '../captured-side.ts';

type Side = 'client' | 'server';

/** Foreign sessions and how many of their records are protected and decrypt (tests/vectors/captures/README.md). */
const captures: [name: string, records: number, clientAuthenticated: boolean][] = [
  ['chromium-server_firefox-client', 20, true],
  ['firefox-server_chromium-client', 26, true],
  ['firefox-server_firefox-client', 27, true],
  ['nss-server_nss-client', 10, false],
];

const providers: [string, CryptoProvider][] = [
  ['openssl', testProvider],
  ['portable', createPortableProvider()],
];

for (const [providerName, provider] of providers) {
  for (const [name, protectedRecords, clientAuthenticated] of captures) {
    test(`${providerName} decrypts ${name} and confirms its signatures and Finished messages`, (t) => {
      const secrets = readKeyLog(name);
      const schedule = new KeySchedule(provider, 'sha256', 'dtls13');
      const datagrams = readCapture(name).filter(({ payload }) => {
        const first = payload[0] ?? 0;
        return first >= 20 && first <= 63;
      });
      const clientPort = datagrams[0]?.sourcePort;
      const direction = (side: Uppercase<Side>) =>
        new CapturedSide(provider, 'TLS_AES_128_GCM_SHA256', [
          secrets.get(`${side}_HANDSHAKE_TRAFFIC_SECRET`) ?? new Uint8Array(),
          secrets.get(`${side}_TRAFFIC_SECRET_0`) ?? new Uint8Array(),
        ]);
      const client = direction('CLIENT');
      const server = direction('SERVER');
      for (const { sourcePort, payload } of datagrams) (sourcePort === clientPort ? client : server).receive(payload);

      t.is(client.contentTypes.length + server.contentTypes.length, protectedRecords);
      for (const { discarded } of [client.counters, server.counters]) {
        t.true(
          Object.values(discarded).every((count) => count === 0),
          JSON.stringify(discarded),
        );
      }

      const transcript = new HandshakeTranscript(provider);
      const take = (side: CapturedSide, type: number) => {
        const message = side.messages.shift();
        t.is(message?.type, type);
        return message?.body ?? new Uint8Array();
      };
      const pass = (type: number, body: Uint8Array) => transcript.addMessage(type, body);
      const confirmFinished = (side: Side, body: Uint8Array) => {
        const secret = secrets.get(`${side.toUpperCase()}_HANDSHAKE_TRAFFIC_SECRET`) ?? new Uint8Array();
        const expected = schedule.finishedVerifyData(secret, transcript.digest());
        t.deepEqual(decodeAll(Finished, body).verifyData, expected, `${side} Finished`);
        pass(HandshakeType.finished, body);
      };
      const confirmCertificate = (side: Side, from: CapturedSide) => {
        const certificate = take(from, HandshakeType.certificate);
        pass(HandshakeType.certificate, certificate);
        const value = decodeAll(Certificate, certificate);
        t.deepEqual(encodeToBytes(Certificate, value), certificate);
        const leaf = new X509Certificate(value.certificateList[0]?.certData ?? new Uint8Array());
        const verify = take(from, HandshakeType.certificate_verify);
        const { algorithm, signature } = decodeAll(CertificateVerify, verify);
        t.is(algorithm, SignatureScheme.ecdsa_secp256r1_sha256);
        const publicKey = Uint8Array.from(leaf.publicKey.export({ format: 'der', type: 'spki' }));
        const content = certificateVerifyContent(side, transcript.digest());
        t.true(provider.verify('ecdsa_secp256r1_sha256', publicKey, content, signature), `${side} CertificateVerify`);
        pass(HandshakeType.certificate_verify, verify);
      };

      const clientHello = take(client, HandshakeType.client_hello);
      t.deepEqual(encodeToBytes(ClientHello, decodeAll(ClientHello, clientHello)), clientHello);
      pass(HandshakeType.client_hello, clientHello);
      const serverHello = take(server, HandshakeType.server_hello);
      t.deepEqual(encodeToBytes(ServerHello, decodeAll(ServerHello, serverHello)), serverHello);
      pass(HandshakeType.server_hello, serverHello);
      transcript.select('sha256');
      const encryptedExtensions = take(server, HandshakeType.encrypted_extensions);
      t.deepEqual(
        encodeToBytes(EncryptedExtensions, decodeAll(EncryptedExtensions, encryptedExtensions)),
        encryptedExtensions,
      );
      pass(HandshakeType.encrypted_extensions, encryptedExtensions);
      if (clientAuthenticated) {
        pass(HandshakeType.certificate_request, take(server, HandshakeType.certificate_request));
      }
      confirmCertificate('server', server);
      confirmFinished('server', take(server, HandshakeType.finished));
      if (clientAuthenticated) confirmCertificate('client', client);
      confirmFinished('client', take(client, HandshakeType.finished));
    });
  }
}
