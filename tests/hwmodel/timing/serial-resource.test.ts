import test from 'ava';
import { SerialResource } from '../../../hwmodel/timing/index.ts';

test('a serial resource starts a request when the previous one is done', (t) => {
  const engine = new SerialResource();
  t.is(engine.occupy(100, 50), 150);
  t.is(engine.occupy(120, 10), 160, 'it arrived early and waited');
  t.is(engine.occupy(500, 5), 505);
  t.is(engine.freeAtPs, 505);
  t.is(engine.busyPs, 65);
});
