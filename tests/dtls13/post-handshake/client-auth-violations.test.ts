import test from 'ava';
import { HandshakeType } from '../../../generated/dtls13/registries/handshake-type.ts';
import { KeyUpdateRequest } from '../../../generated/dtls13/registries/key-update-request.ts';
import { SignatureScheme } from '../../../generated/dtls13/registries/signature-scheme.ts';
import { Certificate } from '../../../generated/dtls13/wire/certificate.ts';
import { CertificateRequest } from '../../../generated/dtls13/wire/certificate-request.ts';
import type { CertificateRequestExtension } from '../../../generated/dtls13/wire/certificate-request-extension.ts';
import { CertificateVerify } from '../../../generated/dtls13/wire/certificate-verify.ts';
import { Finished } from '../../../generated/dtls13/wire/finished.ts';
import { KeyUpdate } from '../../../generated/dtls13/wire/key-update.ts';
import { ConfigError, createConnection, type WirechartError } from '../../../runtime/dtls13/index.ts';
import { type PairOptions, type SimulatedPair, testCertificate } from '../../../runtime/testing/index.ts';
import { decodeAll, encodeToBytes } from '../../../runtime/wire/index.ts';
import { classicalProvider } from '../classical-provider.ts';
import { pskPair, sensor } from '../handshake/psk/psk-pair.ts';
import { KeyedPeer, keyLoggedPair } from '../keyed-peer.ts';
import { refusalBy } from '../refusal.ts';
import { sentFragments, sentRecordsOf } from '../sent-traffic.ts';
import {
  authentications,
  authPair,
  certificateBody,
  errorCode,
  finishedOf,
  requestBody,
  requestCertificate,
} from './client-auth-pair.ts';

const { certificate, certificate_request, certificate_verify, finished, key_update } = HandshakeType;
type Message = readonly [type: number, body: Uint8Array];

/** A server with open requests, whose client is replaced by a keyed one. */
function requestedPair(
  count = 1,
  options: Pick<PairOptions, 'listener' | 'endpoint'> = {},
): {
  pair: SimulatedPair;
  requests: Uint8Array[];
  contexts: Uint8Array[];
  deliver: (...messages: readonly Message[]) => void;
} {
  const pair = authPair(options);
  pair.clientHost.receive = () => {};
  for (let each = 0; each < count; each++) requestCertificate(pair);
  const requests = sentFragments(sentRecordsOf(pair, 'server'))
    .filter(({ msgType }) => msgType === certificate_request)
    .map(({ fragment }) => fragment);
  const contexts = requests.map((body) => decodeAll(CertificateRequest, body).certificateRequestContext);
  const keyedPeer = new KeyedPeer(pair, 'client');
  // The client has sent ClientHello and Finished.
  let messageSeq = 2;
  const deliver = (...messages: readonly Message[]): void => {
    for (const [type, body] of messages) keyedPeer.deliver(keyedPeer.message(3, type, messageSeq++, body));
  };
  return { pair, requests, contexts, deliver };
}

const NO_MAC: Message = [finished, encodeToBytes(Finished, { verifyData: new Uint8Array(32) })];
const signature = (algorithm: SignatureScheme = SignatureScheme.ecdsa_secp256r1_sha256): Message => [
  certificate_verify,
  encodeToBytes(CertificateVerify, { algorithm, signature: new Uint8Array(70) }),
];
const update: Message = [
  key_update,
  encodeToBytes(KeyUpdate, { requestUpdate: KeyUpdateRequest.update_not_requested }),
];

/** What a server answers to these messages, which are made for the context of its request. */
function answerTo(messages: (context: Uint8Array) => readonly Message[], options?: Pick<PairOptions, 'listener'>) {
  const { pair, contexts, deliver } = requestedPair(1, options);
  deliver(...messages(contexts[0] ?? new Uint8Array()));
  return refusalBy(pair, 'server');
}

