import test from 'ava';
import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import { ExtensionType } from '../../../generated/dtls13/registries/extension-type.ts';
import { ClientHello } from '../../../generated/dtls13/wire/client-hello.ts';
import type { ClientHelloExtension } from '../../../generated/dtls13/wire/client-hello-extension.ts';
import { type FreshnessRequest, type Session, WirechartError } from '../../../runtime/dtls13/index.ts';
import { CertificateError } from '../../../runtime/errors/certificate-error.ts';
import { type PairOptions, type SimulatedPair, testCertificate } from '../../../runtime/testing/index.ts';
import { encodeToBytes } from '../../../runtime/wire/index.ts';
import { classicalProvider } from '../classical-provider.ts';
import { exchangesData, firstSession, importedWith, secureEvent, sensor } from '../handshake/psk/psk-pair.ts';
import { tamper } from '../hostile/tampering.ts';
import { KeyedPeer } from '../keyed-peer.ts';
import {
  clientHellos,
  earlyListener,
  earlyMessages,
  earlyPair,
  earlySession,
  kinds,
  results,
  sendEarly,
} from './early-pair.ts';

/** The handshake completes, with a cookie, and nothing of the early data reaches the server's application. */
function rejects(pair: SimulatedPair, messages = 1): string {
  const sent = sendEarly(pair, ...Array.from({ length: messages }, (_, index) => `early ${index}`));
  if (!pair.handshake()) return 'the handshake failed';
  if (sent !== messages) return `sent ${sent}`;
  if (earlyMessages(pair).length > 0) return 'the early data arrived';
  const [ours, theirs] = results(pair);
  if (ours?.accepted !== false || ours.messages !== messages) return `the client reports ${JSON.stringify(ours)}`;
  if (theirs !== undefined) return `the server reports ${JSON.stringify(theirs)}`;
  if (secureEvent(pair, 'clientHost')?.helloRetry !== true) return 'no HelloRetryRequest';
  if (
    clientHellos(pair)
      .at(-1)
      ?.extensions.some(({ kind }) => kind === 'early_data')
  )
    return 'offered again';
  if (pair.listener.statistics.earlyDataAccepted !== 0) return 'counted as accepted';
  return exchangesData(pair) && earlyMessages(pair).length === 0 ? 'rejected' : 'no data';
}

/** A server that never accepted anything, because no freshness was asked. */
function unasked(pair: SimulatedPair): string {
  pair.serverHost.isFresh = () => {
    throw new WirechartError('ERR_WIRECHART_SIMULATION', 'the server asked');
  };
  return rejects(pair);
}

test('early data is only offered when the application asks, with a session that permits it', (t) => {
  const offers = (session: Session | undefined, options: Partial<PairOptions>['connection'] = {}) => {
    const pair = earlyPair(session as Session, { connection: options });
    const types = clientHellos(pair)[0]?.extensions.map(({ kind }) => kind) ?? [];
    t.is(pair.client.maxEarlyMessageSize > 0, types.includes('early_data'));
    t.is(sendEarly(pair, 'x') > 0, types.includes('early_data'));
    return types.slice(-2);
  };
  t.deepEqual(offers(earlySession()), ['early_data', 'pre_shared_key']);
  t.not(offers(earlySession(), { earlyData: false })[0], 'early_data');
  t.not(offers(earlySession(), { earlyData: undefined })[0], 'early_data');
  t.not(offers(firstSession())[0], 'early_data');
  t.not(offers(undefined, { psks: [sensor] })[0], 'early_data');
  // The suite of the session is not offered, but one with the same hash is.
  t.not(offers(earlySession(), { cipherSuites: ['TLS_CHACHA20_POLY1305_SHA256'] })[0], 'early_data');
  t.is(firstSession().maxEarlyData, 0);
});

