import { EventEmitter } from 'node:events';
import { runInNewContext } from 'node:vm';
import test from 'ava';
import type { Connection } from '../../runtime/dtls13/index.ts';
import { createCounters } from '../../runtime/dtls13/statistics.ts';
import { CertificateError } from '../../runtime/errors/certificate-error.ts';
import { ConfigError } from '../../runtime/errors/config-error.ts';
import { WirechartError } from '../../runtime/errors/wirechart-error.ts';
import {
  attach,
  complete,
  DtlsSession,
  deliver,
  detach,
  receive,
  retainAddress,
  setPeerCertificate,
  setRemoteAddress,
} from '../../runtime/net/dtls-session.ts';
import { emitGuarded } from '../../runtime/net/listener-guard.ts';
import { PeerCertificate } from '../../runtime/net/peer-certificate.ts';
import { ReceivedMessages } from '../../runtime/net/received-messages.ts';
import type { SessionCarrier } from '../../runtime/net/session-carrier.ts';

const remote = { address: '192.0.2.1', family: 'IPv4', port: 4433 } as const;
const secure = {
  kind: 'secure',
  protocol: 'DTLSv1.3',
  cipherSuite: 'TLS_AES_128_GCM_SHA256',
  group: 'x25519',
  resumed: false,
  pskIdentity: undefined,
  peerSignatureScheme: undefined,
  helloRetry: false,
  alpnProtocol: undefined,
  servername: undefined,
  srtpProfile: undefined,
  earlyData: undefined,
  elapsed: 5,
} as const;

function made(open = true, maxMessageSize = 1178) {
  const calls: string[] = [];
  const session = new DtlsSession('host.example', { maxQueuedMessages: 3 });
  const connection = {
    statistics: { ...createCounters(), retransmissions: 7 },
    /** As in the core, where nothing can be sent before the handshake is complete. */
    get maxMessageSize() {
      return session.protocol === undefined ? 0 : maxMessageSize;
    },
    lastReceivedAt: 5,
    epochs: () => [],
    exportKeyingMaterial: (label: string, _: Uint8Array, length: number) => new Uint8Array(length).fill(label.length),
  };
  const carrier: SessionCarrier = {
    connection: connection as Partial<Connection> as Connection,
    driver: {
      send: (to, data) => to === carrier.connection && calls.push(Buffer.from(data).toString()) > 0,
      sendMany: (to, { at }) => (to === carrier.connection ? at.length : 0),
      configure: () => {},
      requestCertificate: () => 0,
      updateKeys: () => calls.push('<update>') + 3,
      close: (target) => calls.push(target === carrier.connection ? '<close>' : '<close of another connection>'),
    },
    remote,
    verifiesPeers: true,
    abandon: () => calls.push('<abandon>'),
  };
  session[attach](carrier);
  if (open) session[deliver](secure);
  return { session, calls, carrier };
}

/** Messages that arrived together, in memory that belongs to the socket. */
function message(...texts: string[]): ReceivedMessages {
  const messages = new ReceivedMessages();
  const length = Int32Array.from(texts, (text) => text.length);
  const at = length.map((_, index) => 1 + length.subarray(0, index).reduce((sum, bytes) => sum + bytes, 0));
  messages.set({} as Connection, Buffer.from(`.${texts.join('')}.`), at, length, texts.length);
  return messages;
}

test('the end of the handshake is reported by promise, callback and event', async (t) => {
  const { session } = made(false);
  const told: string[] = [];
  session.onhandshake = (protocol) => told.push(protocol);
  session.on('handshake', ({ group }) => told.push(group ?? ''));
  t.is(session.protocol, undefined);
  t.is(session.cipher, undefined);
  session[deliver](secure);
  session[deliver](secure);
  t.like(await session.opened, { cipherSuite: 'TLS_AES_128_GCM_SHA256', elapsed: 5 });
  t.deepEqual(told, ['DTLSv1.3', 'x25519']);
  t.like(session, { protocol: 'DTLSv1.3', remoteAddress: remote, servername: 'host.example', destroyed: false });
  t.deepEqual(session.cipher, {
    name: 'TLS_AES_128_GCM_SHA256',
    standardName: 'TLS_AES_128_GCM_SHA256',
    version: 'DTLSv1.3',
  });
});

