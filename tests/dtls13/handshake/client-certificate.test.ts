import test from 'ava';
import { HandshakeType } from '../../../generated/dtls13/registries/handshake-type.ts';
import { SignatureScheme } from '../../../generated/dtls13/registries/signature-scheme.ts';
import { Certificate } from '../../../generated/dtls13/wire/certificate.ts';
import { CertificateVerify } from '../../../generated/dtls13/wire/certificate-verify.ts';
import { type ConnectionEvent, WirechartError } from '../../../runtime/dtls13/index.ts';
import { type PairOptions, type SimulatedPair, simulatePair, testCertificate } from '../../../runtime/testing/index.ts';
import { encodeToBytes } from '../../../runtime/wire/index.ts';
import { testProvider } from '../../net/host-under-test.ts';
import { KeyedPeer, keyLoggedPair } from '../keyed-peer.ts';
import { refusalBy } from '../refusal.ts';

const NOTHING = new Uint8Array();
const identity = {
  chain: [testCertificate.der],
  privateKey: testProvider.importPrivateKey(testCertificate.privateKey),
};
function pairThatAsks(requestCertificate: 'optional' | 'required', connection: PairOptions['connection'] = {}) {
  return keyLoggedPair({}, { connection, listener: { requestCertificate } });
}

function last(pair: SimulatedPair, host: 'clientHost' | 'serverHost'): ConnectionEvent | undefined {
  return pair[host].events.at(-1)?.event;
}

function failure(pair: SimulatedPair, host: 'clientHost' | 'serverHost'): string | undefined {
  const event = last(pair, host);
  return event?.kind === 'error' ? event.error.code : undefined;
}

function secureEvent(pair: SimulatedPair, host: 'clientHost' | 'serverHost') {
  const found = pair[host].events.find(({ event }) => event.kind === 'secure')?.event;
  return found?.kind === 'secure' ? found : undefined;
}

for (const requestCertificate of ['optional', 'required'] as const) {
  test(`a server that requests a certificate (${requestCertificate}) gets it and checks the signature`, (t) => {
    const pair = pairThatAsks(requestCertificate, { certificate: identity });
    const asked: unknown[] = [];
    const { request } = pair.serverHost;
    pair.serverHost.request = (of, applicationRequest) => {
      if (applicationRequest.kind !== 'chain') return;
      asked.push(
        applicationRequest.subject,
        applicationRequest.chain.map((der) => Buffer.from(der).toString('hex')),
        applicationRequest.servername,
      );
      request.call(pair.serverHost, of, applicationRequest);
    };
    t.true(pair.handshake());
    t.deepEqual(asked, ['client', [Buffer.from(testCertificate.der).toString('hex')], undefined]);
    t.is(secureEvent(pair, 'serverHost')?.peerSignatureScheme, 'ecdsa_secp256r1_sha256');
  });
}

test('a server that requests an optional certificate continues without one', (t) => {
  const pair = pairThatAsks('optional');
  t.true(pair.handshake());
  t.is(secureEvent(pair, 'serverHost')?.peerSignatureScheme, undefined);
});

test('a server that requires a certificate answers certificate_required', (t) => {
  const pair = pairThatAsks('required');
  pair.handshake();
  pair.network.advance(100);
  t.is(refusalBy(pair, 'server'), 'certificate_required');
  t.is(failure(pair, 'clientHost'), 'ERR_DTLS_ALERT_CERTIFICATE_REQUIRED');
});

test('a client whose key supports no scheme of the server sends no certificate', (t) => {
  const signatureSchemes = ['ecdsa_secp256r1_sha256'] as const;
  const provider = { ...testProvider, capabilities: { ...testProvider.capabilities, signatureSchemes } };
  const certificate = { ...identity, privateKey: { signatureSchemes: ['ed25519'] as const } };
  const pair = simulatePair({
    clientProvider: testProvider,
    serverProvider: provider,
    connection: { certificate },
    listener: { requestCertificate: 'optional' },
  });
  t.true(pair.handshake());
  t.is(secureEvent(pair, 'serverHost')?.peerSignatureScheme, undefined);
});

