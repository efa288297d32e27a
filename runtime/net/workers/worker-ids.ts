import { ConnectionIdLayout } from '../../dtls13/connection-id-layout.ts';

/** The layout of connection ids whose first byte is the number of the worker. `length`: from 5 to 33 bytes. */
export function workerIds(length: number): ConnectionIdLayout {
  return new ConnectionIdLayout({ serverBytes: 0, workerBytes: 1, randomBytes: length - 1 });
}
