import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { createNativeSockets } from 'wirechart/net/native';

/** Terminates threads in the middle of the traffic of a held socket, as often as the argument says. */
const held = createNativeSockets().hold('127.0.0.1', 0, 1);
const [descriptor] = held.descriptors;
const times = Number(process.argv[2]);
let opened = 0;
for (let time = 0; time < times; time++) {
  const worker = new Worker(new URL('held-thread-program.js', import.meta.url), {
    workerData: { descriptor, mode: 'busy' },
  });
  const exit = once(worker, 'exit');
  const [first] = await once(worker, 'message');
  if (first === 'open') opened++;
  // Some in the middle of a batch, some before the first one.
  for (let batches = time % 5; batches > 0; batches--) await once(worker, 'message');
  await worker.terminate();
  await exit;
}
held.close();
console.log(`${opened} opened`);