const withExtension = (context: Uint8Array, extensionType: number): Message => {
  const extensions = [{ kind: 'unknown', extensionType, extensionData: new Uint8Array() } as const];
  const certificateList = [{ certData: testCertificate.der, extensions }];
  return [certificate, encodeToBytes(Certificate, { certificateRequestContext: context, certificateList })];
};

test('a server refuses a response with a context that is not that of an open request', (t) => {
  t.is(
    answerTo(() => [[certificate, certificateBody(Uint8Array.of(1))]]),
    'illegal_parameter',
  );
  t.is(
    answerTo(() => [[certificate, certificateBody(new Uint8Array())]]),
    'illegal_parameter',
  );
});

test('a server refuses a response that it did not request, and one to a request that is over', (t) => {
  for (const message of [[certificate, certificateBody(Uint8Array.of(1))], signature(), NO_MAC] as const) {
    const pair = authPair();
    const keyedPeer = new KeyedPeer(pair, 'client');
    keyedPeer.deliver(keyedPeer.message(3, message[0], 2, message[1]));
    t.is(refusalBy(pair, 'server'), 'unexpected_message');
  }
  const { pair, requests, contexts, deliver } = requestedPair();
  const [request = new Uint8Array(), context = new Uint8Array()] = [requests[0], contexts[0]];
  const empty = certificateBody(context, true);
  deliver([certificate, empty], [finished, finishedOf(pair, request, empty)]);
  t.deepEqual(authentications(pair), ['0 none']);
  deliver([certificate, empty]);
  t.is(refusalBy(pair, 'server'), 'illegal_parameter');
});

test('a server accepts the responses to several requests in any order', (t) => {
  const { pair, requests, contexts, deliver } = requestedPair(3);
  for (const index of [2, 0, 1]) {
    const empty = certificateBody(contexts[index] as Uint8Array, true);
    deliver([certificate, empty], [finished, finishedOf(pair, requests[index] as Uint8Array, empty)]);
  }
  t.deepEqual(authentications(pair), ['2 none', '0 none', '1 none']);
});

test('a server refuses a message of another kind inside a response', (t) => {
  const { pair, requests, contexts, deliver } = requestedPair(2);
  const empty = certificateBody(contexts[0] as Uint8Array, true);
  deliver([certificate, empty], update);
  t.is(refusalBy(pair, 'server'), 'unexpected_message');
  const other = requestedPair(2);
  other.deliver([certificate, certificateBody(other.contexts[0] as Uint8Array, true)]);
  other.deliver([certificate, certificateBody(other.contexts[1] as Uint8Array, true)]);
  t.is(refusalBy(other.pair, 'server'), 'unexpected_message');
  t.is(requests.length, 2);
});

test('a server refuses a response with a wrong order of messages', (t) => {
  t.is(
    answerTo(() => [signature()]),
    'unexpected_message',
  );
  t.is(
    answerTo(() => [NO_MAC]),
    'unexpected_message',
  );
  t.is(
    answerTo((context) => [[certificate, certificateBody(context)], NO_MAC]),
    'unexpected_message',
  );
  t.is(
    answerTo((context) => [[certificate, certificateBody(context, true)], signature()]),
    'unexpected_message',
  );
});

test('a server refuses a response with an invalid signature, scheme or MAC', (t) => {
  t.is(
    answerTo((context) => [[certificate, certificateBody(context)], signature()]),
    'decrypt_error',
  );
  t.is(
    answerTo((context) => [[certificate, certificateBody(context)], signature(SignatureScheme.ecdsa_sha1)]),
    'illegal_parameter',
  );
  t.is(
    answerTo((context) => [[certificate, certificateBody(context, true)], NO_MAC]),
    'decrypt_error',
  );
});

test('a server refuses a response with a MAC over another request', (t) => {
  const { pair, requests, contexts, deliver } = requestedPair(2);
  const empty = certificateBody(contexts[0] as Uint8Array, true);
  deliver([certificate, empty], [finished, finishedOf(pair, requests[1] as Uint8Array, empty)]);
  t.is(refusalBy(pair, 'server'), 'decrypt_error');
});

