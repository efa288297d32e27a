import test, { type ExecutionContext } from 'ava';
import type { DtlsConnection } from '../../../runtime/dtls13/connection/connection.ts';
import type { ConnectionParts } from '../../../runtime/dtls13/connection/connection-parts.ts';
import { type Dependent, OpenRequests } from '../../../runtime/dtls13/connection/open-requests.ts';
import { type ApplicationRequest, type Connection, createConnection } from '../../../runtime/dtls13/index.ts';
import {
  type PairOptions,
  type SimulatedHost,
  type SimulatedPair,
  simulatePair,
  testCertificate,
  trustTestCertificate,
} from '../../../runtime/testing/index.ts';
import { classicalProvider } from '../classical-provider.ts';
import { keyLoggedPair } from '../keyed-peer.ts';

const { publicKey } = testCertificate;
const accepting = (id: number) => ({ id, accept: true as const, publicKey });
const identity = {
  chain: [testCertificate.der],
  privateKey: classicalProvider.importPrivateKey(testCertificate.privateKey),
};

/** Requests that write down how they end. */
class Notebook {
  readonly lines: string[] = [];
  readonly requests = new OpenRequests((id) => this.lines.push(`${id} closed`));

  open(id: number, dependent: Dependent, deadline: number, then = () => {}): void {
    this.requests.open({
      id,
      kind: 'chain',
      dependent,
      deadline,
      answered: (response) => {
        this.lines.push(`${id} ${response.accept ? 'accepted' : 'rejected'}`);
        then();
      },
      expired: () => {
        this.lines.push(`${id} expired`);
        then();
      },
    });
  }
}

test('requests are answered in any order, each at most once', (t) => {
  const notebook = new Notebook();
  const { requests, lines } = notebook;
  for (const id of [1, 2, 3]) notebook.open(id, 'exchange', 100);
  t.true(requests.answer(accepting(3), 0));
  t.true(requests.answer(accepting(1), 0));
  t.false(requests.answer(accepting(3), 0), 'answered before');
  t.false(requests.answer(accepting(4), 0), 'unknown');
  t.true(requests.answer(accepting(2), 0));
  t.false(requests.answer(accepting(2), 0));
  t.deepEqual(lines, ['3 closed', '3 accepted', '1 closed', '1 accepted', '2 closed', '2 accepted']);
});

test('each request stalls what depends on it, until the last one of this kind is answered', (t) => {
  const notebook = new Notebook();
  const { requests } = notebook;
  t.false(requests.stalls('handshake'));
  notebook.open(1, 'handshake', 100);
  notebook.open(2, 'exchange', 100);
  notebook.open(3, 'handshake', 100);
  t.true(requests.stalls('handshake'));
  requests.answer(accepting(1), 0);
  t.true(requests.stalls('handshake'));
  requests.answer(accepting(3), 0);
  t.false(requests.stalls('handshake'));
  t.true(requests.stalls('exchange'));
});

test('a request without a response expires at its deadline, the others remain open', (t) => {
  const notebook = new Notebook();
  const { requests, lines } = notebook;
  t.is(requests.deadline, Number.POSITIVE_INFINITY);
  notebook.open(1, 'exchange', 300);
  notebook.open(2, 'exchange', 200);
  t.is(requests.deadline, 200);
  requests.expire(199);
  t.deepEqual(lines, []);
  t.false(requests.answer(accepting(2), 200), 'too late, although the timer did not expire yet');
  requests.expire(200);
  t.deepEqual(lines, ['2 closed', '2 expired']);
  t.is(requests.deadline, 300);
  t.true(requests.answer(accepting(1), 299));
  requests.expire(1000);
  t.deepEqual(lines, ['2 closed', '2 expired', '1 closed', '1 accepted']);
});

test('a request that ends may open another one or end the connection', (t) => {
  const notebook = new Notebook();
  const { requests, lines } = notebook;
  notebook.open(1, 'exchange', 100, () => notebook.open(4, 'exchange', 50));
  t.true(requests.answer(accepting(1), 0));
  notebook.open(2, 'exchange', 100, () => requests.clear());
  notebook.open(3, 'exchange', 100);
  lines.length = 0;
  requests.expire(100);
  t.deepEqual(lines, ['4 closed', '4 expired', '2 closed', '2 expired', '3 closed']);
  t.is(requests.deadline, Number.POSITIVE_INFINITY);
  t.false(requests.answer(accepting(3), 0));
});

