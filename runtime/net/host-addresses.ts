import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { SystemError } from '../errors/system-error.ts';

/** All addresses of a host name, in the order of the system. Rejects with SystemError: ENOTFOUND, EAI_AGAIN. */
export async function hostAddresses(host: string): Promise<LookupAddress[]> {
  try {
    return await lookup(host, { all: true });
  } catch (cause) {
    throw new SystemError(cause as NodeJS.ErrnoException);
  }
}
