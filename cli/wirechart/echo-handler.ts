// The module of the workers of `wirechart server --workers`. What it needs to know is in the query of its URL.
import type { EndpointBatch, HandlerOptions } from 'wirechart/dtls13';
import { echoSettings } from './echo-settings.ts';
import { keyLogFile } from './key-log-file.ts';
import { providerAndSockets } from './native-flags.ts';

const { native, keylog } = echoSettings(import.meta.url);
// The sockets of workers come from the main thread.
const { provider } = await providerAndSockets({ native });

export const options: HandlerOptions = { provider, keylog: keyLogFile(keylog), onBatch: echo };

/** Sends messages back, but those that the path of the server does not carry. */
function echo(batch: EndpointBatch): void {
  const { slab, at, length, count, maxMessageSize } = batch;
  for (let index = 0; index < count; index++) {
    const begin = at[index] as number;
    const size = length[index] as number;
    if (size <= maxMessageSize) batch.send(slab.subarray(begin, begin + size));
  }
}
