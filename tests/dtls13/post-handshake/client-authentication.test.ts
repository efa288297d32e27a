import test from 'ava';
import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import { HandshakeType } from '../../../generated/dtls13/registries/handshake-type.ts';
import { Certificate } from '../../../generated/dtls13/wire/certificate.ts';
import { CertificateRequest } from '../../../generated/dtls13/wire/certificate-request.ts';
import { Finished } from '../../../generated/dtls13/wire/finished.ts';
import type { ChainRequest } from '../../../runtime/dtls13/index.ts';
import { type SimulatedPair, testCertificate } from '../../../runtime/testing/index.ts';
import { decodeAll } from '../../../runtime/wire/index.ts';
import { classicalProvider } from '../classical-provider.ts';
import { type SentFragment, sentFragments, sentRecords, sentTypes } from '../sent-traffic.ts';
import { authentications, authPair, errorCode, finishedOf, requestCertificate, SIGNED } from './client-auth-pair.ts';

const { certificate, certificate_request, certificate_verify, finished } = HandshakeType;

/** The messages of a side with this type, each once. */
function bodiesOf(pair: SimulatedPair, from: 'client' | 'server', ...types: readonly number[]): Uint8Array[] {
  return messagesOf(pair, from)
    .filter(({ msgType, record }) => types.includes(msgType) && record.epoch >= 3)
    .map(({ fragment }) => fragment);
}

function messagesOf(pair: SimulatedPair, from: 'client' | 'server'): readonly SentFragment[] {
  const messages = new Map<number, SentFragment>();
  for (const each of sentFragments(sentRecords(pair))) {
    if (each.record.from === from && !messages.has(each.messageSeq)) messages.set(each.messageSeq, each);
  }
  return [...messages].toSorted(([a], [b]) => a - b).map(([, message]) => message);
}

test('a server that requests a certificate after the handshake gets it, with a signature', (t) => {
  const pair = authPair();
  const asked: Pick<ChainRequest, 'subject' | 'certificateRequest'>[] = [];
  const { request } = pair.serverHost;
  pair.serverHost.request = (of, applicationRequest) => {
    if (applicationRequest.kind === 'chain') {
      const { subject, certificateRequest } = applicationRequest;
      asked.push({ subject, certificateRequest });
    }
    request.call(pair.serverHost, of, applicationRequest);
  };
  t.is(requestCertificate(pair), 0);
  pair.network.advance(100);
  t.deepEqual(asked, [{ subject: 'client', certificateRequest: 0 }]);
  t.deepEqual(authentications(pair), [`0 ${SIGNED}`]);
  const types = sentTypes(sentRecords(pair), 'client');
  t.deepEqual(types.slice(-3), [certificate, certificate_verify, finished]);
  t.is(errorCode(pair, 'client') ?? errorCode(pair, 'server'), undefined);
  pair.network.advance(10_000);
  t.is(pair.client.statistics.retransmissions + pair.listener.statistics.retransmissions, 0);
});

test('a client without a fitting certificate responds with an empty Certificate and Finished', (t) => {
  const pair = authPair({ connection: { certificate: undefined } });
  requestCertificate(pair);
  pair.network.advance(100);
  t.deepEqual(authentications(pair), ['0 none']);
  t.deepEqual(sentTypes(sentRecords(pair), 'client').slice(-2), [certificate, finished]);
  const [body] = bodiesOf(pair, 'client', certificate);
  t.deepEqual(decodeAll(Certificate, body ?? new Uint8Array()).certificateList, []);
});

test('a server that requires a certificate after the handshake refuses a client without one', (t) => {
  const pair = authPair({ connection: { certificate: undefined } });
  requestCertificate(pair, { required: true });
  pair.network.advance(100);
  t.is(errorCode(pair, 'server'), 'ERR_DTLS_PEER_CERTIFICATE_REQUIRED');
  t.is(errorCode(pair, 'client'), 'ERR_DTLS_ALERT_CERTIFICATE_REQUIRED');
});

test('the Finished of a response covers handshake, request and certificate, under the client’s traffic secret', (t) => {
  const pair = authPair();
  requestCertificate(pair);
  requestCertificate(pair);
  pair.network.advance(100);
  const requests = bodiesOf(pair, 'server', certificate_request);
  const responses = bodiesOf(pair, 'client', certificate, certificate_verify, finished);
  t.is(requests.length, 2);
  t.is(responses.length, 6);
  for (const [index, request] of requests.entries()) {
    const [chain, signature, mac] = responses.slice(3 * index) as [Uint8Array, Uint8Array, Uint8Array];
    t.deepEqual(decodeAll(Finished, mac).verifyData, finishedOf(pair, request, chain, signature));
    const { certificateRequestContext } = decodeAll(Certificate, chain);
    t.deepEqual(certificateRequestContext, decodeAll(CertificateRequest, request).certificateRequestContext);
  }
});

