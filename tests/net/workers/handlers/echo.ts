import process from 'node:process';
import { parentPort } from 'node:worker_threads';
import type { DtlsSession, HandlerModule } from '../../../../runtime/net/index.ts';

let worker = 0;

export const onendpoint: HandlerModule['onendpoint'] = (_endpoint, number) => {
  worker = number;
};

/** Echoes with the number of the worker in front, and obeys. */
export default function echo(session: DtlsSession): void {
  session.onmessage = (data) => {
    const text = Buffer.from(data).toString();
    switch (text) {
      case 'exit':
        process.exit(3);
        break;
      case 'throw':
        throw new Error('asked to');
      case 'reject':
        void Promise.reject(new Error('asked to'));
        break;
      case 'post':
        for (const message of [null, undefined, 'text', 7, {}]) parentPort?.postMessage(message);
        session.send('posted');
        break;
      case 'deaf':
        // Something else keeps the thread alive.
        setInterval(() => {}, 1000);
        parentPort?.close();
        session.send('deaf');
        break;
      case 'spin':
        for (;;);
      default:
        session.send(`${worker}:${text}`);
    }
  };
}