test('a replayed ClientHello is answered with a HelloRetryRequest, and its early data is discarded', (t) => {
  const session = earlySession();
  const recorded = session.export() as Uint8Array;
  const pair = earlyPair(session);
  sendEarly(pair, 'once');
  t.true(pair.handshake());
  const flight = pair.network.datagrams.filter(({ from }) => from === 'client').slice(0, 2);
  t.deepEqual(earlyMessages(pair), ['once']);
  const before = pair.listener.size;
  // From another address, as the path of the client has a connection.
  for (const { bytes } of flight) pair.network.inject('attacker', 'server', bytes);
  pair.network.advance(10);
  t.deepEqual(earlyMessages(pair), ['once']);
  t.is(pair.listener.statistics.helloRetryRequests, 1);
  t.is(pair.listener.statistics.discarded.earlyData + pair.listener.statistics.discarded.unassociated, 1);
  t.is(pair.listener.size, before, 'nothing is kept');
  t.is(recorded.length > 0, true);
});

test('a second use of a ticket is a full round trip, not an error', (t) => {
  const session = earlySession();
  const again = importedWith(session, {});
  const recorded = new Set<string>();
  const isFresh = ({ key }: FreshnessRequest) => recorded.size < recorded.add(key.join()).size;
  const first = earlyPair(session);
  first.serverHost.isFresh = isFresh;
  sendEarly(first, 'a');
  t.true(first.handshake());
  t.deepEqual(earlyMessages(first), ['a']);
  const second = earlyPair(again);
  second.serverHost.isFresh = isFresh;
  t.is(rejects(second), 'rejected');
  t.true(secureEvent(second, 'clientHost')?.resumed);
  t.is(second.listener.statistics.helloRetryRequests, 1);
});

for (const [name, shift] of [
  ['older', 12_000],
  ['younger', -12_000],
] as const) {
  test(`a ticket that is ${name} than the client claims leads to a HelloRetryRequest`, (t) => {
    const session = earlySession();
    const date = earlyPair(earlySession()).network.now;
    t.is(unasked(earlyPair(session, { listener: { wallClock: () => date + shift } })), 'rejected');
    const inside = earlyPair(earlySession(), { listener: { wallClock: () => date + shift * 0.75 } });
    sendEarly(inside, 'x');
    t.true(inside.handshake());
    t.deepEqual(earlyMessages(inside), ['x']);
    const wide = { wallClock: () => date + shift, earlyDataWindow: 20_000 };
    const accepted = earlyPair(earlySession(), { listener: wide });
    sendEarly(accepted, 'x');
    t.true(accepted.handshake());
    t.deepEqual(earlyMessages(accepted), ['x']);
  });
}

test('a server accepts early data only under the suite, protocol and maximum of the ticket', (t) => {
  t.is(
    unasked(
      earlyPair(earlySession(), {
        listener: { cipherSuites: ['TLS_CHACHA20_POLY1305_SHA256', 'TLS_AES_128_GCM_SHA256'] },
      }),
    ),
    'rejected',
  );
  const protocols = { alpnProtocols: ['a', 'b'] };
  const withProtocol = () => earlySession({ endpoint: protocols });
  t.is(
    unasked(earlyPair(withProtocol(), { connection: protocols, listener: { alpnProtocols: ['b', 'a'] } })),
    'rejected',
  );
  t.is(unasked(earlyPair(withProtocol(), { connection: protocols })), 'rejected');
  t.is(unasked(earlyPair(earlySession(), { listener: { maxEarlyData: 999 } })), 'rejected');
  t.is(unasked(earlyPair(earlySession(), { listener: { maxEarlyData: 0 } })), 'rejected');
  const same = earlyPair(withProtocol(), { endpoint: protocols });
  sendEarly(same, 'x');
  t.true(same.handshake());
  t.deepEqual(earlyMessages(same), ['x']);
});

/** The pre-shared keys in the reverse order. */
function reversed(extension: ClientHelloExtension): ClientHelloExtension {
  if (extension.kind !== 'pre_shared_key') return extension;
  const { identities, binders } = extension.extensionData;
  const extensionData = { identities: identities.toReversed(), binders: binders.toReversed() };
  return { kind: 'pre_shared_key', extensionData };
}

