import test from 'ava';
import { lifeCapture } from './life-capture.ts';

test('the seeded run that our recorded capture comes from gives the same bytes every time', (t) => {
  t.deepEqual(lifeCapture(), lifeCapture());
});