test('text is sent as UTF-8, bytes as they are, and both are counted', (t) => {
  const { session, calls } = made();
  t.true(session.send('grüße'));
  t.true(session.send(Uint8Array.of(65)));
  t.deepEqual(calls, ['grüße', 'A']);
  t.like(session.stats, { messagesSent: 2, bytesSent: 8, messagesReceived: 0, retransmissions: 7 });
  t.is(new DtlsSession(undefined, { maxQueuedMessages: 1 }).stats.discarded.replayed, 0);
  t.like(
    t.throws(() => session.send(7 as never), { instanceOf: ConfigError }),
    { option: 'data' },
  );
  t.like(
    t.throws(() => session.close({ signal: 7 as never }), { instanceOf: ConfigError }),
    { option: 'signal' },
  );
  t.like(
    t.throws(() => session.messages({ signal: {} as never }), { instanceOf: ConfigError }),
    { option: 'signal' },
  );
});

test('a promise is one object and tells the same, asked for before or after', async (t) => {
  const [early, late] = [made(false).session, made(false).session];
  const { opened, closed } = early;
  for (const session of [early, late]) {
    session[deliver](secure);
    session[deliver]({ kind: 'closed' });
  }
  t.is(early.opened, opened);
  t.is(early.closed, closed);
  t.is(late.opened, late.opened);
  t.is(late.closed, late.closed);
  for (const session of [early, late]) {
    t.is((await session.opened).elapsed, 5);
    t.is(await session.closed, undefined);
  }
});

test('the event of the handshake has the value of the promise', async (t) => {
  const { session } = made(false);
  const results: unknown[] = [];
  session.on('handshake', (result) => results.push(result));
  session[deliver](secure);
  t.is(results[0], await session.opened);
});

test('a failure that is not asked about is no unhandled rejection, and is told later', async (t) => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown): void => void unhandled.push(reason);
  process.on('unhandledRejection', note);
  t.teardown(() => process.off('unhandledRejection', note));
  const [failed, closing, open] = [made(false).session, made(false).session, made().session];
  const error = new WirechartError('ERR_DTLS_TEST', 'test');
  void closing.close();
  for (const session of [failed, closing, open]) session[deliver]({ kind: 'error', error });
  await new Promise((resolve) => setTimeout(resolve, 10));
  t.deepEqual(unhandled, []);
  for (const { closed } of [failed, closing, open]) await t.throwsAsync(closed, { is: error });
  await t.throwsAsync(failed.opened, { is: error });
  await t.throwsAsync(closing.opened, { code: 'ERR_DTLS_CLOSED' });
  t.is((await open.opened).elapsed, 5);
});

test('sessions with the same result do not share what the application may change', async (t) => {
  const { kind: _, servername, ...parameters } = secure;
  const result = { ...parameters, pskIdentity: Uint8Array.of(1), earlyData: { accepted: true, messages: 2 } };
  const [one, other] = [made(false).session, made(false).session];
  for (const session of [one, other]) session[complete]({ result, servername }, 7);
  const opened = await one.opened;
  t.deepEqual(opened, { ...result, elapsed: 7 });
  t.is(one.pskIdentity, opened.pskIdentity);
  one.pskIdentity?.fill(9);
  Object.assign(opened.earlyData ?? {}, { messages: 9 });
  Object.assign(opened, { protocol: 'another' });
  t.is(one.protocol, 'DTLSv1.3');
  t.deepEqual(other.pskIdentity, Uint8Array.of(1));
  t.deepEqual(await other.opened, { ...result, elapsed: 7 });
  t.deepEqual(result.pskIdentity, Uint8Array.of(1));
});

test('a session keeps the address that it had when its carrier knew it last', (t) => {
  const addresses = [1, 2, 3, 4].map((port) => ({ ...remote, port }));
  const { carrier } = made();
  let asked = 0;
  const moving = Object.create(carrier, { remote: { get: () => addresses[asked++] } }) as SessionCarrier;
  const attached = (): DtlsSession => {
    const session = new DtlsSession(undefined, {});
    session[attach](moving);
    return session;
  };
  const looked = attached();
  t.is(asked, 0);
  t.is(looked.remoteAddress, looked.remoteAddress);
  t.is(looked.remoteAddress?.port, 1);
  looked[setRemoteAddress](remote);
  looked.destroy();
  t.is(looked.remoteAddress, remote);
  const retained = attached();
  retained[retainAddress]();
  t.is(asked, 2);
  t.is(retained.remoteAddress?.port, 2);
  const ended = attached();
  ended.destroy();
  t.is(asked, 3);
  t.is(ended.remoteAddress?.port, 3);
  const detached = attached();
  detached[detach]();
  t.is(detached.remoteAddress?.port, 4);
  detached[attach](carrier);
  t.is(detached.remoteAddress, remote);
  t.is(new DtlsSession(undefined, {}).remoteAddress, undefined);
});

