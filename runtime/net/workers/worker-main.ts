// The program of a worker of `listen(module, { workers })`.
import process from 'node:process';
import { parentPort } from 'node:worker_threads';
import { errorMessage } from './worker-error.ts';
import type { FromWorker, StartMessage } from './worker-messages.ts';
import { WorkerServer } from './worker-server.ts';

if (parentPort === null) throw new Error('this program runs in a worker');
const port = parentPort;

port.once('message', (start: StartMessage) => {
  const server = new WorkerServer(start, (message: FromWorker) => port.postMessage(message));
  port.on('message', (message) => server.receive(message));
  // The main thread counts the last numbers too, whatever ends this thread.
  process.on('exit', () => server.writeCounters());
  server.start().catch((error: unknown) => port.postMessage({ kind: 'failed', error: errorMessage(error) }));
});