test('a client without a CertificateRequest sends no certificate', (t) => {
  const pair = keyLoggedPair({}, { connection: { certificate: identity } });
  t.true(pair.handshake());
  t.is(secureEvent(pair, 'serverHost')?.peerSignatureScheme, undefined);
});

test('a host that refuses the client’s chain ends the handshake with its alert', (t) => {
  const pair = pairThatAsks('optional', { certificate: identity });
  pair.serverHost.request = (_of, { id }) => {
    const error = new WirechartError('ERR_DTLS_CERTIFICATE_EXPIRED', 'too old');
    pair.listener.respond({ id, accept: false, alert: 'certificate_expired', error }, pair.network.now);
  };
  pair.handshake();
  pair.network.advance(100);
  t.is(failure(pair, 'serverHost'), 'ERR_DTLS_CERTIFICATE_EXPIRED');
  t.is(failure(pair, 'clientHost'), 'ERR_DTLS_ALERT_CERTIFICATE_EXPIRED');
  t.is(pair.listener.size, 0);
});

test('a late response completes the handshake, one with an unknown id has no effect', (t) => {
  const pair = pairThatAsks('required', { certificate: identity });
  let id = -1;
  pair.serverHost.request = (_of, applicationRequest) => {
    id = applicationRequest.id;
  };
  pair.network.advance(3000);
  t.is(secureEvent(pair, 'serverHost'), undefined);
  pair.listener.respond({ id: id + 7, accept: true, publicKey: testCertificate.publicKey }, pair.network.now);
  pair.serverHost.drain();
  t.is(secureEvent(pair, 'serverHost'), undefined);
  pair.listener.respond({ id, accept: true, publicKey: testCertificate.publicKey }, pair.network.now);
  pair.serverHost.drain();
  t.truthy(secureEvent(pair, 'serverHost'));
  pair.listener.respond({ id, accept: true, publicKey: testCertificate.publicKey }, pair.network.now);
  pair.network.advance(2000);
  t.is(last(pair, 'serverHost')?.kind, 'secure');
  t.is(secureEvent(pair, 'clientHost')?.cipherSuite, secureEvent(pair, 'serverHost')?.cipherSuite);
});

test('a host that never responds leaves no client open: the client learns that its certificate was not accepted', (t) => {
  const pair = keyLoggedPair(
    { handshakeTimeout: 5000 },
    { connection: { certificate: identity }, listener: { requestCertificate: 'required' } },
  );
  let deadline = 0;
  const start = pair.network.now;
  pair.serverHost.request = (_of, applicationRequest) => {
    deadline = applicationRequest.deadline;
  };
  pair.network.advance(4000);
  t.truthy(secureEvent(pair, 'clientHost'), 'the client considers the connection open');
  t.true(deadline > start + 5000 && deadline < start + 5200, 'it counts from the ClientHello');
  pair.network.advance(2000);
  t.is(failure(pair, 'serverHost'), 'ERR_DTLS_TIMEOUT');
  t.is(failure(pair, 'clientHost'), 'ERR_DTLS_ALERT_CERTIFICATE_UNKNOWN');
  t.is(pair.listener.size, 0);
});

test('a response given to the connection itself also counts', (t) => {
  const pair = pairThatAsks('required', { certificate: identity });
  let answer = () => {};
  pair.serverHost.request = (of, { id }) => {
    answer = () => of.respond({ id, accept: true, publicKey: testCertificate.publicKey }, pair.network.now);
  };
  pair.network.advance(100);
  answer();
  pair.serverHost.drain();
  t.is(last(pair, 'serverHost')?.kind, 'secure');
});