test('sending before the handshake is complete throws, and so does sending after the end', async (t) => {
  const { session, calls } = made(false);
  t.throws(() => session.send('early'), { code: 'ERR_DTLS_NOT_OPEN' });
  session[deliver](secure);
  void session.close();
  t.false(session.send('late'));
  session[deliver]({ kind: 'closed' });
  t.throws(() => session.send('too late'), { code: 'ERR_DTLS_CLOSED' });
  await session.closed;
  t.deepEqual(calls, ['<close>']);
});

test('messages go to callback, listeners and iterator alike', async (t) => {
  const { session } = made();
  const told: string[] = [];
  session.onmessage = (data) => told.push(`callback ${Buffer.from(data)}`);
  session.on('message', (data) => told.push(`event ${Buffer.from(data)}`));
  const iterator = session[Symbol.asyncIterator]();
  session[receive](message('a'));
  t.deepEqual(told, ['callback a', 'event a']);
  t.is(Buffer.from((await iterator.next()).value ?? []).toString(), 'a');
  session[deliver]({ kind: 'closed' });
  t.true((await iterator.next()).done);
});

test('messages wait for a later iterator, but not where a listener got them', async (t) => {
  const { session } = made();
  for (const text of ['1', '2', '3', '4']) session[receive](message(text));
  t.is(session.stats.messagesDropped, 1);
  const first = await session.messages().next();
  t.is(Buffer.from(first.value ?? []).toString(), '2');
  const heard = made().session;
  heard.onmessage = () => {};
  heard[receive](message('x'));
  heard[deliver]({ kind: 'closed' });
  t.true((await heard.messages().next()).done);
});

test('closing waits for the peer, and closing twice is one close', async (t) => {
  const { session, calls } = made();
  const [a, b] = [session.close(), session.close()];
  t.is(a, b);
  t.deepEqual(calls, ['<close>']);
  session[receive](message('last words'));
  t.is(session.stats.messagesReceived, 1);
  session[deliver]({ kind: 'closed' });
  await a;
  t.true(session.destroyed);
  const { createdAt, handshakeCompletedAt = 0, closingAt = 0, destroyedAt = 0 } = session.stats;
  t.true(createdAt <= handshakeCompletedAt && handshakeCompletedAt <= closingAt && closingAt <= destroyedAt);
  await session.close();
});

test('a signal ends the wait for the peer', async (t) => {
  const { session, calls } = made();
  await t.throwsAsync(session.close({ signal: AbortSignal.abort(new Error('enough')) }), { message: 'enough' });
  t.deepEqual(calls, ['<close>', '<abandon>']);
  const controller = new AbortController();
  const other = made();
  const closing = other.session.close({ signal: controller.signal });
  controller.abort('a reason that is no error');
  const aborted = await t.throwsAsync(closing, { instanceOf: WirechartError, code: 'ERR_DTLS_ABORTED' });
  t.like(aborted, { message: 'aborted', cause: 'a reason that is no error' });
  const odd = new Proxy(
    {},
    {
      getPrototypeOf() {
        throw new Error('looked at');
      },
    },
  );
  await t.throwsAsync(made().session.close({ signal: AbortSignal.abort(odd) }), { message: 'aborted' });
  const third = made();
  const closed = third.session.close({ signal: new AbortController().signal });
  third.session[deliver]({ kind: 'closed' });
  await t.notThrowsAsync(closed);
});

test('closing before the handshake is complete rejects opened and resolves closed', async (t) => {
  const { session } = made(false);
  const closing = session.close();
  await t.throwsAsync(session.opened, { code: 'ERR_DTLS_CLOSED' });
  session[deliver](secure);
  t.is(session.protocol, undefined);
  session[deliver]({ kind: 'closed' });
  await t.notThrowsAsync(closing);
  const unattached = new DtlsSession(undefined, { maxQueuedMessages: 1 });
  await t.notThrowsAsync(unattached.close());
  await t.throwsAsync(unattached.opened, { code: 'ERR_DTLS_CLOSED' });
});

