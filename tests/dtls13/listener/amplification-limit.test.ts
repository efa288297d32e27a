import test from 'ava';
import type { ApplicationRequest, Connection, ConnectionEvent, OutputSink } from '../../../runtime/dtls13/index.ts';
import { AmplificationLimiter } from '../../../runtime/dtls13/listener/amplification-limit.ts';

/** Sends datagrams of these lengths in one poll, with an event and a question behind them. */
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
      servername: undefined,
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
  readonly heard: string[] = [];
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
    this.heard.push(event.kind);
  }

  request(_of: Connection, question: ApplicationRequest): void {
    this.heard.push(question.kind);
  }

  unrouted(): void {
    this.heard.push('unrouted');
  }
}

test('who has proven its address is not limited', (t) => {
  const credits = new AmplificationLimiter();
  const recorder = new Recorder();
  const connection = sender([1000, 1000]);
  t.false(credits.poll(connection, recorder));
  t.deepEqual(recorder.sent, [1000, 1000]);
  credits.received(connection, 10);
  t.true(credits.isLimited(connection));
  credits.validated(connection);
  credits.poll(connection, recorder);
  t.is(recorder.sent.length, 4);
});

test('three bytes go out for each that came, a poll as a whole or not at all', (t) => {
  const credits = new AmplificationLimiter();
  const recorder = new Recorder();
  const connection = sender([1000, 800]);
  credits.received(connection, 599);
  t.false(credits.poll(connection, recorder));
  t.deepEqual(recorder.sent, []);
  t.deepEqual(recorder.heard, ['closed', 'chain', 'unrouted'], 'what the host is told is not limited');
  credits.received(connection, 1);
  credits.poll(connection, recorder);
  t.deepEqual(recorder.sent, [1000, 800]);
  credits.poll(connection, recorder);
  t.is(recorder.sent.length, 2, 'and it is used up');
});

test('what a full sink does not take goes out when there is room, and is paid for once', (t) => {
  const credits = new AmplificationLimiter();
  const recorder = new Recorder();
  const connection = sender([1000, 800]);
  credits.received(connection, 600);
  recorder.room = 0;
  t.true(credits.poll(connection, recorder));
  recorder.room = 1;
  t.false(credits.flush(recorder));
  t.deepEqual(recorder.sent, [1000]);
  recorder.room = 100;
  t.true(credits.flush(recorder));
  t.deepEqual(recorder.sent, [1000, 800]);
});

test('a client that proves its address while it is polled is not limited from then on', (t) => {
  const credits = new AmplificationLimiter();
  const connection = sender([1000, 800]);
  class Answering extends Recorder {
    override request(): void {
      credits.validated(connection);
    }
  }
  const recorder = new Answering();
  credits.received(connection, 1);
  credits.poll(connection, recorder);
  t.deepEqual(recorder.sent, [1000, 800]);
  t.false(credits.isLimited(connection));
});
