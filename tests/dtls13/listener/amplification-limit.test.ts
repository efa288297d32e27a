import test from 'ava';
import type { ApplicationRequest, Connection, ConnectionEvent, OutputSink } from '../../../runtime/dtls13/index.ts';
import { AmplificationLimiter } from '../../../runtime/dtls13/listener/amplification-limit.ts';

/** Sends datagrams of these lengths in one poll, with an event and a request after them. */
function sender(lengths: readonly number[]): Connection {
  const poll = (sink: OutputSink) => {
    for (const length of lengths) {
      sink.reserve(7, 1200)?.fill(length, 0, length);
      sink.commit(length);
    }
    sink.event(connection, { kind: 'closed' });
    sink.request(connection, {
      kind: 'chain',
      id: 1,
      subject: 'client',
      chain: [],
      ocspResponse: undefined,
      servername: undefined,
      certificateRequest: undefined,
      deadline: 0,
    });
    sink.unrouted(0, new Uint8Array(0));
    return false;
  };
  const connection = { path: 7, poll } as unknown as Connection;
  return connection;
}

class Recorder implements OutputSink {
  readonly sent: number[] = [];
  readonly notified: string[] = [];
  room = 100;
  #slice = new Uint8Array(0);

  reserve(path: number, size: number): Uint8Array | undefined {
    if (path !== 7 || this.room === 0) return undefined;
    this.room -= 1;
    this.#slice = new Uint8Array(size);
    return this.#slice;
  }

  commit(length: number): void {
    if (this.#slice.subarray(0, length).every((byte) => byte === (length & 0xff))) this.sent.push(length);
  }

  event(_of: Connection, event: ConnectionEvent): void {
    this.notified.push(event.kind);
  }

  request(_of: Connection, applicationRequest: ApplicationRequest): void {
    this.notified.push(applicationRequest.kind);
  }

  unrouted(): void {
    this.notified.push('unrouted');
  }
}

test('the datagrams of one reserved slice are passed on one by one', (t) => {
  const limiter = new AmplificationLimiter();
  const recorder = new Recorder();
  const poll = (sink: OutputSink) => {
    const slice = sink.reserve(7, 9) as Uint8Array;
    slice.set([2, 2, 3, 3, 3, 4, 4, 4, 4]);
    for (const length of [2, 3, 4]) sink.commit(length);
    return false;
  };
  const connection = { path: 7, poll } as unknown as Connection;
  limiter.received(connection, 3);
  t.false(limiter.poll(connection, recorder));
  t.deepEqual(recorder.sent, [2, 3, 4]);
  t.is(limiter.remaining(connection), 0);
});

test('a client that has proven its address is not limited', (t) => {
  const limiter = new AmplificationLimiter();
  const recorder = new Recorder();
  const connection = sender([1000, 1000]);
  t.false(limiter.poll(connection, recorder));
  t.deepEqual(recorder.sent, [1000, 1000]);
  limiter.received(connection, 10);
  t.true(limiter.isLimited(connection));
  limiter.validated(connection);
  limiter.poll(connection, recorder);
  t.is(recorder.sent.length, 4);
});

test('three bytes are sent for each received one, the output of a poll as a whole or not at all', (t) => {
  const limiter = new AmplificationLimiter();
  const recorder = new Recorder();
  const connection = sender([1000, 800]);
  limiter.received(connection, 599);
  t.false(limiter.poll(connection, recorder));
  t.deepEqual(recorder.sent, []);
  t.deepEqual(recorder.notified, ['closed', 'chain', 'unrouted'], 'events of the host are not limited');
  limiter.received(connection, 1);
  limiter.poll(connection, recorder);
  t.deepEqual(recorder.sent, [1000, 800]);
  limiter.poll(connection, recorder);
  t.is(recorder.sent.length, 2, 'and it is used up');
});

test('datagrams that a full sink refuses are sent later, and counted once', (t) => {
  const limiter = new AmplificationLimiter();
  const recorder = new Recorder();
  const connection = sender([1000, 800]);
  limiter.received(connection, 600);
  recorder.room = 0;
  t.true(limiter.poll(connection, recorder));
  recorder.room = 1;
  t.false(limiter.flush(recorder));
  t.deepEqual(recorder.sent, [1000]);
  recorder.room = 100;
  t.true(limiter.flush(recorder));
  t.deepEqual(recorder.sent, [1000, 800]);
});

test('a client that proves its address while it is polled is not limited from then on', (t) => {
  const limiter = new AmplificationLimiter();
  const connection = sender([1000, 800]);
  class Answering extends Recorder {
    override request(): void {
      limiter.validated(connection);
    }
  }
  const recorder = new Answering();
  limiter.received(connection, 1);
  limiter.poll(connection, recorder);
  t.deepEqual(recorder.sent, [1000, 800]);
  t.false(limiter.isLimited(connection));
});

test('the output of a poll whose event handler throws is limited too', (t) => {
  const limiter = new AmplificationLimiter();
  class Throwing extends Recorder {
    override event(): void {
      throw new Error('of the handler');
    }
  }
  const recorder = new Throwing();
  const poll = (connection: Connection) => {
    t.throws(() => limiter.poll(connection, recorder), { message: 'of the handler' });
    t.true(limiter.flush(recorder));
  };
  const connection = sender([1000, 800]);
  limiter.received(connection, 601);
  poll(connection);
  t.deepEqual(recorder.sent, [1000, 800]);
  t.is(limiter.remaining(connection), 3);
  poll(connection);
  t.deepEqual(recorder.sent, [1000, 800], 'the credit is used up');
});

test('a datagram whose sink throws is not sent again', (t) => {
  const limiter = new AmplificationLimiter();
  class Throwing extends Recorder {
    override commit(length: number): void {
      super.commit(length);
      if (length === 1000) throw new Error('of the sink');
    }
  }
  const recorder = new Throwing();
  const connection = sender([1000, 800]);
  limiter.received(connection, 600);
  t.throws(() => limiter.poll(connection, recorder), { message: 'of the sink' });
  t.true(limiter.flush(recorder));
  t.deepEqual(recorder.sent, [1000, 800]);
});