test('destroying sends nothing to the peer; its error is reported everywhere', async (t) => {
  const { session, calls } = made();
  const told: unknown[] = [];
  const error = new Error('enough');
  session.onerror = (problem) => told.push(problem);
  session.on('error', (problem) => told.push(problem));
  session.on('close', () => told.push('close'));
  session.destroy(error);
  session.destroy(new Error('again'));
  t.deepEqual(calls, ['<abandon>']);
  t.deepEqual(told, [error, error, 'close']);
  await t.throwsAsync(session.closed, { is: error });
  await t.throwsAsync(session.messages().next(), { is: error });
  session[receive](message('ghost'));
  t.is(session.stats.messagesReceived, 0);
  await t.notThrowsAsync(async () => {
    const quiet = made();
    quiet.session.destroy();
    await quiet.session.closed;
  });
});

test('a fatal error needs no listener, and no unhandled rejection ends the process', async (t) => {
  const { session } = made(false);
  const error = new WirechartError('ERR_DTLS_TEST', 'test');
  session[deliver]({ kind: 'error', error });
  await new Promise(setImmediate);
  await t.throwsAsync(session.opened, { is: error });
  await t.throwsAsync(session.closed, { is: error });
});

test('key log lines and traces reach their listeners', (t) => {
  const { session } = made();
  const told: string[] = [];
  session.onkeylog = (line) => told.push(line);
  session.on('keylog', (line) => told.push(line));
  session.on('trace', ({ machine, edge }) => told.push(`${machine} ${edge}`));
  const clientRandom = new Uint8Array(2).fill(0xab);
  session[deliver]({ kind: 'keylog', label: 'SERVER_TRAFFIC_SECRET_0', clientRandom, secret: Uint8Array.of(1) });
  session[deliver]({ kind: 'transition', machine: 'flight', instance: 0, edge: 3 });
  t.deepEqual(told, ['SERVER_TRAFFIC_SECRET_0 abab 01', 'SERVER_TRAFFIC_SECRET_0 abab 01', 'flight 3']);
});

test('the session has the result of verification, and is authorized when the handshake is complete', (t) => {
  const { session } = made(false);
  t.false(session.authorized);
  t.is(session.peerX509Certificate, undefined);
  t.is(session.peerCertificate, undefined);
  t.deepEqual(session.peerCertificateChain, []);
  session[setPeerCertificate](new PeerCertificate([], undefined), undefined);
  t.false(session.authorized, 'the peer has not shown that it has the key');
  session[deliver](secure);
  t.true(session.authorized);
  const error = new CertificateError('EXPIRED', 'old');
  session[setPeerCertificate](new PeerCertificate([Uint8Array.of(1)], error), undefined);
  t.false(session.authorized);
  t.is(session.authorizationError, error);
  t.is(session.peerX509Certificate, undefined, 'no certificate at all');
  t.is(session.peerCertificateChain.length, 1);
});

test('disposal closes', async (t) => {
  const { session, calls } = made();
  const disposal = session[Symbol.asyncDispose]();
  session[deliver]({ kind: 'closed' });
  await disposal;
  t.deepEqual(calls, ['<close>']);
});

test.serial('a listener that throws causes an uncaught exception of the process and has no other effect', async (t) => {
  const emitter = new EventEmitter();
  const told: string[] = [];
  emitter.on('event', () => {
    throw new Error('mine');
  });
  emitter.once('event', (value: string) => told.push(value));
  // Stand in for the process's own handlers (AVA's among them) for one turn.
  const others = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  const uncaught = new Promise<Error>((resolve) => process.once('uncaughtException', resolve));
  emitGuarded(emitter, 'event', 'heard');
  t.is((await uncaught).message, 'mine');
  for (const other of others) process.on('uncaughtException', other);
  t.deepEqual(told, ['heard']);
  t.is(emitter.listenerCount('event'), 1);
});

test('the longest message is known while the session is open', (t) => {
  const { session } = made(false);
  t.is(session.maxMessageSize, 0);
  session[deliver](secure);
  t.is(session.maxMessageSize, 1178);
  session.destroy();
  t.is(session.maxMessageSize, 0);
});

const text = (data: Uint8Array): string => Buffer.from(data).toString();

test('messages that arrived before onmessage was set are delivered in order, after the call that set it', async (t) => {
  const { session } = made();
  const told: string[] = [];
  for (const word of ['1', '2', '3']) session[receive](message(word));
  session.onmessage = (data) => told.push(text(data));
  t.deepEqual(told, []);
  // One that comes meanwhile is the last.
  session[receive](message('4'));
  await new Promise(setImmediate);
  session[receive](message('5'));
  t.deepEqual(told, ['1', '2', '3', '4', '5']);
  t.is(session.stats.messagesDropped, 0);
  t.is(session.onmessage?.length, 1);
});