test('a server refuses a response with an extension that was not requested or belongs elsewhere', (t) => {
  t.is(
    answerTo((context) => [withExtension(context, 0x2a2a)]),
    'unsupported_extension',
  );
  t.is(
    answerTo((context) => [withExtension(context, 13)]),
    'illegal_parameter',
  );
});

test('a server refuses a response with a certificate that does not match its filters', (t) => {
  const oidFilters = [{ oid: '2.5.29.37', values: Buffer.from('300a06082b06010505070302', 'hex') }];
  t.is(
    answerTo((context) => [[certificate, certificateBody(context)]], { listener: { oidFilters } }),
    'unsupported_certificate',
  );
});

test('a server refuses messages of a response that do not decode', (t) => {
  t.is(
    answerTo((context) => [[certificate, certificateBody(context).subarray(0, 30)]]),
    'decode_error',
  );
  t.is(
    answerTo((context) => [
      [certificate, certificateBody(context)],
      [certificate_verify, Uint8Array.of(4)],
    ]),
    'decode_error',
  );
});

test('a second CertificateVerify is refused while the application verifies the chain', (t) => {
  const { pair, contexts, deliver } = requestedPair();
  pair.serverHost.request = () => {};
  deliver([certificate, certificateBody(contexts[0] as Uint8Array)], signature());
  t.is(errorCode(pair, 'server'), undefined);
  deliver(signature());
  t.is(refusalBy(pair, 'server'), 'unexpected_message');
});

/** What a client answers to a CertificateRequest of a keyed server. */
function clientAnswerTo(...bodies: readonly Uint8Array[]) {
  const pair = authPair();
  pair.serverHost.receive = () => {};
  const keyedPeer = new KeyedPeer(pair, 'server');
  for (const [index, body] of bodies.entries()) {
    keyedPeer.deliver(keyedPeer.message(3, certificate_request, 5 + index, body));
  }
  return refusalBy(pair, 'client');
}

const CONTEXT = Uint8Array.of(7);

test('a client refuses a later CertificateRequest that breaks a rule', (t) => {
  const filter = { certificateExtensionOid: Buffer.from('0603551d25', 'hex'), certificateExtensionValues: Buffer.of() };
  const filters: CertificateRequestExtension = { kind: 'oid_filters', extensionData: { filters: [filter, filter] } };
  const cookie = { kind: 'unknown', extensionType: 44, extensionData: new Uint8Array() } as const;
  const empty = encodeToBytes(CertificateRequest, { certificateRequestContext: CONTEXT, extensions: [] });
  t.is(clientAnswerTo(requestBody(CONTEXT), requestBody(CONTEXT)), 'illegal_parameter');
  t.is(clientAnswerTo(empty), 'missing_extension');
  t.is(clientAnswerTo(requestBody(CONTEXT, cookie)), 'illegal_parameter');
  t.is(clientAnswerTo(requestBody(CONTEXT, filters)), 'illegal_parameter');
  t.is(clientAnswerTo(requestBody(CONTEXT).subarray(0, 5)), 'decode_error');
  t.is(clientAnswerTo(requestBody(CONTEXT), requestBody(Uint8Array.of(8))), 'secure');
});

test('a client with an external pre-shared key refuses a CertificateRequest', (t) => {
  const pair = pskPair({ endpoint: { keylog: true }, connection: { psks: [sensor], postHandshakeAuth: true } });
  t.true(pair.handshake());
  pair.network.advance(100);
  const keyedPeer = new KeyedPeer(pair, 'server');
  keyedPeer.deliver(keyedPeer.message(3, certificate_request, 3, requestBody(CONTEXT)));
  t.is(refusalBy(pair, 'client'), 'unexpected_message');
});

test('a server refuses a CertificateRequest of a client', (t) => {
  const pair = authPair();
  const keyedPeer = new KeyedPeer(pair, 'client');
  keyedPeer.deliver(keyedPeer.message(3, certificate_request, 2, requestBody(CONTEXT)));
  t.is(refusalBy(pair, 'server'), 'unexpected_message');
});