// Through a connection.

/** The requests of a connection that the application has not answered. */
function unanswered(host: SimulatedHost): { readonly of: Connection; readonly request: ApplicationRequest }[] {
  const requests: { readonly of: Connection; readonly request: ApplicationRequest }[] = [];
  host.request = (of, request) => {
    requests.push({ of, request });
  };
  return requests;
}

/** The requests that an exchange after the handshake, or a later step of it, would open. */
function requestsOf(connection: Connection | undefined): OpenRequests {
  return ((connection as DtlsConnection).context as ConnectionParts).requests;
}

const received = (host: SimulatedHost) =>
  host.events.flatMap(({ event }) => (event.kind === 'message' ? [Buffer.from(event.data).toString()] : []));
const kinds = (host: SimulatedHost) => host.events.map(({ event }) => event.kind);
const mutual = (endpoint: PairOptions['endpoint'] = {}, listener: PairOptions['listener'] = {}) =>
  keyLoggedPair(endpoint, {
    connection: { certificate: identity },
    listener: { requestCertificate: 'required', ...listener },
  });

test('responses to requests that are not open have no effect, and are counted', (t) => {
  const { client, clientHost, network, listener, serverHost } = mutual();
  const requests = unanswered(clientHost);
  network.advance(100);
  const id = requests[0]?.request.id ?? -1;
  client.respond(accepting(id + 1), network.now);
  t.is(client.statistics.responsesIgnored, 1, 'unknown');
  client.respond(accepting(id), network.now);
  client.respond(accepting(id), network.now);
  t.is(client.statistics.responsesIgnored, 2, 'a second one');
  const serverRequests = unanswered(serverHost);
  clientHost.drain();
  network.advance(100);
  const [{ of, request }] = serverRequests as [(typeof serverRequests)[0]];
  listener.respond(accepting(request.id + 5), network.now);
  t.is(listener.statistics.responsesIgnored, 1);
  of.respond(accepting(request.id), network.now);
  listener.respond(accepting(request.id), network.now);
  t.is(listener.statistics.responsesIgnored, 2, 'the connection has got it');
  serverHost.drain();
  t.is(kinds(serverHost).at(-1), 'secure');
  client.abandon(network.now);
  client.respond(accepting(id), network.now);
  t.is(client.statistics.responsesIgnored, 3, 'after the end');
});

test('a response at the deadline is too late, a response just before it counts', (t) => {
  for (const early of [0, 1]) {
    const { client, clientHost, network } = keyLoggedPair({ handshakeTimeout: 5000 });
    const requests = unanswered(clientHost);
    network.advance(1000);
    const [{ request }] = requests as [(typeof requests)[0]];
    const { id, deadline } = request;
    t.is(client.nextDeadline(), deadline);
    // The host is busy: no timer expires before the response.
    client.respond(accepting(id), deadline - early);
    client.handleTimeout(deadline);
    clientHost.drain();
    t.is(kinds(clientHost).includes('error'), early === 0);
    t.is(kinds(clientHost).includes('secure'), early === 1);
    t.is(client.statistics.responsesIgnored, 1 - early);
  }
});

test('a server whose application is not sure yet receives and acknowledges the rest of the flight, despite loss', (t) => {
  // The CertificateVerify does not fit into the datagram in which the Certificate ends.
  const long = { ...identity, chain: [testCertificate.der, new Uint8Array(90)] };
  const pair = keyLoggedPair(
    { maxDatagramSize: 256 },
    { connection: { certificate: long }, listener: { requestCertificate: 'required' } },
  );
  const { network, clientHost, serverHost, client, listener } = pair;
  const requests = unanswered(serverHost);
  const receive = serverHost.receive.bind(serverHost);
  let hasLost = false;
  serverHost.receive = (from, datagram) => {
    // Not the first datagram after the Certificate.
    const isLost = requests.length > 0 && !hasLost;
    if (isLost) hasLost = true;
    else receive(from, datagram);
  };
  network.advance(5000);
  t.true(client.statistics.retransmissions > 0, 'the lost record was sent again');
  t.true(kinds(clientHost).includes('secure'));
  t.false(kinds(serverHost).includes('secure'));
  const { retransmissions } = client.statistics;
  network.advance(20_000);
  t.is(client.statistics.retransmissions, retransmissions, 'the whole flight is acknowledged');
  const { datagramsReceived } = listener.statistics;
  listener.respond(accepting(requests[0]?.request.id ?? -1), network.now);
  serverHost.drain();
  t.true(kinds(serverHost).includes('secure'), 'the messages of the client were kept');
  t.is(listener.statistics.datagramsReceived, datagramsReceived);
});

