import { EventEmitter } from 'node:events';
import test from 'ava';
import type { Connection } from '../../runtime/dtls13/endpoint.ts';
import type { MessageBatch } from '../../runtime/net/message-batch.ts';
import { MessageDelivery } from '../../runtime/net/message-delivery.ts';
import { ReceivedMessages } from '../../runtime/net/received-messages.ts';

/** Messages that arrived together, in memory that is overwritten when `receive` has returned. */
function arrive(delivery: MessageDelivery, ...texts: string[]): void {
  const messages = new ReceivedMessages();
  const length = Int32Array.from(texts, (text) => text.length);
  const at = length.map((_, index) => 1 + length.subarray(0, index).reduce((sum, bytes) => sum + bytes, 0));
  const slab = new Uint8Array(Buffer.from(`.${texts.join('')}.`));
  messages.set({} as Connection, slab, at, length, texts.length);
  delivery.receive(messages);
  slab.fill(0xee);
  messages.at.fill(-1);
  messages.clear();
}

function made(limit = 1000, maxBytes = 1e6) {
  const session = new EventEmitter();
  return { session, delivery: new MessageDelivery(session, { maxQueuedMessages: limit, maxQueuedBytes: maxBytes }) };
}

const text = (data: Uint8Array): string => Buffer.from(data).toString();

function textsOf({ slab, at, length, count }: MessageBatch): string[] {
  return Array.from({ length: count }, (_, index) => {
    const start = at[index] ?? 0;
    return text(slab.subarray(start, start + (length[index] ?? 0)));
  });
}

const tick = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));

/** Collects what listeners throw. */
async function uncaught(act: () => void): Promise<string[]> {
  const thrown: string[] = [];
  process.setUncaughtExceptionCaptureCallback((error) => thrown.push(error.message));
  try {
    act();
    await tick();
    await new Promise(setImmediate);
  } finally {
    process.setUncaughtExceptionCaptureCallback(null);
  }
  return thrown;
}

test('a batch goes to onBatch and to listeners of batches, and not to those of messages', (t) => {
  const { session, delivery } = made();
  const told: string[] = [];
  delivery.callback = () => told.push('onmessage');
  session.on('message', () => told.push('message'));
  delivery.batchCallback = (batch) => told.push(`onBatch ${textsOf(batch)}`);
  session.on('batch', (batch: MessageBatch) => told.push(`batch ${textsOf(batch)}`));
  arrive(delivery, 'a', 'b');
  t.deepEqual(told, ['onBatch a,b', 'batch a,b']);
  delivery.batchCallback = undefined;
  arrive(delivery, 'c');
  session.removeAllListeners('batch');
  arrive(delivery, 'd', 'e');
  t.deepEqual(told.slice(2), ['batch c', 'onmessage', 'message', 'onmessage', 'message']);
});

test('the batch is one object, which retains nothing after the call', (t) => {
  const { delivery } = made();
  const batches: MessageBatch[] = [];
  delivery.batchCallback = (batch) => batches.push(batch);
  for (let call = 0; call < 3; call++) arrive(delivery, 'one', 'two');
  t.is(new Set(batches).size, 1);
  t.like(batches[0], { count: 0 });
  t.is(batches[0]?.slab.length, 0);
});

test('messages that arrived before there was a listener for batches come first, in order', async (t) => {
  const { delivery } = made();
  arrive(delivery, 'a', 'b');
  arrive(delivery, 'c');
  const told: string[] = [];
  delivery.batchCallback = (batch) => told.push(...textsOf(batch));
  t.deepEqual(told, [], 'after the call that set it');
  arrive(delivery, 'd', 'e');
  await tick();
  t.deepEqual(told, ['a', 'b', 'c', 'd', 'e']);
  arrive(delivery, 'f');
  t.is(told.at(-1), 'f');
});

test('a listener that changes the listeners changes them for the messages after it', (t) => {
  const { delivery } = made();
  const told: string[] = [];
  delivery.callback = (data) => {
    told.push(`message ${text(data)}`);
    if (text(data) === 'b') delivery.batchCallback = (batch) => told.push(`batch ${textsOf(batch)}`);
  };
  arrive(delivery, 'a', 'b', 'c', 'd');
  t.deepEqual(told, ['message a', 'message b', 'batch c,d']);
  delivery.batchCallback = (batch) => {
    told.push(`last batch ${textsOf(batch)}`);
    delivery.batchCallback = undefined;
    delivery.callback = undefined;
  };
  arrive(delivery, 'e', 'f');
  arrive(delivery, 'g');
  t.deepEqual(told.slice(3), ['last batch e,f']);
  delivery.batchCallback = () => {};
});

