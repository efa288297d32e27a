import { EventEmitter, getEventListeners, once } from 'node:events';
import test from 'ava';
import { LazyEmitter } from '../../runtime/net/lazy-emitter.ts';

class Emitter extends LazyEmitter<{ told: [word: string]; error: [Error] }> {
  readonly own = 1;
}

test('an emitter has nothing of its own before its first listener', (t) => {
  const emitter = new Emitter();
  t.deepEqual(Reflect.ownKeys(emitter), ['own']);
  t.true(emitter instanceof EventEmitter);
  t.true(emitter instanceof Emitter);
  t.is(Emitter.defaultMaxListeners, EventEmitter.defaultMaxListeners);
});

test('without listeners all methods do what those of an EventEmitter do', (t) => {
  const listener = (): void => {};
  for (const emitter of [new Emitter(), new EventEmitter()]) {
    t.false(emitter.emit('told', 'word'));
    t.deepEqual(emitter.eventNames(), []);
    t.deepEqual(emitter.listeners('told'), []);
    t.deepEqual(emitter.rawListeners('told'), []);
    t.deepEqual(getEventListeners(emitter, 'told'), []);
    t.is(emitter.listenerCount('told'), 0);
    t.is(emitter.getMaxListeners(), 10);
    t.is(emitter.off('told', listener), emitter);
    t.is(emitter.removeAllListeners(), emitter);
    t.throws(() => emitter.emit('error', new Error('not heard')), { message: 'not heard' });
  }
});

test('listeners of one emitter are not those of another', async (t) => {
  const [one, other] = [new Emitter(), new Emitter()];
  const told: string[] = [];
  const listener = (word: string): void => void told.push(word);
  one.once('told', listener).on('told', listener).setMaxListeners(2);
  t.false(other.emit('told', 'silent'));
  t.true(one.emit('told', 'a'));
  one.off('told', listener);
  t.false(one.emit('told', 'b'));
  t.deepEqual(told, ['a', 'a']);
  t.deepEqual([one.getMaxListeners(), other.getMaxListeners()], [2, 10]);
  const heard = once(other, 'told');
  other.emit('told', 'c');
  t.deepEqual(await heard, ['c']);
});