test('a server retransmits its flight to a client whose application is not sure yet', (t) => {
  const { network, clientHost, client, listener } = keyLoggedPair({ maxDatagramSize: 400 });
  const requests = unanswered(clientHost);
  let lossEnd = Number.POSITIVE_INFINITY;
  const receive = clientHost.receive.bind(clientHost);
  clientHost.receive = (from, datagram) => {
    // All datagrams after the Certificate are lost, for two seconds.
    if (requests.length === 0 || network.now > lossEnd) receive(from, datagram);
  };
  network.run(() => requests.length === 1);
  lossEnd = network.now + 2000;
  network.advance(20_000);
  t.true(listener.statistics.retransmissions > 0);
  client.respond(accepting(requests[0]?.request.id ?? -1), network.now);
  clientHost.drain();
  t.true(kinds(clientHost).includes('secure'), 'the rest of the flight arrived before the response');
});

test('a second request that stalls the handshake may be open, and is answered in any order', (t) => {
  for (const order of [
    [0, 1],
    [1, 0],
  ]) {
    const { network, clientHost, client } = keyLoggedPair();
    const requests = unanswered(clientHost);
    network.advance(100);
    const second = 77;
    requestsOf(client).open({
      id: second,
      kind: 'chain',
      dependent: 'handshake',
      deadline: network.now + 1000,
      answered: () => {},
      expired: () => {},
    });
    const ids = [requests[0]?.request.id ?? -1, second];
    client.respond(accepting(ids[order[0] as number] as number), network.now);
    clientHost.drain();
    network.advance(10);
    t.false(kinds(clientHost).includes('secure'));
    client.respond(accepting(ids[order[1] as number] as number), network.now);
    clientHost.drain();
    t.true(kinds(clientHost).includes('secure'));
    t.is(client.statistics.responsesIgnored, 0);
  }
});

/** Opens on both sides two requests of exchanges after the handshake. */
function pairWithExchanges(options: Partial<PairOptions> = {}) {
  const pair: SimulatedPair = simulatePair({
    clientProvider: classicalProvider,
    serverProvider: classicalProvider,
    ...options,
    endpoint: { connectionIds: { length: 4 }, ...options.endpoint },
  });
  pair.handshake();
  pair.network.advance(100);
  const lines: string[] = [];
  const open = (name: string, connection: Connection | undefined, id: number, lasting: number) => {
    requestsOf(connection).open({
      id,
      kind: 'chain',
      dependent: 'exchange',
      deadline: pair.network.now + lasting,
      answered: ({ id }) => lines.push(`${name} ${id} answered`),
      expired: () => lines.push(`${name} ${id} expired`),
    });
  };
  for (const id of [1001, 1002]) {
    open('client', pair.client, id, 60_000);
    open('server', pair.server, id, 60_000);
  }
  return { pair, lines, open };
}

function sendBothWays(t: ExecutionContext, pair: SimulatedPair, text: string): void {
  for (const side of ['client', 'server'] as const) pair.send(side, Buffer.from(`${side} ${text}`));
  pair.network.advance(200);
  t.true(received(pair.serverHost).includes(`client ${text}`), text);
  t.true(received(pair.clientHost).includes(`server ${text}`), text);
}

test('requests of exchanges after the handshake stall no data, no update of keys or ids, and no ACK', (t) => {
  const { pair, lines } = pairWithExchanges({ network: { loss: 0.2, seed: 5 } });
  const { network, client, clientHost, serverHost } = pair;
  const server = pair.server as Connection;
  client.updateKeys({ requestPeer: true }, network.now);
  client.issueConnectionIds({ count: 2, immediate: true }, network.now);
  client.requestConnectionIds(2, network.now);
  clientHost.drain();
  server.updateKeys({ requestPeer: true }, network.now);
  serverHost.drain();
  network.advance(20_000);
  for (const side of [client, server]) {
    t.true(side.statistics.keyUpdatesSent >= 1);
    t.true(side.statistics.keyUpdatesReceived >= 1);
    t.is(side.timers().retransmit, Number.POSITIVE_INFINITY, 'everything is acknowledged');
  }
  t.true((client.connectionIds?.spares.length ?? 0) > 0);
  t.deepEqual(lines, []);
  server.respond(accepting(1002), network.now);
  server.respond(accepting(1001), network.now);
  client.respond(accepting(1001), network.now);
  t.deepEqual(lines, ['server 1002 answered', 'server 1001 answered', 'client 1001 answered']);
});

