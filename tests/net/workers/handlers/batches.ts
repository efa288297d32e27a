import type { HandlerOptions } from '../../../../runtime/net/index.ts';

/** No session has an object. */
export const options: HandlerOptions = {
  onBatch: (batch) => {
    for (let index = 0; index < batch.count; index++) batch.send('batch');
  },
};