test('each request has an unpredictable context of its own', (t) => {
  const contexts = new Set<string>();
  for (let run = 0; run < 2; run++) {
    const pair = authPair();
    for (let request = 0; request < 3; request++) t.is(requestCertificate(pair), request);
    pair.network.advance(100);
    for (const body of bodiesOf(pair, 'server', certificate_request)) {
      const { certificateRequestContext: context } = decodeAll(CertificateRequest, body);
      t.is(context.length, 16);
      contexts.add(Buffer.from(context).toString('hex'));
    }
    t.deepEqual(authentications(pair), [`0 ${SIGNED}`, `1 ${SIGNED}`, `2 ${SIGNED}`]);
  }
  t.is(contexts.size, 6);
});

test('data, tickets and new keys may come between a request and its response', (t) => {
  const pair = authPair({ connection: { sessions: true }, listener: { tickets: 2 } });
  const held: Uint8Array[] = [];
  const { receive } = pair.clientHost;
  pair.clientHost.receive = (_from, datagram) => {
    held.push(datagram);
  };
  requestCertificate(pair);
  pair.send('server', Buffer.from('hello'));
  pair.network.advance(50);
  pair.client.updateKeys({ requestPeer: true }, pair.network.now);
  pair.clientHost.drain();
  pair.send('client', Buffer.from('early'));
  pair.network.advance(50);
  pair.clientHost.receive = receive;
  for (const datagram of held.splice(0)) pair.clientHost.receive('server', datagram);
  pair.network.advance(2000);
  t.deepEqual(authentications(pair), [`0 ${SIGNED}`]);
  t.is(pair.client.epochs().findLast(({ direction }) => direction === 'write')?.epoch, 4);
  t.is(pair.server?.epochs().findLast(({ direction }) => direction === 'write')?.epoch, 4);
  t.is(errorCode(pair, 'client') ?? errorCode(pair, 'server'), undefined);
});

test('a response that waits for a KeyUpdate is sent under the new keys, with their secret', (t) => {
  const pair = authPair();
  pair.client.updateKeys({}, pair.network.now);
  requestCertificate(pair);
  // The request arrives while the KeyUpdate is outstanding.
  pair.clientHost.drain();
  pair.network.advance(200);
  t.deepEqual(authentications(pair), [`0 ${SIGNED}`]);
  const records = sentRecords(pair).filter(({ from }) => from === 'client');
  const response = sentFragments(records).filter(({ msgType, record }) => msgType === certificate && record.epoch > 2);
  t.deepEqual(
    response.map(({ record }) => record.epoch),
    [4],
  );
});

/** The ACKs of the client since the datagram with this index. */
const acksOfClient = (pair: SimulatedPair, since: number) =>
  sentRecords(pair).filter(
    ({ from, datagram, contentType }) => from === 'client' && datagram >= since && contentType === ContentType.ack,
  );

test('a request that is answered at once is not acknowledged', (t) => {
  for (const pacing of ['adaptive', 'fixed'] as const) {
    const pair = authPair({ endpoint: { pacing } });
    const since = pair.network.datagrams.length;
    requestCertificate(pair);
    pair.network.advance(2000);
    t.deepEqual(authentications(pair), [`0 ${SIGNED}`]);
    t.deepEqual(acksOfClient(pair, since), []);
  }
});

test('a request whose response waits for a KeyUpdate is acknowledged', (t) => {
  const pair = authPair();
  const since = pair.network.datagrams.length;
  pair.client.updateKeys({}, pair.network.now);
  requestCertificate(pair);
  pair.clientHost.drain();
  pair.network.advance(200);
  t.deepEqual(authentications(pair), [`0 ${SIGNED}`]);
  t.is(acksOfClient(pair, since).length, 1);
});

test('a message that has no response is acknowledged, also where a request is answered with it', (t) => {
  const pair = authPair({ endpoint: { connectionIds: { length: 4 } } });
  const held: Uint8Array[] = [];
  const { receive } = pair.clientHost;
  pair.clientHost.receive = (_from, datagram) => {
    held.push(datagram);
  };
  pair.server?.requestConnectionIds(1, pair.network.now);
  pair.serverHost.drain();
  requestCertificate(pair);
  pair.network.advance(50);
  pair.clientHost.receive = receive;
  t.is(held.length, 2);
  // The request waits for the message before it, which completes both.
  pair.clientHost.receive('server', held[1] as Uint8Array);
  pair.clientHost.receive('server', held[0] as Uint8Array);
  pair.network.advance(3000);
  t.is(pair.server?.statistics.retransmissions, 0);
  t.deepEqual(authentications(pair), [`0 ${SIGNED}`]);
});

