import { parentPort, workerData } from 'node:worker_threads';
import type { ListenOptions } from '../../runtime/net/index.ts';

/** A server of a process that started after the date was set by `step` milliseconds. Tells the port it has. */
const { step, options } = workerData as { step: number; options: ListenOptions };
const date = Date.now;
Date.now = () => date() + step;
Object.defineProperty(performance, 'timeOrigin', { value: performance.timeOrigin + step });
// Loaded now, so that nothing has read a time before.
const { listen } = await import('../../runtime/net/index.ts');
const endpoint = listen(() => {}, options);
parentPort?.postMessage(endpoint.address().port);