test('messages that arrived before an event listener are delivered to it, for each method that adds one', async (t) => {
  for (const way of ['on', 'addListener', 'prependListener', 'once', 'prependOnceListener'] as const) {
    const { session } = made();
    const told: string[] = [];
    session[receive](message('early'));
    session[way]('message', (data) => told.push(text(data)));
    await new Promise(setImmediate);
    t.deepEqual(told, ['early'], way);
  }
});

test('a removed listener leaves the remaining messages to the next, and none is delivered twice', async (t) => {
  const { session } = made();
  const told: string[] = [];
  for (const word of ['1', '2', '3']) session[receive](message(word));
  session.once('message', (data) => told.push(`once ${text(data)}`));
  await new Promise(setImmediate);
  t.deepEqual(told, ['once 1']);
  session[receive](message('4'));
  session.onmessage = (data) => {
    told.push(text(data));
    if (told.length === 3) session.onmessage = undefined;
  };
  await new Promise(setImmediate);
  t.deepEqual(told, ['once 1', '2', '3']);
  t.is(text((await session.messages().next()).value ?? new Uint8Array()), '4');
});

test('a waiting message goes to the first receiver, iterator or listener', async (t) => {
  const { session } = made();
  const told: string[] = [];
  session[receive](message('1'));
  session[receive](message('2'));
  const iterator = session.messages();
  session.onmessage = (data) => told.push(text(data));
  await new Promise(setImmediate);
  t.deepEqual(told, [], 'the iterator was first');
  session[receive](message('3'));
  t.deepEqual(told, ['3'], 'both get what comes while both are there');
  const read = [await iterator.next(), await iterator.next()].map(({ value }) => text(value ?? new Uint8Array()));
  t.deepEqual(read, ['1', '2']);
  await iterator.return?.();
  session[receive](message('4'));
  t.deepEqual(told, ['3', '4'], 'the iterator left nothing that was not told');
});

test('above the limit in bytes the oldest waiting message is dropped and counted', async (t) => {
  const session = new DtlsSession(undefined, { maxQueuedMessages: 100, maxQueuedBytes: 10 });
  session[deliver](secure);
  for (const word of ['aaaa', 'bbbb', 'cccc']) session[receive](message(word));
  t.is(session.stats.messagesDropped, 1);
  const told: string[] = [];
  session.onmessage = (data) => told.push(text(data));
  await new Promise(setImmediate);
  t.deepEqual(told, ['bbbb', 'cccc']);
});

test('messages are delivered before the end that follows them, and a session destroyed by its listener delivers no more', async (t) => {
  const { session } = made();
  const told: string[] = [];
  for (const word of ['1', '2']) session[receive](message(word));
  session.on('close', () => told.push('close'));
  session.onmessage = (data) => told.push(text(data));
  session[deliver]({ kind: 'closed' });
  t.deepEqual(told, ['1', '2', 'close']);
  const other = made().session;
  for (const word of ['1', '2']) other[receive](message(word));
  const heard: string[] = [];
  other.onmessage = (data) => {
    heard.push(text(data));
    other.destroy();
  };
  await new Promise(setImmediate);
  t.deepEqual(heard, ['1']);
});

for (const end of ['closed', 'error'] as const) {
  test(`a session that a listener destroys while its end is reported ends once: ${end}`, async (t) => {
    const { session, calls } = made();
    const told: string[] = [];
    session.on('close', () => told.push('close'));
    session.onerror = ({ message: reason }) => told.push(reason);
    session[receive](message('1'));
    session.onmessage = () => session.destroy();
    session[deliver](
      end === 'closed' ? { kind: end } : { kind: end, error: new WirechartError('ERR_DTLS_INTERNAL', 'late') },
    );
    await session.closed;
    t.deepEqual(told, ['close']);
    t.deepEqual(calls, ['<abandon>']);
  });
}

test('a listener set after the end still gets waiting messages, and an answer from it has no effect', async (t) => {
  const { session } = made();
  session[receive](message('last words'));
  session[deliver]({ kind: 'closed' });
  const told: string[] = [];
  session.onmessage = (data) => {
    told.push(text(data));
    session.send('too late');
  };
  await new Promise(setImmediate);
  t.deepEqual(told, ['last words']);
  t.throws(
    () => {
      session.onmessage = 'a name' as never;
    },
    { instanceOf: ConfigError },
  );
  session.onmessage = null;
  t.is(session.onmessage, undefined);
});

