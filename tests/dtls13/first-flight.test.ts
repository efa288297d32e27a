import test from 'ava';
import { CipherSuite } from '../../generated/dtls13/registries/cipher-suite.ts';
import { HandshakeType } from '../../generated/dtls13/registries/handshake-type.ts';
import { NamedGroup } from '../../generated/dtls13/registries/named-group.ts';
import { ProtocolVersion } from '../../generated/dtls13/registries/protocol-version.ts';
import { ClientHello } from '../../generated/dtls13/wire/client-hello.ts';
import { DtlsPlaintext } from '../../generated/dtls13/wire/dtls-plaintext.ts';
import { Handshake } from '../../generated/dtls13/wire/handshake.ts';
import { ServerHello } from '../../generated/dtls13/wire/server-hello.ts';
import { opensslProvider } from '../../runtime/crypto/openssl/index.ts';
import { createListener, Dissection } from '../../runtime/dtls13/index.ts';
import { SimulatedNetwork, testCertificate, trustTestCertificate } from '../../runtime/testing/index.ts';
import { decodeAll, encodeToBytes, Reader } from '../../runtime/wire/index.ts';
import { bodyOf, firstFlights } from './first-flight.ts';

/** A server and what it sends to a browser whose datagrams are replayed to it. */
function replayTo(datagrams: readonly Uint8Array[]) {
  const network = new SimulatedNetwork();
  const host = network.host('server', trustTestCertificate);
  const privateKey = opensslProvider.importPrivateKey(testCertificate.privateKey);
  const certificate = { chain: [testCertificate.der], privateKey };
  const listener = createListener({ host, provider: opensslProvider, certificate, keylog: true, cookies: 'never' });
  host.attach(listener);
  for (const bytes of datagrams) network.inject('browser', 'server', bytes);
  network.run(() => network.datagrams.length > 0, 100);
  return { answers: network.datagrams.map(({ bytes }) => bytes), events: host.events.map(({ event }) => event) };
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
    test(`a server answers ${flight.name} that comes ${how} with ServerHello to Finished`, (t) => {
      const { answers, events } = replayTo(arrange(flight.datagrams));
      const record = DtlsPlaintext.decode(new Reader(answers[0] ?? new Uint8Array()));
      const message = decodeAll(Handshake, record.fragment);
      t.like(message, { msgType: HandshakeType.server_hello, messageSeq: 0 });
      const hello = decodeAll(ServerHello, message.fragment);
      t.is(hello.cipherSuite, CipherSuite.TLS_AES_128_GCM_SHA256);
      const extensions = new Map(hello.extensions.map((extension) => [extension.kind, extension]));
      t.deepEqual([...extensions.keys()].toSorted(), ['key_share', 'supported_versions']);
      t.like(extensions.get('supported_versions'), { extensionData: { selectedVersion: ProtocolVersion.dtls1_3 } });
      // The share for X25519MLKEM768, which stands first, is passed over.
      t.like(extensions.get('key_share'), { extensionData: { serverShare: { group: NamedGroup.x25519 } } });

      const dissection = new Dissection(opensslProvider, 'TLS_AES_128_GCM_SHA256');
      for (const event of events) if (event.kind === 'keylog') dissection.addSecret(event.label, event.secret);
      t.deepEqual(
        answers.flatMap((bytes) => dissection.describe('server', bytes)),
        ['server_hello', 'epoch 2: encrypted_extensions, certificate, certificate_verify, finished'],
      );
    });
  }
}