test('a server accepts early data only with the first identity', (t) => {
  const pair = earlyPair(earlySession(), { connection: { psks: [sensor] } });
  tamper(pair.serverHost, ClientHello, (hello) => ({ ...hello, extensions: hello.extensions.map(reversed) }));
  pair.serverHost.isFresh = () => t.fail() as unknown as boolean;
  pair.network.advance(15);
  t.is(pair.listener.statistics.helloRetryRequests, 1);
});

test('a server that needs another key share rejects early data with its HelloRetryRequest', (t) => {
  t.is(unasked(earlyPair(earlySession(), { connection: { keyShares: [] } })), 'rejected');
  const pair = earlyPair(earlySession(), { connection: { keyShares: [] }, listener: { cookies: 'never' } });
  t.is(unasked(pair), 'rejected');
});

test('a forged binder costs a HelloRetryRequest, and the application is not asked', (t) => {
  const pair = earlyPair(earlySession());
  pair.serverHost.isFresh = () => t.fail() as unknown as boolean;
  tamper(pair.serverHost, ClientHello, (hello) => {
    const bytes = encodeToBytes(ClientHello, hello);
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    return bytes;
  });
  pair.network.advance(15);
  t.is(pair.listener.statistics.helloRetryRequests, 1);
  t.is(pair.listener.size, 0);
});

test('cookies: always, given by the application, forbids early data', (t) => {
  t.is(unasked(earlyPair(earlySession(), { listener: { cookies: 'always' } })), 'rejected');
  t.is(earlySession({ listener: { cookies: 'always' } }).maxEarlyData, 0);
});

for (const cookies of ['never', 'as-needed'] as const) {
  test(`without a required cookie, rejected early data costs no round trip, cookies: ${cookies}`, (t) => {
    const pair = earlyPair(earlySession(), { listener: { cookies } });
    pair.serverHost.isFresh = () => false;
    t.is(sendEarly(pair, 'x'), 1);
    t.true(pair.handshake());
    t.deepEqual(earlyMessages(pair), []);
    t.deepEqual(results(pair), [
      { accepted: false, messages: 1 },
      { accepted: false, messages: 0 },
    ]);
    t.is(pair.listener.statistics.helloRetryRequests, 0);
    t.true(secureEvent(pair, 'serverHost')?.resumed);
    t.true(exchangesData(pair));
  });
}

test('half of the handshake table in use: early data needs a cookie', (t) => {
  const pair = earlyPair(earlySession(), { listener: { maxHandshakes: 1 } });
  pair.serverHost.isFresh = () => undefined;
  pair.network.advance(15);
  t.is(pair.listener.size, 1);
  const session = earlySession();
  const [hello] = clientDatagrams(earlyPair(session));
  pair.network.inject('another', 'server', hello as Uint8Array);
  pair.network.advance(1);
  t.is(pair.listener.size, 1);
  t.is(pair.listener.statistics.helloRetryRequests, 1);
});

test('a path with a connection gets no second one by early data', (t) => {
  const pair = earlyPair(earlySession());
  t.true(pair.handshake());
  const [hello] = clientDatagrams(earlyPair(earlySession()));
  pair.network.inject('client', 'server', hello as Uint8Array);
  pair.network.advance(1);
  t.is(pair.listener.size, 1);
  t.is(pair.listener.statistics.helloRetryRequests, 1);
});

function clientDatagrams(pair: SimulatedPair): Uint8Array[] {
  return pair.network.datagrams.filter(({ from }) => from === 'client').map(({ bytes }) => bytes);
}

