import test from 'ava';
import {
  ackSchedulerEdges,
  clientEdges,
  connectionEdges,
  flightEdges,
  serverEdges,
} from '../../../generated/dtls13/machines/index.ts';
import { AlertDescription } from '../../../generated/dtls13/registries/alert-description.ts';
import { CipherSuite, CipherSuiteAttributes } from '../../../generated/dtls13/registries/cipher-suite.ts';
import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import { HandshakeType } from '../../../generated/dtls13/registries/handshake-type.ts';
import { supportedSuites } from '../../../runtime/dtls13/handshake/session-keys.ts';
import { testProvider } from '../../net/host-under-test.ts';

test('the code points of DTLS 1.3 are ACK 26, alert 52 and the handshake types 9 and 10', (t) => {
  t.is(ContentType.ack, 26);
  t.is(AlertDescription.too_many_cids_requested, 52);
  t.is(HandshakeType.request_connection_id, 9);
  t.is(HandshakeType.new_connection_id, 10);
  t.deepEqual(
    Object.values(ContentType).filter((type) => type >= 32 && type < 64),
    [],
  );
});

test('only the cipher suites of version 1.3 are supported, each with an AEAD of at least 128 bits', (t) => {
  const names = Object.entries(CipherSuite);
  const supported = supportedSuites(testProvider).map((suite) => names.find(([, each]) => each === suite)?.[0]);
  t.deepEqual(supported.toSorted(), [
    'TLS_AES_128_CCM_8_SHA256',
    'TLS_AES_128_CCM_SHA256',
    'TLS_AES_128_GCM_SHA256',
    'TLS_AES_256_GCM_SHA384',
    'TLS_CHACHA20_POLY1305_SHA256',
  ]);
  for (const suite of supportedSuites(testProvider)) {
    const attributes = CipherSuiteAttributes[suite];
    t.true((attributes?.keyLength ?? 0) >= 16);
    // RFC 9846 sections 5.2 and 5.3.
    t.true((attributes?.tagLength ?? 256) <= 255);
    t.true((attributes?.ivLength ?? 0) >= 8);
  }
});

test('no chart sends an alert whose code point is reserved', (t) => {
  // RFC 9846 appendix B.2.
  const reserved = [21, 30, 41, 60, 100, 111, 114];
  const edges = [clientEdges, serverEdges, connectionEdges, flightEdges, ackSchedulerEdges].flat();
  const alerts = edges.flatMap(({ alert }) => alert ?? []);
  t.true(alerts.length > 40);
  for (const alert of alerts) {
    const code = AlertDescription[alert as keyof typeof AlertDescription];
    t.is(typeof code, 'number', alert);
    t.false(reserved.includes(code));
  }
});
