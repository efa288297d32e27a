import test from 'ava';
import { CipherSuite } from '../../../generated/dtls13/registries/cipher-suite.ts';
import { HandshakeType } from '../../../generated/dtls13/registries/handshake-type.ts';
import { NamedGroup } from '../../../generated/dtls13/registries/named-group.ts';
import { ProtocolVersion } from '../../../generated/dtls13/registries/protocol-version.ts';
import { ClientHello } from '../../../generated/dtls13/wire/client-hello.ts';
import { DtlsPlaintext } from '../../../generated/dtls13/wire/dtls-plaintext.ts';
import { Handshake } from '../../../generated/dtls13/wire/handshake.ts';
import { HelloRetryRequest } from '../../../generated/dtls13/wire/hello-retry-request.ts';
import type { HelloRetryRequestExtension } from '../../../generated/dtls13/wire/hello-retry-request-extension.ts';
import { ServerHello } from '../../../generated/dtls13/wire/server-hello.ts';
import { createListener, Dissection, type ListenerOptions } from '../../../runtime/dtls13/index.ts';
import { SimulatedNetwork, testCertificate, trustTestCertificate } from '../../../runtime/testing/index.ts';
import { decodeAll, encodeToBytes, Reader } from '../../../runtime/wire/index.ts';
import { classicalProvider } from '../classical-provider.ts';
import { bodyOf, firstFlights } from './first-flight.ts';

/** What a server sends in answer to replayed datagrams of a browser, and how many clients it then has state for. */
function replay(datagrams: readonly Uint8Array[], options: Partial<ListenerOptions> = {}) {
  const network = new SimulatedNetwork();
  const host = network.host('server', trustTestCertificate);
  const privateKey = classicalProvider.importPrivateKey(testCertificate.privateKey);
  const certificate = { chain: [testCertificate.der], privateKey };
  const listener = createListener({ host, provider: classicalProvider, certificate, keylog: true, ...options });
  host.attach(listener);
  for (const bytes of datagrams) network.inject('browser', 'server', bytes);
  network.run(() => network.datagrams.length > 0, 100);
  return {
    answers: network.datagrams.map(({ bytes }) => bytes),
    events: host.events.map(({ event }) => event),
    remembered: listener.size,
  };
}

const arrivals: Readonly<Record<string, (datagrams: readonly Uint8Array[]) => readonly Uint8Array[]>> = {
  'in order': (datagrams) => datagrams,
  'in reverse order': (datagrams) => datagrams.toReversed(),
};

for (const flight of firstFlights()) {
  test(`the ClientHello of ${flight.name} decodes and encodes to the same bytes`, (t) => {
    const body = bodyOf(flight);
    const hello = decodeAll(ClientHello, body);
    t.true(hello.extensions.some(({ kind }) => kind === 'use_srtp'));
    t.deepEqual(encodeToBytes(ClientHello, hello), body);
    for (const bytes of flight.datagrams) {
      t.deepEqual(encodeToBytes(DtlsPlaintext, decodeAll(DtlsPlaintext, bytes)), bytes);
    }
  });

  for (const [how, arrange] of Object.entries(arrivals)) {
    if (how !== 'in order' && flight.datagrams.length === 1) continue;
    test(`a server answers ${flight.name} that arrives ${how} with ServerHello to Finished, where cookies are off`, (t) => {
      const { answers, events } = replay(arrange(flight.datagrams), { cookies: 'never' });
      const record = DtlsPlaintext.decode(new Reader(answers[0] ?? new Uint8Array()));
      const message = decodeAll(Handshake, record.fragment);
      t.like(message, { msgType: HandshakeType.server_hello, messageSeq: 0 });
      const hello = decodeAll(ServerHello, message.fragment);
      t.is(hello.cipherSuite, CipherSuite.TLS_AES_128_GCM_SHA256);
      const extensions = new Map(hello.extensions.map((extension) => [extension.kind, extension]));
      t.deepEqual([...extensions.keys()].toSorted(), ['key_share', 'supported_versions']);
      t.like(extensions.get('supported_versions'), { extensionData: { selectedVersion: ProtocolVersion.dtls1_3 } });
      // The share for X25519MLKEM768, which is first, is ignored.
      t.like(extensions.get('key_share'), { extensionData: { serverShare: { group: NamedGroup.x25519 } } });

      const dissection = new Dissection(classicalProvider, 'TLS_AES_128_GCM_SHA256');
      for (const event of events) if (event.kind === 'keylog') dissection.addSecret(event.label, event.secret);
      t.deepEqual(
        answers.flatMap((bytes) => dissection.describe('server', bytes)),
        ['server_hello', 'epoch 2: encrypted_extensions, certificate, certificate_verify, finished'],
      );
    });

    test(`a server answers ${flight.name} that arrives ${how} with a cookie, and retains no state`, (t) => {
      const { answers, events, remembered } = replay(arrange(flight.datagrams));
      const [extensions, ...others] = answers.map(extensionsOfRetry);
      t.deepEqual(others, []);
      t.deepEqual([...(extensions?.keys() ?? [])].toSorted(), ['cookie', 'supported_versions']);
      t.like(extensions?.get('supported_versions'), { extensionData: { selectedVersion: ProtocolVersion.dtls1_3 } });
      t.is(remembered, 0);
      t.deepEqual(events, []);
    });

    test(`a server that supports only P-256 asks ${flight.name} that arrives ${how} for a share of it`, (t) => {
      const { answers, remembered } = replay(arrange(flight.datagrams), { groups: ['secp256r1'] });
      const [extensions, ...others] = answers.map(extensionsOfRetry);
      t.deepEqual(others, []);
      t.like(extensions?.get('key_share'), { extensionData: { selectedGroup: NamedGroup.secp256r1 } });
      t.true(extensions?.has('cookie'));
      t.is(remembered, 0);
    });
  }
}

/** The extensions of a HelloRetryRequest that fills a datagram. Throws for any other datagram. */
function extensionsOfRetry(datagram: Uint8Array): Map<string, HelloRetryRequestExtension> {
  const message = decodeAll(Handshake, decodeAll(DtlsPlaintext, datagram).fragment);
  const { legacyVersion, cipherSuite, extensions } = decodeAll(HelloRetryRequest, message.fragment);
  if (legacyVersion !== ProtocolVersion.dtls1_2 || cipherSuite !== CipherSuite.TLS_AES_128_GCM_SHA256) {
    throw new RangeError('the HelloRetryRequest has a forbidden extension');
  }
  return new Map(extensions.map((extension) => [extension.kind, extension]));
}
