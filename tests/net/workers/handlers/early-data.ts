import type { HandlerOptions, ReplayStore } from '../../../../runtime/net/index.ts';

/** With `?own` in the URL of the module, each worker has a store that takes every key for a new one. */
const store: ReplayStore | undefined = import.meta.url.endsWith('?own') ? { record: () => true } : undefined;

export const options: HandlerOptions = { earlyData: { onmessage: () => {}, store } };

export default function ignore(): void {}