test('a response with an undefined alert throws, and leaves the request open', (t) => {
  const pair = pairThatAsks('required', { certificate: identity });
  let id = -1;
  pair.serverHost.request = (_of, applicationRequest) => {
    id = applicationRequest.id;
  };
  pair.network.advance(100);
  const error = new WirechartError('ERR_DTLS_CERTIFICATE_EXPIRED', 'too old');
  const answer = { id, accept: false as const, alert: 'too_old' as 'certificate_expired', error };
  const thrown = t.throws(() => pair.listener.respond(answer, pair.network.now));
  t.is(Reflect.get(thrown as Error, 'option'), 'alert');
  pair.serverHost.drain();
  pair.listener.respond({ id, accept: true, publicKey: testCertificate.publicKey }, pair.network.now);
  pair.serverHost.drain();
  t.is(last(pair, 'serverHost')?.kind, 'secure');
});

// What a server refuses from a client that has the keys.

const certificate = (change: Partial<Certificate> = {}) =>
  encodeToBytes(Certificate, {
    certificateRequestContext: NOTHING,
    certificateList: [{ certData: testCertificate.der, extensions: [] }],
    ...change,
  });
const verify = (algorithm: number, signature: Uint8Array) => encodeToBytes(CertificateVerify, { algorithm, signature });
const forged = verify(SignatureScheme.ecdsa_secp256r1_sha256, new Uint8Array(70));

const clientFlights: [what: string, alert: string, messages: [type: HandshakeType, body: Uint8Array][]][] = [
  ['no Certificate but Finished', 'UNEXPECTED_MESSAGE', [[HandshakeType.finished, new Uint8Array(32)]]],
  [
    'a certificate_request_context of its own',
    'ILLEGAL_PARAMETER',
    [[HandshakeType.certificate, certificate({ certificateRequestContext: Uint8Array.of(1) })]],
  ],
  [
    'a certificate extension that was not requested',
    'UNSUPPORTED_EXTENSION',
    [
      [
        HandshakeType.certificate,
        certificate({
          certificateList: [
            {
              certData: testCertificate.der,
              extensions: [{ kind: 'unknown', extensionType: 0x1234, extensionData: NOTHING }],
            },
          ],
        }),
      ],
    ],
  ],
  ['a truncated Certificate', 'DECODE_ERROR', [[HandshakeType.certificate, certificate().subarray(0, -1)]]],
  [
    'Finished without CertificateVerify',
    'UNEXPECTED_MESSAGE',
    [
      [HandshakeType.certificate, certificate()],
      [HandshakeType.finished, new Uint8Array(32)],
    ],
  ],
  [
    'an invalid signature',
    'DECRYPT_ERROR',
    [
      [HandshakeType.certificate, certificate()],
      [HandshakeType.certificate_verify, forged],
    ],
  ],
  [
    'a signature algorithm that was not offered',
    'ILLEGAL_PARAMETER',
    [
      [HandshakeType.certificate, certificate()],
      [HandshakeType.certificate_verify, verify(SignatureScheme.ecdsa_sha1, new Uint8Array(70))],
    ],
  ],
  ['the server’s own CertificateVerify', 'UNEXPECTED_MESSAGE', [[HandshakeType.certificate_verify, forged]]],
];

for (const [what, alert, messages] of clientFlights) {
  test(`a server that requested a certificate answers ${what} with ${alert.toLowerCase()}`, (t) => {
    const pair = pairThatAsks('required', { certificate: identity });
    // The client receives nothing after its hello; the keyedPeer sends instead.
    pair.clientHost.receive = () => {};
    pair.network.advance(50);
    const keyedPeer = new KeyedPeer(pair, 'client');
    for (const [index, [type, body]] of messages.entries())
      keyedPeer.deliver(keyedPeer.message(2, type, index + 1, body));
    t.is(refusalBy(pair, 'server'), alert.toLowerCase());
    t.is(pair.listener.size, 0);
  });
}

test('a server that sent no CertificateRequest refuses a certificate with unexpected_message', (t) => {
  const pair = keyLoggedPair();
  pair.clientHost.receive = () => {};
  pair.network.advance(50);
  const keyedPeer = new KeyedPeer(pair, 'client');
  keyedPeer.deliver(keyedPeer.message(2, HandshakeType.certificate, 1, certificate()));
  t.is(refusalBy(pair, 'server'), 'unexpected_message');
});
