import test from 'ava';
import type {
  ApplicationResponse,
  Connection,
  ConnectionEvent,
  DatagramBatch,
  OutputSink,
} from '../../runtime/dtls13/endpoint.ts';
import { createCounters } from '../../runtime/dtls13/statistics.ts';
import { WirechartError } from '../../runtime/errors/wirechart-error.ts';
import { clock } from '../../runtime/net/clock.ts';
import type { OutgoingDatagrams } from '../../runtime/net/datagram-pool.ts';
import { Driver, type DriverHandlers } from '../../runtime/net/driver.ts';
import type { HostEvent } from '../../runtime/net/host-event.ts';
import { ReceivedBatch } from '../../runtime/net/received-batch.ts';

/** An endpoint that says what it is told to say and writes down what it is asked. */
class ScriptedEndpoint implements Connection {
  readonly statistics = createCounters();
  readonly path = 0;
  readonly connectionIds = undefined;
  readonly maxMessageSize = 1000;
  readonly maxEarlyMessageSize = 0;
  hostNumber = 0;
  readonly lastReceivedAt = 0;
  readonly calls: string[] = [];
  readonly output: ((sink: OutputSink) => void)[] = [];
  deadline = Number.POSITIVE_INFINITY;
  onDatagram: (bytes: Uint8Array) => void = () => {};
  polling = false;

  handleDatagrams(batch: DatagramBatch): void {
    const at = batch.at[0] ?? 0;
    const bytes = batch.slab.subarray(at, at + (batch.length[0] ?? 0));
    this.calls.push(`datagram ${batch.count} ${bytes.length} ${batch.path[0]}`);
    this.onDatagram(bytes);
  }

  handleTimeout(now: number): void {
    this.calls.push('timeout');
    if (now >= this.deadline) this.deadline = Number.POSITIVE_INFINITY;
  }

  respond(answer: ApplicationResponse): void {
    this.calls.push(`answer ${answer.id} ${answer.accept}`);
  }

  /** One piece of output a call, so that a driver that polls once is found out. */
  poll(sink: OutputSink): boolean {
    if (this.polling) throw new Error('polled from inside a poll');
    this.polling = true;
    this.output.shift()?.(sink);
    this.polling = false;
    return this.output.length > 0;
  }

  sendEarly(): number {
    this.calls.push('sendEarly');
    return 0;
  }

  exportEarlyKeyingMaterial(): Uint8Array {
    return new Uint8Array(0);
  }

  epochs(): [] {
    return [];
  }

  requestCertificate(): number {
    this.calls.push('requestCertificate');
    return 0;
  }

  updateKeys(): number {
    this.calls.push('updateKeys');
    return 4;
  }

  requestConnectionIds(): void {}

  readonly maxDatagramSize = 1200;

  migrate(): void {}

  validatePath(): void {}

  issueConnectionIds(): void {}

  useNextConnectionId(): boolean {
    return false;
  }

  nextDeadline(): number {
    return this.deadline;
  }

  sendMany(slab: Uint8Array, at: Int32Array, length: Int32Array): number {
    for (const [index, bytes] of length.entries()) {
      const start = at[index] ?? 0;
      this.calls.push(`send ${bytes}`);
      // As in the core: borrowed until it is written.
      this.output.push((sink) => {
        sink.reserve(0, bytes + 8)?.set(slab.subarray(start, start + bytes));
        sink.commit(bytes);
      });
    }
    return length.length;
  }

  configure(): void {}

  timers(): { retransmit: number; ack: number } {
    return { retransmit: Number.POSITIVE_INFINITY, ack: Number.POSITIVE_INFINITY };
  }

  datagramTooLong(path: number, size: number): void {
    this.calls.push(`too long ${path} ${size}`);
  }

  exportKeyingMaterial(): Uint8Array {
    return new Uint8Array();
  }
  close(): void {
    this.calls.push('close');
  }

  abandon(): void {
    this.calls.push('abandon');
  }

  datagram(bytes: Uint8Array, path = 0): void {
    this.output.push((sink) => {
      const slice = sink.reserve(path, bytes.length + 8);
      slice?.set(bytes);
      sink.commit(bytes.length);
    });
  }

  event(event: ConnectionEvent): void {
    this.output.push((sink) => sink.event(this, event));
  }
}

