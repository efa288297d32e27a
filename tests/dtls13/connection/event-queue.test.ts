import test from 'ava';
import { EventQueue } from '../../../runtime/dtls13/connection/event-queue.ts';
import type { Connection, ConnectionEvent, OutputSink } from '../../../runtime/dtls13/index.ts';
import { AmplificationLimiter } from '../../../runtime/dtls13/listener/amplification-limit.ts';

const connection = {} as Connection;
const closed: ConnectionEvent = { kind: 'closed' };

/** Notes what is delivered; `spans`: messages of one call in brackets. */
function recorder(
  hasMessages: boolean,
  onmessages: (noted: string[]) => void = () => {},
): OutputSink & { noted: string[] } {
  const noted: string[] = [];
  const sink: OutputSink & { noted: string[] } = {
    noted,
    reserve: () => undefined,
    commit: () => {},
    event: (_, event) => noted.push('data' in event ? `${event.kind} ${event.data.join()}` : event.kind),
    request: (_, { kind }) => noted.push(kind),
    unrouted: () => {},
  };
  if (hasMessages) {
    sink.messages = (_, slab, at, length, count) => {
      onmessages(noted);
      const texts = Array.from({ length: count }, (_each, index) => {
        const from = at[index] as number;
        return slab.slice(from, from + (length[index] as number)).join();
      });
      noted.push(`[${texts.join(' ')}]`);
    };
  }
  return sink;
}

function fill(queue: EventQueue): void {
  const slab = Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7);
  queue.addMessage(slab, 1, 3);
  queue.addMessage(slab, 3, 3);
  queue.addEvent(closed);
  queue.addMessage(slab, 4, 6);
  queue.addEarlyMessage(slab, 6, 7);
  queue.addMessage(slab, 7, 8);
  queue.addMessage(Uint8Array.of(9), 0, 1);
}

test('messages are delivered as spans of one slab, in their order among the other events', (t) => {
  const queue = new EventQueue();
  fill(queue);
  const sink = recorder(true);
  queue.deliver(sink, connection);
  t.deepEqual(sink.noted, ['[1,2 ]', 'closed', '[4,5]', 'earlyMessage 6', '[7]', '[9]']);
  t.true(queue.empty);
});

test('a sink without a function for spans gets one event for each message', (t) => {
  const queue = new EventQueue();
  fill(queue);
  const sink = recorder(false);
  queue.deliver(sink, connection);
  const all = ['message 1,2', 'message ', 'closed', 'message 4,5', 'earlyMessage 6', 'message 7', 'message 9'];
  t.deepEqual(sink.noted, all);
});

test('a client with a limit has its messages delivered in the form that the sink takes', (t) => {
  for (const hasMessages of [true, false]) {
    const queue = new EventQueue();
    const slab = Uint8Array.of(1, 2);
    const poll = (limiter: OutputSink) => {
      queue.addMessage(slab, 0, 1);
      queue.addMessage(slab, 1, 2);
      queue.deliver(limiter, connection);
      return false;
    };
    const sink = recorder(hasMessages);
    new AmplificationLimiter().poll({ poll } as unknown as Connection, sink);
    t.deepEqual(sink.noted, hasMessages ? ['[1 2]'] : ['message 1', 'message 2']);
  }
});

test('many messages are delivered in parts, and none is lost or repeated', (t) => {
  const queue = new EventQueue();
  const slab = Uint8Array.from({ length: 1000 }, (_, index) => index);
  for (let round = 0; round < 3; round++) {
    for (let index = 0; index < 1000; index++) queue.addMessage(slab, index, index + 1);
    const received: number[] = [];
    let calls = 0;
    const sink = recorder(false);
    sink.messages = (_, from, at, length, count) => {
      calls += 1;
      for (let index = 0; index < count; index++) {
        t.is(length[index], 1);
        received.push(from[at[index] as number] as number);
      }
    };
    queue.deliver(sink, connection);
    t.deepEqual(received, [...slab]);
    t.true(calls < 10);
  }
});

test('a handler may deliver the messages of another connection, and add or drop items of its own', (t) => {
  const queue = new EventQueue();
  const other = new EventQueue();
  const slab = Uint8Array.of(1, 2, 3);
  for (let index = 0; index < 3; index++) queue.addMessage(slab, index, index + 1);
  let depth = 0;
  const sink = recorder(true, () => {
    depth += 1;
    if (depth > 1) return;
    other.addMessage(Uint8Array.of(7, 7, 7, 8), 3, 4);
    other.deliver(sink, connection);
    queue.addEvent(closed);
  });
  queue.deliver(sink, connection);
  t.deepEqual(sink.noted, ['[8]', '[1 2 3]', 'closed']);
  queue.addMessage(slab, 0, 1);
  queue.addEvent(closed);
  const dropping = recorder(true, () => queue.clear());
  queue.deliver(dropping, connection);
  t.deepEqual(dropping.noted, ['[1]']);
});

test('items of a handler that throws count as delivered, and those after them wait', (t) => {
  const queue = new EventQueue();
  fill(queue);
  let calls = 0;
  const sink = recorder(true, () => {
    calls += 1;
    if (calls === 1) throw new RangeError('broken');
  });
  t.throws(() => queue.deliver(sink, connection), { message: 'broken' });
  t.deepEqual(sink.noted, []);
  queue.deliver(sink, connection);
  t.deepEqual(sink.noted, ['closed', '[4,5]', 'earlyMessage 6', '[7]', '[9]']);
});