test('early data waits for the answer about freshness', (t) => {
  const pair = earlyPair(earlySession());
  const requests: FreshnessRequest[] = [];
  pair.serverHost.isFresh = (request) => {
    requests.push(request);
    return undefined;
  };
  sendEarly(pair, 'a', 'b');
  pair.network.advance(15);
  const [request] = requests;
  t.is(requests.length, 1);
  t.is(request?.key.length, 32);
  t.true((request?.expires ?? 0) > (request?.received ?? 0));
  t.true((request?.notBefore ?? 0) < (request?.received ?? 0));
  t.deepEqual(kinds(pair, 'serverHost'), []);
  t.is(pair.network.datagrams.filter(({ from }) => from === 'server').length, 0);
  pair.listener.respond({ id: request?.id ?? -1, fresh: true }, pair.network.now);
  pair.serverHost.drain();
  t.deepEqual(earlyMessages(pair), ['a', 'b']);
  sendEarly(pair, 'c');
  t.true(pair.handshake());
  t.deepEqual(earlyMessages(pair), ['a', 'b', 'c']);
});

test('an answer that does not come in half a retransmission timer rejects the early data', (t) => {
  const pair = earlyPair(earlySession());
  let asked: FreshnessRequest | undefined;
  pair.serverHost.isFresh = (request) => {
    asked = request;
    return undefined;
  };
  t.is(rejects(pair, 3), 'rejected');
  t.is(asked && asked.deadline - asked.received, 500);
  t.deepEqual(kinds(pair, 'serverHost').slice(0, 1), ['withdrawn']);
  const ignored = pair.listener.statistics.responsesIgnored;
  pair.listener.respond({ id: asked?.id ?? -1, fresh: true }, pair.network.now);
  t.is(pair.listener.statistics.responsesIgnored, ignored + 1);
  t.is(pair.listener.statistics.discarded.earlyData, 3);
});

test('a second answer, and one of another kind, have no effect', (t) => {
  const pair = earlyPair(earlySession());
  let id = -1;
  pair.serverHost.isFresh = (request) => {
    id = request.id;
    return undefined;
  };
  sendEarly(pair, 'x');
  pair.network.advance(15);
  const { listener, network } = pair;
  t.throws(() => listener.respond({ id, psk: undefined }, network.now), { code: 'ERR_WIRECHART_CONFIG' });
  t.throws(() => listener.respond({ id, fresh: 1 as unknown as boolean }, network.now), {
    code: 'ERR_WIRECHART_CONFIG',
  });
  listener.respond({ id, fresh: false }, network.now);
  listener.respond({ id, fresh: true }, network.now);
  t.is(listener.statistics.responsesIgnored, 1);
  pair.serverHost.drain();
  t.true(pair.handshake());
  t.deepEqual(earlyMessages(pair), []);
});

test('more messages than can wait are dropped and counted', (t) => {
  const pair = earlyPair(earlySession());
  pair.serverHost.isFresh = () => undefined;
  t.is(sendEarly(pair, ...Array.from({ length: 300 }, () => 'a')), 300);
  pair.network.advance(15);
  t.is(pair.listener.statistics.discarded.earlyData, 44);
});

test('a client sends no more early data than the ticket permits', (t) => {
  const pair = earlyPair(earlySession());
  t.is(sendEarly(pair, 'x'.repeat(600)), 1);
  t.is(pair.client.maxEarlyMessageSize, 400);
  t.is(sendEarly(pair, 'x'.repeat(401)), 0);
  t.is(sendEarly(pair, 'x'.repeat(400)), 1);
  t.is(pair.client.maxEarlyMessageSize, 0);
  t.is(sendEarly(pair, ''), 0);
  t.true(pair.handshake());
  t.is(earlyMessages(pair).join('').length, 1000);
  t.is(sendEarly(pair, 'x'), 0, 'after the handshake');
});

test('the keys of early data are dropped when the handshake is complete', (t) => {
  const pair = earlyPair(earlySession(), { endpoint: { keylog: true } });
  t.true(pair.handshake());
  t.false(pair.server?.epochs().some(({ epoch }) => epoch === 1));
  const peer = new KeyedPeer(pair, 'client');
  const before = pair.listener.statistics.discarded.unknownEpoch;
  peer.deliver(peer.record(1, ContentType.application_data, Buffer.from('late')));
  t.is(pair.listener.statistics.discarded.unknownEpoch, before + 1);
  t.deepEqual(earlyMessages(pair), []);
});