function drive(handlers: Partial<DriverHandlers> = {}, datagramSize = 64) {
  const endpoint = new ScriptedEndpoint();
  const sent: { path: number; bytes: number[]; buffer: OutgoingDatagrams; done: () => void }[] = [];
  const events: string[] = [];
  const broken: unknown[] = [];
  const driver = new Driver(endpoint, datagramSize, {
    messages: () => events.push('messages'),
    event: (_, event) => events.push(event.kind),
    request: (_, { id }) => driver.respond({ id, accept: true, publicKey: new Uint8Array(1) }),
    transmit: (buffer) => {
      const bytes = [...buffer.bytes.subarray(0, buffer.used)];
      sent.push({ path: buffer.path, bytes, buffer, done: () => driver.sent(buffer) });
    },
    flush: () => {},
    internalError: (error) => broken.push(error),
    ...handlers,
  });
  return { endpoint, driver, sent, events, broken };
}

/** One datagram in memory of its own. */
function datagram(bytes: Uint8Array, path: number): ReceivedBatch {
  const batch = new ReceivedBatch();
  batch.begin(bytes, true);
  batch.add(0, bytes.length, path);
  return batch;
}

const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('after every input the core is polled until it has no further output', (t) => {
  const { endpoint, driver, sent, events } = drive();
  for (const byte of [1, 2, 3]) endpoint.datagram(Uint8Array.of(byte), byte);
  endpoint.event({ kind: 'closed' });
  driver.receive(datagram(new Uint8Array(5), 7));
  t.deepEqual(endpoint.calls, ['datagram 1 5 7']);
  t.deepEqual(
    sent.map(({ path, bytes }) => [path, ...bytes]),
    [
      [1, 1],
      [2, 2],
      [3, 3],
    ],
  );
  t.deepEqual(events, ['closed']);
});

test('messages that are accepted have buffers, also where datagrams are as short as they may be', (t) => {
  const { endpoint, driver } = drive({ transmit: () => {} }, 256);
  const run = (count: number): void => {
    endpoint.output.push((sink) => {
      sink.reserve(0, count * 172);
      for (let index = 0; index < count; index++) sink.commit(172);
    });
  };
  // As the core does: runs of 64 messages.
  endpoint.sendMany = (_slab, _at, { length }) => {
    for (let left = length; left > 0; left -= 64) run(Math.min(left, 64));
    return length;
  };
  const messages = (count: number) => ({
    slab: new Uint8Array(count * 150),
    at: Int32Array.from({ length: count }, (_, index) => index * 150),
    length: new Int32Array(count).fill(150),
  });
  t.is(driver.sendMany(endpoint, messages(65)), 65);
  const accepted = driver.sendMany(endpoint, messages(16_384));
  t.true(accepted > 4000 && accepted < 16_384, `${accepted}`);
  t.is(driver.dropped, 0);
});

test('messages are sent at the end of the tick, and events reported after the call has returned', async (t) => {
  const { endpoint, driver, sent, events } = drive();
  endpoint.event({ kind: 'closed' });
  t.true(driver.send(endpoint, Uint8Array.of(9)));
  t.deepEqual(sent, []);
  t.deepEqual(events, []);
  await Promise.resolve();
  await new Promise((resolve) => process.nextTick(resolve));
  t.deepEqual(
    sent.map(({ bytes }) => bytes),
    [[9]],
  );
  t.deepEqual(events, ['closed']);
});

test('what handlers send goes out when they have returned, although the data was only borrowed', (t) => {
  const data = Uint8Array.of(1, 2);
  const { endpoint, driver, sent } = drive({
    messages: () => {
      driver.send(endpoint, data);
      data.fill(0);
    },
  });
  endpoint.event({ kind: 'message', data: Uint8Array.of(5) });
  driver.receive(datagram(new Uint8Array(1), 0));
  t.deepEqual(sent[0]?.bytes, [1, 2]);
});

