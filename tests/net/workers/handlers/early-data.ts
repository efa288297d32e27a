import type { HandlerOptions } from '../../../../runtime/net/index.ts';
import { MemoryReplayStore } from '../../../../runtime/net/index.ts';

/** With `?own` in the URL of the module, each worker has a store of its own. */
const store = import.meta.url.endsWith('?own') ? new MemoryReplayStore() : undefined;

export const options: HandlerOptions = { earlyData: { onmessage: () => {}, store } };

export default function ignore(): void {}
