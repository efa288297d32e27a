import test from 'ava';
import { MessageQueue } from '../../runtime/net/message-queue.ts';

const bytes = (value: number): Uint8Array => Uint8Array.of(value);

async function read(queue: MessageQueue): Promise<number[]> {
  const values: number[] = [];
  for await (const message of queue.iterate()) values.push(message[0] ?? -1);
  return values;
}

test('messages come out in their order, before and after somebody waits', async (t) => {
  const queue = new MessageQueue(10);
  queue.push(bytes(1));
  const reading = read(queue);
  queue.push(bytes(2));
  await new Promise(setImmediate);
  queue.push(bytes(3));
  await new Promise(setImmediate);
  queue.end();
  t.deepEqual(await reading, [1, 2, 3]);
});

test('a reader that does not read loses the oldest messages, and they are counted', async (t) => {
  const queue = new MessageQueue(2);
  for (const value of [1, 2, 3, 4]) queue.push(bytes(value));
  t.is(queue.length, 2);
  t.is(queue.dropped, 2);
  queue.end();
  t.deepEqual(await read(queue), [3, 4]);
});

test('a failure reaches readers after what was left, those who wait and those who come later', async (t) => {
  const queue = new MessageQueue(2);
  const failure = new Error('lost');
  const waiting = queue.iterate().next();
  queue.push(bytes(1));
  t.deepEqual(await waiting, { done: false, value: bytes(1) });
  const second = queue.iterate().next();
  queue.end(failure);
  queue.end();
  await t.throwsAsync(second, { is: failure });
  await t.throwsAsync(queue.iterate().next(), { is: failure });
  queue.push(bytes(2));
  t.is(queue.length, 0);
});

test('two iterators share the messages', async (t) => {
  const queue = new MessageQueue(4);
  const [a, b] = [queue.iterate().next(), queue.iterate().next()];
  queue.push(bytes(1));
  queue.push(bytes(2));
  t.deepEqual([(await a).value, (await b).value], [bytes(1), bytes(2)]);
});

test('leaving an iterator ends its waits and takes no message from others', async (t) => {
  const queue = new MessageQueue(4);
  const left = queue.iterate();
  const waiting = left.next();
  await left.return?.();
  t.true((await waiting).done);
  t.true((await left.next()).done);
  queue.push(bytes(1));
  t.deepEqual(await queue.iterate().next(), { done: false, value: bytes(1) });
});

test('a signal ends the wait with its reason, and takes no message with it', async (t) => {
  const queue = new MessageQueue(4);
  const controller = new AbortController();
  const iterator = queue.iterate(controller.signal);
  const waiting = iterator.next();
  await new Promise(setImmediate);
  controller.abort(new Error('enough'));
  await t.throwsAsync(waiting, { message: 'enough' });
  await t.throwsAsync(iterator.next(), { message: 'enough' });
  queue.push(bytes(1));
  t.is(queue.length, 1);
});