test('a listener that transfers a message does not affect the iterator’s copy', async (t) => {
  const { session } = made();
  const iterator = session.messages();
  session.onmessage = (data) => void structuredClone(data, { transfer: [data.buffer as ArrayBuffer] });
  const data = new Uint8Array([1, 2, 3]);
  const event = new ReceivedMessages();
  event.setOne({} as Connection, data, 0, 3);
  event.ownsSlab = true;
  session[receive](event);
  t.is(data.length, 0);
  t.deepEqual((await iterator.next()).value, new Uint8Array([1, 2, 3]));
});

test('the callback properties of a session take functions only', (t) => {
  const { session } = made();
  const other = made().session;
  for (const name of ['onmessage', 'onhandshake', 'onerror', 'onkeylog', 'onsession', 'onlost', 'ondrain'] as const) {
    t.true(session[name] === undefined);
    const callback = () => {};
    session[name] = callback;
    t.is(session[name], callback);
    t.true(other[name] === undefined);
    for (const value of ['x', 5, {}, true, Symbol('x')]) {
      const error = t.throws(() => Reflect.set(session, name, value), { instanceOf: ConfigError });
      t.is(error?.option, name);
    }
    t.is(session[name], callback);
    t.true(Reflect.set(session, name, null));
    t.true(session[name] === undefined);
  }
});

test('transferred memory is refused and not sent as an empty message; a view of any realm is accepted', (t) => {
  const { session, calls } = made();
  const transferred = new Uint8Array(8);
  structuredClone(transferred, { transfer: [transferred.buffer] });
  t.throws(() => session.send(transferred), { instanceOf: ConfigError, message: /transferred/ });
  const odd: unknown[] = [
    Object.create(Uint8Array.prototype),
    new Proxy(new Uint8Array(1), {}),
    new Uint16Array(1),
    null,
  ];
  for (const data of odd) t.throws(() => session.send(data as Uint8Array), { instanceOf: ConfigError });
  t.deepEqual(calls, []);
  t.true(session.send(new Uint8Array(0)));
  t.true(session.send(runInNewContext('new Uint8Array([111, 107])') as Uint8Array));
  t.deepEqual(calls, ['', 'ok']);
});

test('destroying with null, as in callbacks of Node, is not a failure', async (t) => {
  const { session } = made();
  session.on('error', () => t.fail());
  session.destroy(null);
  await t.notThrowsAsync(session.closed);
});

test('updateKeys() resolves when the keys of its epoch are in use, and rejects with the reason of the end', async (t) => {
  const { session, calls } = made();
  const settled: string[] = [];
  const update = (name: string) =>
    session.updateKeys().then(
      () => settled.push(name),
      (error) => settled.push(`${name} ${error.code}`),
    );
  const updates = [update('first'), update('second'), update('third')];
  t.deepEqual(calls, ['<update>', '<update>', '<update>']);
  session[deliver]({ kind: 'keyUpdate', direction: 'read', epoch: 6 });
  session[deliver]({ kind: 'keyUpdate', direction: 'write', epoch: 5 });
  await Promise.all(updates.slice(0, 2));
  t.deepEqual(settled, ['first', 'second']);
  session[deliver]({ kind: 'closed' });
  await updates[2];
  t.deepEqual(settled, ['first', 'second', 'third ERR_DTLS_CLOSED']);
});

test('an update of keys that the application does not await cannot end the process', async (t) => {
  const { session } = made();
  const unhandled: unknown[] = [];
  const report = (reason: unknown) => unhandled.push(reason);
  process.on('unhandledRejection', report);
  t.teardown(() => process.off('unhandledRejection', report));
  void session.updateKeys();
  session.destroy(new RangeError('the peer is gone'));
  await new Promise((resolve) => setTimeout(resolve, 10));
  t.deepEqual(unhandled, []);
});

test('updateKeys() rejects before the handshake is complete, after the peer closed and for invalid options', async (t) => {
  await t.throwsAsync(made(false).session.updateKeys(), { code: 'ERR_DTLS_NOT_OPEN' });
  // The last records of the peer are awaited, so no event has reported the end.
  await t.throwsAsync(made(true, 0).session.updateKeys(), { code: 'ERR_DTLS_NOT_OPEN' });
  const { session, calls } = made();
  await t.throwsAsync(session.updateKeys({ requestPeer: 'yes' } as never), { name: 'ConfigError' });
  await t.throwsAsync(session.updateKeys({ peer: true } as never), { name: 'ConfigError' });
  t.deepEqual(calls, []);
});
