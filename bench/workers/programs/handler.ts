// The module of the workers: it echoes each message.
import { createNativeProvider } from 'wirechart/crypto/native';
import type { HandlerOptions } from 'wirechart/dtls13';

const isNative = new URL(import.meta.url).search === '?native';

export const options: HandlerOptions = {
  ...(isNative && { provider: createNativeProvider() }),
  onBatch: (batch) => {
    const { slab, at, length, count } = batch;
    batch.sendMany(slab, at.subarray(0, count), length.subarray(0, count));
  },
};