test('a message that fills its datagram is not copied, everything else is', (t) => {
  const kept: (HostEvent | Uint8Array)[] = [];
  const { endpoint, driver } = drive({
    messages: (_, messages) => kept.push(messages.take(0)),
    event: (_, event) => kept.push(event),
  });
  const own = Uint8Array.of(1, 2, 3);
  const secret = Uint8Array.of(4);
  endpoint.onDatagram = (bytes) => {
    endpoint.event({ kind: 'message', data: bytes.subarray(1, 3) });
    endpoint.event({ kind: 'message', data: own });
    endpoint.event({ kind: 'keylog', label: 'L', clientRandom: own, secret });
  };
  const bytes = Uint8Array.of(7, 8, 9);
  driver.receive(datagram(bytes, 0));
  own.fill(0);
  secret.fill(0);
  const [first, second, third] = kept;
  t.true(first instanceof Uint8Array && first.buffer === bytes.buffer && first[0] === 8);
  t.true(second instanceof Uint8Array && second[0] === 1);
  t.true(
    third !== undefined &&
      'kind' in third &&
      third.kind === 'keylog' &&
      third.secret[0] === 4 &&
      third.clientRandom[0] === 1,
  );
});

test('a request is delivered after the poll, and its response is an input', (t) => {
  const { endpoint, driver, sent } = drive();
  endpoint.output.push((sink) =>
    sink.request(endpoint, {
      kind: 'chain',
      id: 3,
      subject: 'server',
      chain: [],
      ocspResponse: undefined,
      servername: undefined,
      certificateRequest: undefined,
      deadline: 0,
    }),
  );
  endpoint.respond = (answer) => {
    endpoint.calls.push(`answer ${answer.id}`);
    endpoint.datagram(Uint8Array.of(1));
  };
  driver.receive(datagram(new Uint8Array(1), 0));
  t.is(endpoint.calls.at(-1), 'answer 3');
  t.is(sent.length, 1);
});

test('one timer serves the nearest deadline, also when it moves', async (t) => {
  const { endpoint, driver } = drive();
  endpoint.deadline = clock() + 10_000;
  driver.start();
  endpoint.deadline = clock() + 20;
  driver.receive(datagram(new Uint8Array(1), 0));
  // Later again: the timer goes off, sees that it is early, and waits on.
  endpoint.deadline += 30;
  driver.receive(datagram(new Uint8Array(1), 0));
  const { deadline } = endpoint;
  t.timeout(60_000, 'the timer never went off');
  while (!endpoint.calls.includes('timeout')) await new Promise((go) => setTimeout(go, 5));
  t.is(endpoint.calls.filter((call) => call === 'timeout').length, 1);
  t.true(clock() >= deadline);
});

test('buffers return from the network and are used again', (t) => {
  const { endpoint, driver, sent } = drive();
  const buffers = new Set<ArrayBufferLike>();
  for (let i = 0; i < 50; i++) {
    endpoint.output.push((sink) => {
      const slice = sink.reserve(0, 10);
      if (slice !== undefined) buffers.add(slice.buffer);
      t.is(slice?.length, 10);
      sink.commit(10);
    });
    driver.receive(datagram(new Uint8Array(1), 0));
    sent.at(-1)?.done();
  }
  t.is(buffers.size, 1);
  // A reservation that is never committed leaks nothing.
  endpoint.output.push((sink) => {
    sink.reserve(0, 10);
    sink.reserve(0, 10);
    sink.commit(1);
  });
  driver.receive(datagram(new Uint8Array(1), 0));
  t.is(sent.length, 51);
});

test('the datagrams of one reserved slice go out in one buffer', (t) => {
  const { endpoint, driver, sent } = drive();
  endpoint.output.push((sink) => {
    sink.reserve(4, 10)?.set([1, 1, 1, 2, 2, 3, 0, 0, 0, 0]);
    for (const length of [3, 2, 1]) sink.commit(length);
  });
  driver.receive(datagram(new Uint8Array(1), 0));
  t.deepEqual(
    sent.map(({ path, bytes }) => [path, ...bytes]),
    [[4, 1, 1, 1, 2, 2, 3]],
  );
  t.deepEqual([...(sent[0]?.buffer.length.subarray(0, sent[0].buffer.count) ?? [])], [3, 2, 1]);
});