test('a record of early data is delivered once, however often it arrives', (t) => {
  const pair = earlyPair(earlySession());
  sendEarly(pair, 'x');
  const [, data] = clientDatagrams(pair);
  pair.network.advance(11);
  for (let copy = 0; copy < 3; copy++) pair.network.inject('client', 'server', data as Uint8Array);
  t.true(pair.handshake());
  t.deepEqual(earlyMessages(pair), ['x']);
  t.is(pair.listener.statistics.discarded.replayed, 3);
});

test('early records that do not authenticate are dropped and counted', (t) => {
  const pair = earlyPair(earlySession());
  sendEarly(pair, 'x');
  const [, data] = clientDatagrams(pair);
  pair.network.advance(11);
  const forged = new Uint8Array(data as Uint8Array);
  forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1;
  pair.network.inject('client', 'server', forged);
  t.true(pair.handshake());
  t.is(pair.listener.statistics.discarded.unauthentic, 1);
  t.deepEqual(earlyMessages(pair), ['x']);
});

test('the early exporter gives both sides the same bytes, and others than the exporter', (t) => {
  const pair = earlyPair(earlySession());
  sendEarly(pair, 'x');
  const context = Uint8Array.of(1);
  const ours = pair.client.exportEarlyKeyingMaterial('label', context, 32);
  pair.network.advance(15);
  t.deepEqual(pair.server?.exportEarlyKeyingMaterial('label', context, 32), ours);
  t.true(pair.handshake());
  t.notDeepEqual(pair.client.exportKeyingMaterial('label', context, 32), ours);
  const without = earlyPair(earlySession(), { connection: { earlyData: false } });
  t.throws(() => without.client.exportEarlyKeyingMaterial('label', context, 32), { code: 'ERR_DTLS_NO_EARLY_DATA' });
});

const clientCertificate = {
  chain: [testCertificate.der],
  privateKey: classicalProvider.importPrivateKey(testCertificate.privateKey),
};
const authenticated = {
  connection: { certificate: clientCertificate },
  listener: { requestCertificate: 'required' },
} as const;

test('early data of a client with a certificate waits until the application has verified it again', (t) => {
  const pair = earlyPair(earlySession(authenticated), authenticated);
  const { request } = pair.serverHost;
  const asked: string[] = [];
  pair.serverHost.request = (of, applicationRequest) => {
    asked.push(`${applicationRequest.kind} ${earlyMessages(pair).length}`);
    request.call(pair.serverHost, of, applicationRequest);
  };
  sendEarly(pair, 'x');
  t.true(pair.handshake());
  t.deepEqual(asked, ['freshness 0', 'chain 0']);
  t.deepEqual(earlyMessages(pair), ['x']);
  t.true(secureEvent(pair, 'serverHost')?.resumed);
});

test('early data of a client whose certificate is not trusted any more is rejected', (t) => {
  const pair = earlyPair(earlySession(authenticated), authenticated);
  const { request } = pair.serverHost;
  let refusals = 2;
  pair.serverHost.request = (of, applicationRequest) => {
    if (applicationRequest.kind !== 'chain' || refusals === 0) {
      request.call(pair.serverHost, of, applicationRequest);
      return;
    }
    refusals -= 1;
    const error = new CertificateError('REVOKED', 'on a list');
    of.respond({ id: applicationRequest.id, accept: false, alert: 'certificate_revoked', error }, pair.network.now);
  };
  t.is(rejects(pair), 'rejected');
  t.is(refusals, 0);
  t.false(secureEvent(pair, 'serverHost')?.resumed);
});

test('the first ClientHello has early_data and the second has not', (t) => {
  const pair = earlyPair(earlySession());
  pair.serverHost.isFresh = () => false;
  t.is(rejects(pair), 'rejected');
  const offered = clientHellos(pair).map(({ extensions }) => extensions.some(({ kind }) => kind === 'early_data'));
  t.deepEqual(offered, [true, false]);
  t.is(ExtensionType.early_data, 42);
  t.is(earlyListener.maxEarlyData, 1000);
});
