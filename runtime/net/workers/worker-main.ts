// The program of a worker of `listen(module, { workers })`.
import process from 'node:process';
import { type MessagePort, parentPort } from 'node:worker_threads';
import { errorMessage } from './worker-error.ts';
import type { FromWorker, StartMessage } from './worker-messages.ts';
import { WorkerServer } from './worker-server.ts';

// Another thread starts this program: without one there is nothing to serve.
if (parentPort !== null) run(parentPort);

function run(port: MessagePort): void {
  port.once('message', (start: StartMessage) => {
    const server = new WorkerServer(start, (message: FromWorker) => port.postMessage(message));
    port.on('message', (message) => server.receive(message));
    // The main thread counts the last numbers too, whatever ends this thread.
    process.on('exit', () => server.writeCounters());
    server.start().catch((error: unknown) => port.postMessage({ kind: 'failed', error: errorMessage(error) }));
  });
}
