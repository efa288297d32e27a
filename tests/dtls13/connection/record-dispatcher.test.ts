import test from 'ava';
import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import {
  RecordDispatcher,
  type RecordDispatcherContext,
} from '../../../runtime/dtls13/connection/record-dispatcher.ts';

/** A dispatcher of a connection that is open, and what it told the other parts. */
function opened() {
  const told: string[] = [];
  const context = {
    lifecycle: {
      acceptsRecords: true,
      ended: false,
      acceptRecord: () => true,
      recordsAccepted: () => told.push('accepted'),
    },
    messages: { confirmHello() {} },
    events: { addMessage: () => told.push('message') },
    postHandshake: { keyUpdates: { newEpochUsed: (epoch: number) => told.push(`epoch ${epoch}`) } },
    paths: { newerRecordReceived: () => told.push('newer'), newerDataReceived: () => told.push('newer data') },
    statistics: { discarded: { unexpectedContent: 0 } },
  };
  const dispatcher = new RecordDispatcher(context as unknown as RecordDispatcherContext);
  const data = (epoch: number, sequence: number): void =>
    dispatcher.record(ContentType.application_data, epoch, sequence, new Uint8Array(1), 0, 1);
  return { dispatcher, told, lifecycle: context.lifecycle, data };
}

test('the first record of an epoch is not data as usual, and later ones are', (t) => {
  const { dispatcher, told, data } = opened();
  t.false(dispatcher.acceptsData(3));
  data(3, 0);
  t.true(dispatcher.acceptsData(3));
  t.false(dispatcher.acceptsData(4));
  data(4, 0);
  t.true(dispatcher.acceptsData(4));
  t.false(dispatcher.acceptsData(3));
  t.deepEqual(told, ['epoch 3', 'newer', 'message', 'epoch 4', 'newer', 'message']);
});

test('there is no data as usual in the epochs of the handshake, and in a connection that closes', (t) => {
  const { dispatcher, lifecycle, data } = opened();
  dispatcher.record(ContentType.return_routability_check + 50, 2, 0, new Uint8Array(1), 0, 1);
  t.false(dispatcher.acceptsData(2));
  data(3, 0);
  lifecycle.acceptsRecords = false;
  t.false(dispatcher.acceptsData(3));
});

test('data counts for the path where it is newer than all before', (t) => {
  const { dispatcher, told, data } = opened();
  data(3, 7);
  told.length = 0;
  dispatcher.dataReceived(6);
  dispatcher.dataReceived(7);
  t.deepEqual(told, ['accepted', 'accepted']);
  dispatcher.dataReceived(9);
  dispatcher.dataReceived(9);
  t.deepEqual(told, ['accepted', 'accepted', 'accepted', 'newer data', 'accepted']);
});
