/** Addresses of 127.0.0.0/8 that have a connection: those from 127.1.0.0 on. */
const FIRST = 0x7f_01_00_00;
/** The last one is the broadcast address. */
export const MAX_ADDRESSES = 0x7f_ff_ff_ff - FIRST;

/** The loopback address of a client, one for each. `index`: 0 to MAX_ADDRESSES - 1. */
export function clientAddress(index: number): string {
  const address = FIRST + index;
  return [address >>> 24, (address >>> 16) & 0xff, (address >>> 8) & 0xff, address & 0xff].join('.');
}
