import type { CommonOptions } from './common-options.ts';

/** The options that sessions themselves have. */
export type SessionOptions = Pick<
  CommonOptions,
  'maxQueuedMessages' | 'maxQueuedBytes' | 'keylog' | 'trace' | 'closeTimeout'
>;

/** These options alone: a session keeps them, and must not keep private keys. All sessions of an endpoint share one object. */
export function sessionOptions({
  maxQueuedMessages,
  maxQueuedBytes,
  keylog,
  trace,
  closeTimeout,
}: SessionOptions): SessionOptions {
  return { maxQueuedMessages, maxQueuedBytes, keylog, trace, closeTimeout };
}