test('when the network accepts no more, datagrams are dropped and counted, and send returns false', (t) => {
  const { endpoint, driver, sent } = drive();
  let accepted = 0;
  while (accepted < 100_000 && driver.send(endpoint, Uint8Array.of(1))) accepted++;
  driver.start();
  t.is(accepted, sent.length);
  t.true(accepted < 100_000);
  // Data waits earlier than the rest, so that handshakes and ACKs still go out.
  endpoint.datagram(Uint8Array.of(1));
  driver.receive(datagram(new Uint8Array(1), 0));
  t.is(driver.dropped, 0);
  t.is(sent.length, accepted + 1);
  for (let more = 0; driver.dropped === 0 && more < 10_000; more++) {
    endpoint.datagram(Uint8Array.of(1));
    driver.receive(datagram(new Uint8Array(1), 0));
  }
  t.is(driver.dropped, 1);
  for (const { done } of sent.splice(0)) done();
  t.true(driver.send(endpoint, Uint8Array.of(1)));
});

for (const call of ['send', 'sendMany'] as const) {
  const slab = new Uint8Array(1);
  const spans = { slab, at: Int32Array.of(0), length: Int32Array.of(1) };
  const sendOne = (driver: Driver, of: Connection): boolean =>
    call === 'send' ? driver.send(of, slab) : driver.sendMany(of, spans) === 1;

  test(`connections take turns where the socket takes every datagram at once: ${call}`, async (t) => {
    const drains: number[] = [];
    const sent = [0, 0];
    const sendAll = (of: Connection): void => {
      const index = connections.indexOf(of);
      while (sendOne(driver, of)) sent[index] = (sent[index] ?? 0) + 1;
    };
    const { endpoint, driver } = drive({
      transmit: (buffer) => {
        driver.sent(buffer);
      },
      event: (of) => {
        drains.push(connections.indexOf(of));
        sendAll(of);
      },
    });
    const connections: Connection[] = [endpoint, Object.create(endpoint) as Connection];
    for (const each of connections) sendAll(each);
    t.deepEqual(sent, [16_384, 0]);
    while (drains.length < 4) await tick();
    driver.stop();
    t.deepEqual(drains, [0, 1, 0, 1]);
    t.deepEqual(sent, [3 * 16_384, 2 * 16_384]);
  });

  test(`a tick accepts what an earlier one did not need: ${call}`, async (t) => {
    const { endpoint, driver } = drive({
      transmit: (buffer) => {
        driver.sent(buffer);
      },
    });
    for (let turn = 0; turn < 20; turn++) {
      for (let count = 0; count < 1000; count++) t.true(sendOne(driver, endpoint));
      await new Promise((resolve) => process.nextTick(resolve));
    }
  });
}

test('every call sends the messages before it first', async (t) => {
  const calls: readonly ((driver: Driver, endpoint: ScriptedEndpoint) => void)[] = [
    (driver, endpoint) => driver.close(endpoint),
    (driver, endpoint) => driver.abandon(endpoint),
    (driver, endpoint) => driver.updateKeys(endpoint, {}),
    (driver, endpoint) => driver.requestCertificate(endpoint, {}),
    (driver, endpoint) => driver.configure(endpoint, { maxDatagramSize: 1000 }),
    (driver, endpoint) => driver.validatePath(endpoint, 1),
    (driver) => driver.receive(datagram(new Uint8Array(1), 0)),
    (driver) => driver.respond({ id: 1, fresh: true }),
    (driver) => driver.stop(),
  ];
  for (const call of calls) {
    const { endpoint, driver, sent } = drive();
    const seen: number[] = [];
    // What the call does to the core comes after the message.
    const note = () => seen.push(sent.length);
    for (const method of ['close', 'abandon', 'configure', 'validatePath', 'respond', 'handleDatagrams'] as const) {
      endpoint[method] = note;
    }
    for (const method of ['updateKeys', 'requestCertificate'] as const) endpoint[method] = note;
    t.true(driver.send(endpoint, Uint8Array.of(7)));
    t.is(sent.length, 0);
    call(driver, endpoint);
    t.deepEqual(seen, [1], String(call));
    await tick();
    t.deepEqual(sent[0]?.bytes, [7]);
  }
});

test('the messages of a tick share buffers no further than the core asks, and are flushed once', async (t) => {
  let flushes = 0;
  const { endpoint, driver, sent } = drive({ flush: () => flushes++ });
  for (let byte = 0; byte < 10; byte++) t.true(driver.send(endpoint, Uint8Array.of(byte)));
  await tick();
  t.deepEqual(
    sent.map(({ bytes }) => bytes[0]),
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
  );
  t.is(flushes, 1);
});