test('data flows while requests of exchanges are open, and after one of them expired', (t) => {
  const { pair, lines, open } = pairWithExchanges();
  const { network, client } = pair;
  open('client', client, 1003, 500);
  sendBothWays(t, pair, 'before');
  t.is(client.nextDeadline(), network.now - 200 + 500);
  network.advance(400);
  t.deepEqual(lines, ['client 1003 expired']);
  sendBothWays(t, pair, 'after');
  client.respond(accepting(1003), network.now);
  t.is(client.statistics.responsesIgnored, 1);
});

test('limits of keys, and the end of a connection, do not wait for requests of exchanges', (t) => {
  const limited = pairWithExchanges({ endpoint: { rekeyAfter: { records: 64 } } }).pair;
  for (let index = 0; index < 150; index++) sendBothWays(t, limited, `${index}`);
  t.true(limited.client.statistics.keyUpdatesSent >= 2);
  const { pair, lines } = pairWithExchanges();
  pair.close('client');
  pair.network.advance(1000);
  t.is(kinds(pair.clientHost).at(-1), 'closed');
  t.is(kinds(pair.serverHost).at(-1), 'closed');
  t.is(pair.client.nextDeadline(), Number.POSITIVE_INFINITY);
  t.is(pair.listener.size, 0);
  pair.client.respond(accepting(1001), pair.network.now);
  t.is(pair.client.statistics.responsesIgnored, 1);
  t.deepEqual(lines, [], 'what waited has ended with the connection');
});

test('a client that updates its keys and ids before it is accepted agrees with the server afterwards', (t) => {
  const pair = mutual({ connectionIds: { length: 4 } });
  const { network, client, clientHost, serverHost, listener } = pair;
  const requests = unanswered(serverHost);
  network.advance(200);
  const first = client.connectionIds?.own[0];
  client.updateKeys({}, network.now);
  client.issueConnectionIds({ count: 1, immediate: true }, network.now);
  clientHost.drain();
  network.advance(3000);
  t.is(client.statistics.keyUpdatesSent, 0, 'the server has no keys for it yet');
  listener.respond(accepting(requests[0]?.request.id ?? -1), network.now);
  serverHost.drain();
  network.advance(10_000);
  t.is(client.statistics.keyUpdatesSent, 1);
  const used = pair.server?.connectionIds?.peer;
  t.notDeepEqual(used, first);
  t.true(client.connectionIds?.own.some((id) => Buffer.compare(id, used ?? id.subarray(1)) === 0));
  sendBothWays(t, pair, 'with the new keys');
});

test('closing and eviction end a handshake with an open request, and only this one', (t) => {
  for (const end of ['close', 'evict'] as const) {
    const pair = mutual();
    const { network, serverHost, listener } = pair;
    const requests = unanswered(serverHost);
    network.advance(200);
    const second = network.host('second', trustTestCertificate);
    const connect = (host: SimulatedHost) =>
      host.attach(
        createConnection(
          {
            host,
            provider: classicalProvider,
            path: host.path('server'),
            servername: 'localhost',
            certificate: identity,
          },
          network.now,
        ),
      );
    connect(second);
    network.advance(200);
    t.is(requests.length, 2);
    const [first, other] = requests as [(typeof requests)[0], (typeof requests)[0]];
    if (end === 'close') first.of.close(network.now);
    else (first.of as DtlsConnection).evict(network.now);
    serverHost.drain();
    listener.respond(accepting(first.request.id), network.now);
    t.is(listener.statistics.responsesIgnored, 1);
    listener.respond(accepting(other.request.id), network.now);
    serverHost.drain();
    const ended = serverHost.events.filter(({ of }) => of === first.of).at(-1)?.event.kind;
    t.is(ended, end === 'close' ? 'closed' : 'error');
    t.true(serverHost.events.some(({ of, event }) => of === other.of && event.kind === 'secure'));
  }
});
