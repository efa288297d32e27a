import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { SystemError } from '../errors/system-error.ts';
import { TimeoutError } from '../errors/timeout-error.ts';

/**
 * All addresses of a host name, in the order of the system. Rejects with SystemError (ENOTFOUND, EAI_AGAIN), and with
 * TimeoutError after `timeout` milliseconds: the system can wait for a resolver for a minute or longer.
 */
export async function hostAddresses(host: string, timeout: number): Promise<LookupAddress[]> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TimeoutError(`lookup of ${host}`, timeout)), timeout);
  });
  try {
    return await Promise.race([lookup(host, { all: true }), limit]);
  } catch (cause) {
    throw cause instanceof TimeoutError ? cause : new SystemError(cause as NodeJS.ErrnoException);
  } finally {
    clearTimeout(timer);
  }
}
