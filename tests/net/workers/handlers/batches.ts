import type { HandlerModule } from '../../../../runtime/net/index.ts';

/** No session has an object. */
export const options: HandlerModule['options'] = {
  onBatch: (batch) => {
    for (let index = 0; index < batch.count; index++) batch.send('batch');
  },
};
