import test from 'ava';
import type { SendBuffer } from '../../../runtime/net/datagram-socket.ts';
import { SendReports } from '../../../runtime/net/native/send-reports.ts';

const bufferOf = (count: number): SendBuffer => ({
  bytes: new Uint8Array(count),
  length: new Int32Array(count),
  count,
});
const error = (code: string): NodeJS.ErrnoException => Object.assign(new Error(code), { code });
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('a buffer is returned after the errors of its datagrams, also if a handler of one of them sends', async (t) => {
  const told: string[] = [];
  const [first, second] = [bufferOf(2), bufferOf(1)];
  const names = new Map([
    [first, 'first'],
    [second, 'second'],
  ]);
  const reports: SendReports = new SendReports(
    {
      sent: (buffer) => told.push(`sent ${names.get(buffer)}`),
      unsent: (buffer, index, { code }) => {
        told.push(`unsent ${names.get(buffer)} ${index} ${code}`);
        // As `flush` does, when the system has taken the rest.
        if (index === 0) for (const each of [first, second]) reports.finished(each);
      },
    },
    ({ code }) => told.push(`failure ${code}`),
  );
  reports.failed(error('A'), first, 0);
  reports.failed(error('B'), first, 1);
  reports.deliverLater();
  await turn();
  await turn();
  t.deepEqual(told, ['unsent first 0 A', 'unsent first 1 B', 'failure A', 'failure B', 'sent first', 'sent second']);
});

test('a buffer without errors is returned at once', (t) => {
  const returned: SendBuffer[] = [];
  const reports = new SendReports({ sent: (buffer) => returned.push(buffer), unsent: () => t.fail() }, () => t.fail());
  const buffer = bufferOf(1);
  reports.finished(buffer);
  t.deepEqual(returned, [buffer]);
});

test.serial('an exception of `sent` is uncaught, and does not reach the caller of flush', async (t) => {
  const uncaught: unknown[] = [];
  process.setUncaughtExceptionCaptureCallback((thrown) => uncaught.push(thrown));
  try {
    let calls = 0;
    const failure = new Error('of the application');
    const sent = () => {
      calls += 1;
      throw failure;
    };
    const reports = new SendReports({ sent, unsent: () => {} }, () => {});
    t.notThrows(() => reports.finished(bufferOf(1)));
    await turn();
    t.deepEqual(uncaught, [failure]);
    // Later ones too, and each buffer once.
    reports.failed(error('A'), undefined, 0);
    for (let count = 0; count < 3; count++) reports.finished(bufferOf(1));
    reports.deliverLater();
    for (let turns = 0; turns < 6; turns++) await turn();
    t.deepEqual(uncaught, [failure, failure, failure, failure]);
    t.is(calls, 4);
  } finally {
    process.setUncaughtExceptionCaptureCallback(null);
  }
});

test.serial(
  'errors that are dropped while a rest waits make no buffer unreturned, and none returned twice',
  async (t) => {
    const uncaught: unknown[] = [];
    process.setUncaughtExceptionCaptureCallback((thrown) => uncaught.push(thrown));
    try {
      const returned: (SendBuffer | undefined)[] = [];
      const failure = new Error('of the application');
      const reports = new SendReports({ sent: (buffer) => returned.push(buffer), unsent: () => {} }, () => {
        throw failure;
      });
      const [first, second] = [bufferOf(2), bufferOf(1)];
      for (const index of [0, 1]) reports.failed(error('A'), first, index);
      reports.finished(first);
      reports.deliverLater();
      await turn();
      t.deepEqual(uncaught, [failure]);
      // As `close` does; the rest of the errors is gone.
      reports.dropErrors();
      reports.failed(error('B'), undefined, 0);
      reports.finished(second);
      reports.deliverLater();
      for (let turns = 0; turns < 6; turns++) await turn();
      t.deepEqual(returned, [first, second]);
    } finally {
      process.setUncaughtExceptionCaptureCallback(null);
    }
  },
);