test('messages that fill a slab do not wait for the end of the tick', (t) => {
  const { endpoint, driver, sent } = drive();
  for (let count = 0; count < 300; count++) driver.send(endpoint, new Uint8Array(50).fill(count));
  t.true(sent.length >= 256, `${sent.length}`);
  t.true(sent.every(({ bytes }, index) => bytes[0] === (index & 0xff) && bytes[49] === (index & 0xff)));
});

test('a message that was not sent is reported with its size and connection', (t) => {
  const lost: unknown[] = [];
  const { endpoint, driver, sent } = drive({
    event: (of, event) => lost.push(event.kind === 'lost' && [of === endpoint, event.bytes, event.error.code]),
  });
  endpoint.datagram(Uint8Array.of(1));
  driver.start();
  endpoint.sendMany = (_, __, length) => {
    endpoint.output.push((sink) => {
      sink.reserve(0, 1000);
      // A short datagram without a message, as of an ACK, and a record around each message.
      sink.commit(2);
      for (const bytes of length) sink.commit(bytes + 22);
    });
    return length.length;
  };
  driver.sendMany(endpoint, { slab: new Uint8Array(9), at: Int32Array.of(0, 3, 5), length: Int32Array.of(3, 2, 4) });
  const error = Object.assign(new Error('send EPERM'), { code: 'EPERM' });
  for (const { buffer } of sent) for (let index = 0; index < buffer.count; index++) driver.unsent(buffer, index, error);
  driver.receive(datagram(new Uint8Array(1), 0));
  t.deepEqual(lost, [
    [true, 3, 'EPERM'],
    [true, 2, 'EPERM'],
    [true, 4, 'EPERM'],
  ]);
});

test('an abandoned connection has no further event, earlier ones included', async (t) => {
  const { endpoint, driver, events } = drive();
  endpoint.event({ kind: 'message', data: Uint8Array.of(1) });
  driver.start();
  driver.abandon(endpoint);
  await tick();
  t.deepEqual(endpoint.calls, ['abandon']);
  t.deepEqual(events, []);
});

test('a stopped driver has no input and no output, from inside a handler too', async (t) => {
  const events: string[] = [];
  const { endpoint, driver, sent } = drive({
    messages: () => {
      events.push('messages');
      driver.stop();
    },
    event: (_, event) => events.push(event.kind),
  });
  endpoint.event({ kind: 'message', data: new Uint8Array(1) });
  endpoint.event({ kind: 'error', error: new WirechartError('ERR_DTLS_TEST', 'test') });
  endpoint.deadline = clock() + 5;
  driver.receive(datagram(new Uint8Array(1), 0));
  t.deepEqual(events, ['messages']);
  driver.receive(datagram(new Uint8Array(1), 0));
  t.false(driver.send(endpoint, new Uint8Array(1)));
  driver.close(endpoint);
  await new Promise((go) => setTimeout(go, 20));
  t.is(sent.length, 0);
  t.deepEqual(endpoint.calls, ['datagram 1 1 0', 'abandon']);
});

test('a driver stops although its endpoint throws when it is abandoned', (t) => {
  const { endpoint, driver, events, broken } = drive();
  endpoint.abandon = () => {
    throw new Error('broken');
  };
  t.notThrows(() => driver.stop());
  driver.receive(datagram(new Uint8Array(1), 0));
  t.deepEqual([endpoint.calls, events, broken], [[], [], []]);
});

test('an exception of the core in a socket or timer callback is reported to the host, and the driver continues', async (t) => {
  const { endpoint, driver, events, broken } = drive();
  const fail = (message: string) => () => {
    throw new Error(message);
  };
  endpoint.onDatagram = fail('datagram');
  endpoint.event({ kind: 'peerClosed' });
  t.notThrows(() => driver.receive(datagram(new Uint8Array(1), 0)));
  endpoint.polling = true;
  t.notThrows(() => driver.receive(datagram(new Uint8Array(1), 0)));
  endpoint.polling = false;
  endpoint.handleTimeout = () => {
    endpoint.deadline = Number.POSITIVE_INFINITY;
    fail('timeout')();
  };
  endpoint.deadline = clock() + 5;
  driver.start();
  t.timeout(60_000, 'the timer never went off');
  while (broken.length < 4) await new Promise((go) => setTimeout(go, 5));
  t.deepEqual(
    broken.map((error) => (error as Error).message),
    ['datagram', 'datagram', 'polled from inside a poll', 'timeout'],
  );
  t.deepEqual(events, ['peerClosed']);
});

