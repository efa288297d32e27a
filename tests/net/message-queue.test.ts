import test from 'ava';
import { MessageQueue, ownMemory, type QueuedMessage, queuedMessage } from '../../runtime/net/message-queue.ts';

const bytes = (value: number): Uint8Array => Uint8Array.of(value);

async function read(queue: MessageQueue): Promise<number[]> {
  const values: number[] = [];
  for await (const message of queue.iterate()) values.push(message[0] ?? -1);
  return values;
}

test('messages are read in order, before and after a reader waits', async (t) => {
  const queue = new MessageQueue(10, 1000);
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
  const queue = new MessageQueue(2, 1000);
  for (const value of [1, 2, 3, 4]) queue.push(bytes(value));
  t.is(queue.length, 2);
  t.is(queue.dropped, 2);
  queue.end();
  t.deepEqual(await read(queue), [3, 4]);
});

test('a failure reaches present and later readers after the remaining messages', async (t) => {
  const queue = new MessageQueue(2, 1000);
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

test('messages that are put back go to readers that wait, and not to those that have them', async (t) => {
  const queue = new MessageQueue(4, 1000);
  queue.push(bytes(1));
  const [first] = queue.takeAll();
  const waiting = queue.iterate().next();
  queue.putBack([first as QueuedMessage, queuedMessage(bytes(2), 'iterator'), queuedMessage(bytes(3), undefined)]);
  t.deepEqual(await waiting, { done: false, value: bytes(1) });
  t.is(queue.length, 1);
  queue.end();
  t.deepEqual(await read(queue), [3]);
});

test('two iterators share the messages', async (t) => {
  const queue = new MessageQueue(4, 1000);
  const [a, b] = [queue.iterate().next(), queue.iterate().next()];
  queue.push(bytes(1));
  queue.push(bytes(2));
  t.deepEqual([(await a).value, (await b).value], [bytes(1), bytes(2)]);
});

test('returning an iterator ends its waits and takes no message from others', async (t) => {
  const queue = new MessageQueue(4, 1000);
  const left = queue.iterate();
  const waiting = left.next();
  await left.return?.();
  t.true((await waiting).done);
  t.true((await left.next()).done);
  queue.push(bytes(1));
  t.deepEqual(await queue.iterate().next(), { done: false, value: bytes(1) });
});

test('a signal ends the wait with its reason, and takes no message with it', async (t) => {
  const queue = new MessageQueue(4, 1000);
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

test('the messages of a reader that does not read are limited in bytes', async (t) => {
  const queue = new MessageQueue(1000, 100);
  for (let value = 0; value < 50; value++) queue.push(new Uint8Array(30).fill(value));
  t.deepEqual([queue.length, queue.bytes, queue.dropped], [3, 90, 47]);
  queue.push(new Uint8Array(101));
  t.deepEqual([queue.length, queue.bytes, queue.dropped], [0, 0, 51], 'one that is too large for itself');
  queue.push(new Uint8Array(100).fill(7));
  t.is(queue.bytes, 100);
  t.is((await queue.iterate().next()).value?.[0], 7);
  t.is(queue.bytes, 0);
});

test('messages that are put back are older than those that arrived since', async (t) => {
  const queue = new MessageQueue(3, 1000);
  for (const value of [1, 2]) queue.push(bytes(value));
  const taken = queue.takeAll();
  t.is(queue.bytes, 0);
  for (const value of [3, 4]) queue.push(bytes(value));
  queue.putBack(taken);
  t.deepEqual([queue.length, queue.bytes, queue.dropped], [3, 3, 1]);
  queue.end();
  t.deepEqual(await read(queue), [2, 3, 4]);
});

test('messages of an ended iterator remain only where no listener got them', async (t) => {
  const queue = new MessageQueue(10, 1000);
  const iterator = queue.iterate();
  queue.push(bytes(1), 'listener');
  queue.push(bytes(2));
  t.deepEqual(queue.takeAll(), [], "it is the iterator's");
  await iterator.return?.();
  await iterator.return?.();
  t.false(queue.hasIterators);
  t.deepEqual(queue.takeAll().map(ownMemory), [bytes(2)]);
});

test('transferred messages leave the queue with their size on arrival', async (t) => {
  const queue = new MessageQueue(1000, 100);
  const iterator = queue.iterate();
  for (let value = 0; value < 3; value++) {
    const data = new Uint8Array(30).fill(value);
    queue.push(data, 'listener');
    structuredClone(data, { transfer: [data.buffer] });
  }
  t.is(queue.bytes, 90);
  // A queue that forgot what they took would look for room for ever.
  for (let value = 3; value < 10; value++) queue.push(new Uint8Array(30).fill(value), 'listener');
  t.deepEqual([queue.length, queue.bytes, queue.dropped], [3, 90, 7]);
  t.is((await iterator.next()).value?.[0], 7);
  await iterator.return();
  t.is(queue.bytes, 0);
});

test('an iterator whose signal was aborted claims no message that comes later', async (t) => {
  const queue = new MessageQueue(10, 1000);
  const controller = new AbortController();
  const iterator = queue.iterate(controller.signal);
  const waiting = iterator.next();
  await new Promise(setImmediate);
  controller.abort(new Error('enough'));
  await t.throwsAsync(waiting, { message: 'enough' });
  t.false(queue.hasIterators);
  queue.push(bytes(1));
  t.deepEqual(queue.takeAll().map(ownMemory), [bytes(1)]);
  await t.throwsAsync(iterator.next(), { message: 'enough' });
  await iterator.return();
  const other = queue.iterate();
  t.true(queue.hasIterators, 'it left once only');
  await other.return();
  t.false(queue.hasIterators);
});

/** Messages of one byte each that arrived together. */
function together(...values: number[]): QueuedMessage[] {
  const slab = Uint8Array.from(values);
  return values.map((_, at) => ({ slab, at, bytes: 1, isAll: false, receiver: undefined }));
}

test('a batch has the messages that arrived together, in one slab', async (t) => {
  const queue = new MessageQueue(10, 1000);
  queue.pushAll(together(1, 2, 3));
  queue.push(bytes(4));
  queue.push(bytes(5));
  queue.pushAll(together(6, 7));
  queue.end();
  const batches: number[][] = [];
  for await (const { slab, at, length, count } of queue.iterateBatches()) {
    t.is(at.length, count);
    t.true(length.every((size) => size === 1));
    batches.push([...at].map((start) => slab[start] ?? -1));
  }
  t.deepEqual(batches, [[1, 2, 3], [4], [5], [6, 7]]);
});

test('a batch without room loses its oldest messages, and they are counted', async (t) => {
  const queue = new MessageQueue(3, 1000);
  queue.pushAll(together(1, 2));
  queue.pushAll(together(3, 4));
  t.is(queue.dropped, 1);
  t.is(queue.bytes, 3);
  const reader = queue.iterateBatches();
  t.deepEqual([...((await reader.next()).value?.at ?? [])], [1]);
  t.deepEqual([...((await reader.next()).value?.at ?? [])], [0, 1]);
});

test('a message out of a batch has memory of its own', async (t) => {
  const queue = new MessageQueue(10, 1000);
  const [reader, batches] = [queue.iterate(), queue.iterateBatches()];
  const messages = together(1, 2, 3);
  const waiting = reader.next();
  queue.pushAll(messages);
  const { value } = await waiting;
  t.deepEqual(value, bytes(1));
  t.not(value?.buffer, messages[0]?.slab.buffer);
  const rest = (await batches.next()).value;
  t.deepEqual([rest?.count, ...(rest?.at ?? [])], [2, 1, 2]);
});

test('a waiting reader gets a batch that is larger than the queue', async (t) => {
  const queue = new MessageQueue(1, 2);
  const waiting = queue.iterateBatches().next();
  queue.pushAll(together(1, 2, 3));
  t.is((await waiting).value?.count, 3);
  t.is(queue.dropped, 0);
});