const codeOf = (call: () => unknown): string | undefined => {
  try {
    call();
    return undefined;
  } catch (error) {
    return (error as WirechartError).code;
  }
};

test('a certificate is requested only from a client that offered it, and at most 16 times at once', (t) => {
  const request = (pair: SimulatedPair) => codeOf(() => requestCertificate(pair));
  t.is(request(authPair({ connection: { postHandshakeAuth: false } })), 'ERR_DTLS_NO_CLIENT_AUTHENTICATION');
  const withKey = pskPair({ connection: { psks: [sensor], postHandshakeAuth: true } });
  t.true(withKey.handshake());
  t.is(request(withKey), 'ERR_DTLS_NO_CLIENT_AUTHENTICATION');
  const pair = authPair();
  t.is(
    codeOf(() => pair.client.requestCertificate({}, pair.network.now)),
    'ERR_DTLS_NO_CLIENT_AUTHENTICATION',
  );
  for (let number = 0; number < 16; number++) t.is(requestCertificate(pair), number);
  t.is(request(pair), 'ERR_DTLS_TOO_MANY_REQUESTS');
  pair.network.advance(1000);
  t.is(authentications(pair).length, 16);
  t.is(requestCertificate(pair), 16);
  pair.close('server');
  t.is(request(pair), 'ERR_DTLS_NOT_SECURE');
  const young = keyLoggedPair({}, { connection: { postHandshakeAuth: true } });
  t.is(
    codeOf(() => young.client.requestCertificate({}, young.network.now)),
    'ERR_DTLS_NOT_SECURE',
  );
});

test('a request with invalid options is refused and not sent', (t) => {
  const pair = authPair();
  const refused = (options: Record<string, unknown>) =>
    t.throws(() => requestCertificate(pair, options), { instanceOf: ConfigError })?.option;
  t.is(refused({ required: 1 }), 'required');
  t.is(refused({ timeout: 0 }), 'timeout');
  t.is(refused({ timeout: 'long' }), 'timeout');
  t.is(refused({ certificateAuthorities: [Uint8Array.of(5)] }), 'certificateAuthorities');
  t.is(refused({ oidFilters: [{ oid: 'x', values: new Uint8Array() }] }), 'oidFilters');
  t.truthy(refused({ force: true }));
  const host = { address: () => new Uint8Array(1) };
  const connection = { host, provider: classicalProvider, path: 0, postHandshakeAuth: 1 as unknown as boolean };
  t.throws(() => createConnection(connection, 0), { instanceOf: ConfigError, message: /postHandshakeAuth/ });
  t.is(requestCertificate(pair), 0);
});

for (const [operation, side, code] of [
  ['sign', 'client', 'ERR_DTLS_INTERNAL'],
  ['verify', 'server', 'ERR_DTLS_INTERNAL'],
] as const) {
  test(`a provider that fails in ${operation} of a response ends the connection with internal_error`, (t) => {
    const pair = authPair({ [side === 'client' ? 'connection' : 'listener']: { provider: failing(operation) } });
    t.is(errorCode(pair, side), undefined);
    broken.add(operation);
    requestCertificate(pair);
    pair.network.advance(100);
    broken.delete(operation);
    t.is(errorCode(pair, side), code);
    t.is(errorCode(pair, side === 'client' ? 'server' : 'client'), 'ERR_DTLS_ALERT_INTERNAL_ERROR');
  });
}

const broken = new Set<string>();

/** A provider whose operation fails while it is in `broken`. */
function failing(operation: 'sign' | 'verify'): typeof classicalProvider {
  return {
    ...classicalProvider,
    [operation]: (...values: never[]) => {
      if (broken.has(operation)) throw new Error('broken');
      return (classicalProvider[operation] as (...values: never[]) => unknown)(...values);
    },
  };
}