test('an exception of a handler is reported to the host, other events are delivered, and its request is rejected', (t) => {
  const heard: string[] = [];
  const { endpoint, driver, broken } = drive({
    event: (_, { kind }) => {
      heard.push(kind);
      if (kind === 'peerClosed') throw new Error('event');
    },
    request: () => {
      throw new Error('ask');
    },
  });
  endpoint.event({ kind: 'peerClosed' });
  endpoint.output.push((sink) =>
    sink.request(endpoint, {
      kind: 'chain',
      id: 3,
      subject: 'server',
      chain: [],
      ocspResponse: undefined,
      servername: undefined,
      certificateRequest: undefined,
      deadline: 0,
    }),
  );
  endpoint.event({ kind: 'closed' });
  t.notThrows(() => driver.receive(datagram(new Uint8Array(1), 0)));
  t.deepEqual(heard, ['peerClosed', 'closed']);
  t.true(endpoint.calls.includes('answer 3 false'));
  t.deepEqual(
    broken.map((error) => (error as Error).message),
    ['event'],
  );
});

test('a response that the core does not accept is a rejection', (t) => {
  const { endpoint, driver } = drive();
  const { respond } = endpoint;
  endpoint.respond = (given) => {
    if (given.accept) throw new Error('no such key');
    respond.call(endpoint, given);
  };
  t.notThrows(() => driver.respond({ id: 5, accept: true, publicKey: new Uint8Array(0) }));
  t.deepEqual(endpoint.calls, ['answer 5 false']);
});

test('two hundred thousand sessions that end at once are reported without delay', async (t) => {
  const { endpoint, driver, events } = drive();
  // With Array.shift this takes minutes, in which the process does nothing else: the test then runs out of time.
  endpoint.output.push((sink) => {
    for (let count = 0; count < 200_000; count++) sink.event(endpoint, { kind: 'closed' });
  });
  driver.start();
  await tick();
  t.is(events.length, 200_000);
});

test('a driver retains no datagram after it is handled', (t) => {
  const { endpoint, driver } = drive();
  let batch: DatagramBatch | undefined;
  endpoint.handleDatagrams = (received) => {
    batch = received;
    t.is(received.slab.length, 65_507);
  };
  driver.receive(datagram(new Uint8Array(65_507), 0));
  t.is(batch?.slab.buffer.byteLength, 0);
});

test('a driver refers to a connection whose event waits or is delivered, and to one that awaits drain', async (t) => {
  const seen: boolean[] = [];
  const { endpoint, driver } = drive({ event: () => seen.push(driver.refersTo(endpoint)) });
  t.false(driver.refersTo(endpoint));
  endpoint.output.push((sink) => sink.event(endpoint, { kind: 'peerClosed' }));
  driver.start();
  t.true(driver.refersTo(endpoint), 'the event waits');
  await new Promise((resolve) => process.nextTick(resolve));
  t.deepEqual(seen, [true]);
  t.false(driver.refersTo(endpoint));
  t.false(driver.awaitsDrain(endpoint));
});

test('the path of an event is reported at once, and before the event', async (t) => {
  const told: string[] = [];
  const { endpoint, driver } = drive({
    path: (_, event) => told.push(`path ${event.kind} ${event.path}`),
    event: (_, event) => told.push(event.kind),
  });
  endpoint.output.push((sink) => {
    sink.event(endpoint, { kind: 'pathChanged', path: 4, previous: 0 });
    sink.event(endpoint, { kind: 'closed' });
  });
  driver.start();
  t.deepEqual(told, ['path pathChanged 4']);
  await new Promise((resolve) => process.nextTick(resolve));
  t.deepEqual(told, ['path pathChanged 4', 'pathChanged', 'closed']);
});