test('messages after the one whose listener was removed wait for the next', async (t) => {
  const { delivery } = made();
  const told: string[] = [];
  delivery.callback = (data) => {
    told.push(text(data));
    delivery.callback = undefined;
  };
  arrive(delivery, 'a', 'b', 'c');
  t.deepEqual(told, ['a']);
  const rest = await delivery.iterateBatches(undefined).next();
  t.deepEqual(rest.value && textsOf(rest.value), ['b', 'c']);
});

test('no message follows the one whose listener ended the session', (t) => {
  const { delivery } = made();
  const told: string[] = [];
  delivery.callback = (data) => {
    told.push(text(data));
    if (told.length === 2) delivery.end(undefined);
  };
  arrive(delivery, 'a', 'b', 'c', 'd');
  t.deepEqual(told, ['a', 'b']);
});

test.serial('listeners that throw do not keep others from their messages', async (t) => {
  const { session, delivery } = made();
  const told: string[] = [];
  session.on('batch', (batch: MessageBatch) => told.push(...textsOf(batch)));
  delivery.batchCallback = () => {
    throw new Error('onBatch');
  };
  const thrown = await uncaught(() => {
    arrive(delivery, 'a', 'b');
    arrive(delivery, 'c');
  });
  t.deepEqual(thrown, ['onBatch', 'onBatch']);
  t.deepEqual(told, ['a', 'b', 'c']);
});

test('a listener that writes into its batch does not affect the iterator', async (t) => {
  const { delivery } = made();
  const reader = delivery.iterateBatches(undefined);
  delivery.batchCallback = (batch) => {
    (batch.slab as Uint8Array).fill(0);
    batch.at.fill(0);
    batch.length.fill(0);
  };
  arrive(delivery, 'one', 'two');
  const { value } = await reader.next();
  t.deepEqual(value && textsOf(value), ['one', 'two']);
});

test('an iterator of batches that does not read loses the oldest messages, and they are counted', async (t) => {
  const byNumber = made(5).delivery;
  const reader = byNumber.iterateBatches(undefined);
  for (const texts of [
    ['a', 'b', 'c'],
    ['d', 'e'],
    ['f', 'g'],
  ])
    arrive(byNumber, ...texts);
  t.is(byNumber.dropped, 2);
  const batches = [await reader.next(), await reader.next(), await reader.next()];
  t.deepEqual(
    batches.map(({ value }) => value && textsOf(value)),
    [['c'], ['d', 'e'], ['f', 'g']],
  );
  const bySize = made(1000, 10).delivery;
  bySize.iterateBatches(undefined);
  arrive(bySize, '1234', '5678', '9abc');
  t.is(bySize.dropped, 1);
});

test('iterators of messages and of batches share the messages, each with memory of its own', async (t) => {
  const { delivery } = made();
  const [messages, batches] = [delivery.iterate(undefined), delivery.iterateBatches(undefined)];
  const [one, rest] = [messages.next(), batches.next()];
  arrive(delivery, 'a', 'b', 'c');
  t.is(text((await one).value ?? new Uint8Array(0)), 'a');
  const { value } = await rest;
  t.deepEqual(value && textsOf(value), ['b', 'c']);
  t.not((await one).value?.buffer, value?.slab.buffer);
  delivery.end(new Error('over'));
  await t.throwsAsync(batches.next(), { message: 'over' });
});

test('an iterator of batches ends by return, by its signal, and with the session', async (t) => {
  const { delivery } = made();
  const left = delivery.iterateBatches(undefined);
  const waiting = left.next();
  await left.return();
  t.true((await waiting).done);
  const controller = new AbortController();
  const aborted = delivery.iterateBatches(controller.signal).next();
  controller.abort(new Error('enough'));
  await t.throwsAsync(aborted, { message: 'enough' });
  arrive(delivery, 'a');
  delivery.end(undefined);
  const last = delivery.iterateBatches(undefined);
  t.is((await last.next()).value?.count, 1);
  t.true((await last.next()).done);
});

test('what a listener leaves goes to an iterator that waits, before the session ends', async (t) => {
  const { session, delivery } = made();
  const told: string[] = [];
  arrive(delivery, 'a', 'b');
  session.once('message', (data: Uint8Array) => told.push(text(data)));
  delivery.listenerAdded();
  const next = delivery.iterate(undefined).next();
  await tick();
  t.deepEqual(told, ['a']);
  delivery.end(undefined);
  t.is(text((await next).value ?? new Uint8Array()), 'b');
});

for (const kind of ['message', 'batch'] as const) {
  test(`a ${kind} that an iterator has does not come to it again when the listener leaves`, async (t) => {
    const { session, delivery } = made();
    arrive(delivery, 'a');
    session.once(kind, () => {});
    delivery.listenerAdded();
    const iterator = delivery.iterate(undefined);
    // The listener gets it after what waits for it.
    arrive(delivery, 'b', 'c');
    await tick();
    delivery.end(undefined);
    const read: string[] = [];
    for await (const message of iterator) read.push(text(message));
    t.deepEqual(read, ['b', 'c']);
  });
}
