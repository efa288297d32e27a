import test from 'ava';
import { ReceivedCloseNotify } from '../../../runtime/dtls13/connection/close-notify.ts';

test('without a close_notify no record is ignored', (t) => {
  const closeNotify = new ReceivedCloseNotify();
  t.false(closeNotify.isBefore(3, 2 ** 48 - 1));
});

test('records with a higher number than the close_notify are ignored, whatever their epoch', (t) => {
  const closeNotify = new ReceivedCloseNotify();
  closeNotify.received(3, 10);
  t.true(closeNotify.isBefore(3, 11));
  t.true(closeNotify.isBefore(4, 0));
  t.false(closeNotify.isBefore(3, 10));
  t.false(closeNotify.isBefore(3, 9));
  t.false(closeNotify.isBefore(2, 11));
});