test('a request that waits for a KeyUpdate of the server is sent after it', (t) => {
  const pair = authPair();
  pair.server?.updateKeys({}, pair.network.now);
  requestCertificate(pair);
  pair.network.advance(200);
  t.deepEqual(authentications(pair), [`0 ${SIGNED}`]);
  const requests = sentFragments(sentRecords(pair)).filter(({ msgType }) => msgType === certificate_request);
  t.deepEqual(
    requests.map(({ record }) => record.epoch),
    [4],
  );
});

test('keys that change while the application verifies the chain do not invalidate the Finished before', (t) => {
  const pair = authPair();
  let respond = (): void => {};
  const { request } = pair.serverHost;
  pair.serverHost.request = (of, applicationRequest) => {
    respond = () => {
      request.call(pair.serverHost, of, applicationRequest);
      pair.serverHost.drain();
    };
  };
  requestCertificate(pair);
  pair.network.advance(100);
  pair.client.updateKeys({}, pair.network.now);
  pair.clientHost.drain();
  pair.network.advance(100);
  t.is(pair.client.epochs().findLast(({ direction }) => direction === 'write')?.epoch, 4);
  t.deepEqual(authentications(pair), []);
  pair.send('client', Buffer.from('meanwhile'));
  pair.network.advance(100);
  respond();
  t.deepEqual(authentications(pair), [`0 ${SIGNED}`]);
  t.is(errorCode(pair, 'server'), undefined);
});

test('a request without a response ends the connection after its timeout with a TimeoutError', (t) => {
  const pair = authPair();
  pair.clientHost.receive = () => {};
  requestCertificate(pair, { timeout: 5000 });
  pair.network.advance(4999);
  t.is(errorCode(pair, 'server'), undefined);
  pair.network.advance(1);
  t.is(errorCode(pair, 'server'), 'ERR_DTLS_TIMEOUT');
  const error = pair.serverHost.events.at(-1)?.event;
  t.regex(error?.kind === 'error' ? error.error.message : '', /the request for a certificate: no answer for 5000 ms/);
});

test('the default of the timeout is handshakeTimeout, and Infinity sets no limit', (t) => {
  const endOf = (timeout?: number) => {
    const pair = authPair({ endpoint: { handshakeTimeout: 7000, maxRetransmissions: 1000, maxTimeout: 1000 } });
    pair.clientHost.receive = () => {};
    requestCertificate(pair, { timeout });
    const start = pair.network.now;
    for (let step = 0; step < 20 && errorCode(pair, 'server') === undefined; step++) pair.network.advance(1000);
    return pair.network.now - start;
  };
  t.is(endOf(), 7000);
  t.is(endOf(Number.POSITIVE_INFINITY), 20_000);
});

test('a chain that the application rejects after the handshake ends the connection with its alert', (t) => {
  const pair = authPair({ connection: { certificate: { chain: [Uint8Array.of(1)], privateKey: otherKey } } });
  requestCertificate(pair);
  pair.network.advance(100);
  t.is(errorCode(pair, 'server'), 'ERR_DTLS_CERTIFICATE_UNKNOWN_ISSUER');
  t.is(errorCode(pair, 'client'), 'ERR_DTLS_ALERT_UNKNOWN_CA');
});
const otherKey = classicalProvider.importPrivateKey(testCertificate.privateKey);

test('an application that never decides about the chain ends the connection after handshakeTimeout', (t) => {
  const pair = authPair({ endpoint: { handshakeTimeout: 3000 } });
  pair.serverHost.request = () => {};
  requestCertificate(pair);
  pair.network.advance(2900);
  t.is(errorCode(pair, 'server'), undefined);
  pair.network.advance(200);
  t.is(errorCode(pair, 'server'), 'ERR_DTLS_TIMEOUT');
  pair.network.advance(100);
  t.is(errorCode(pair, 'client'), 'ERR_DTLS_ALERT_CERTIFICATE_UNKNOWN');
});

test('a decision after the end of the connection, or a second one, has no effect', (t) => {
  const pair = authPair();
  const ids: number[] = [];
  pair.serverHost.request = (_of, { id }) => {
    ids.push(id);
  };
  requestCertificate(pair);
  pair.network.advance(100);
  const accept = () => {
    pair.listener.respond({ id: ids[0] ?? -1, accept: true, publicKey: testCertificate.publicKey }, pair.network.now);
    pair.serverHost.drain();
  };
  accept();
  accept();
  t.deepEqual(authentications(pair), [`0 ${SIGNED}`]);
  t.is(pair.listener.statistics.responsesIgnored, 1);
  requestCertificate(pair);
  pair.network.advance(100);
  pair.close('server');
  pair.network.advance(100);
  t.notThrows(() =>
    pair.listener.respond({ id: ids[1] ?? -1, accept: true, publicKey: testCertificate.publicKey }, pair.network.now),
  );
  t.is(pair.listener.statistics.responsesIgnored, 2);
});
