// How the balancer and the servers agree which server a datagram belongs to.
import { createHash } from 'node:crypto';
import { ConnectionIdLayout } from 'wirechart/dtls13/core';

/** A connection id begins with the number of its server. */
export const layout = new ConnectionIdLayout({ serverBytes: 1, workerBytes: 0, randomBytes: 8 });

/** The server, 0 to `count - 1`, of a client that has no connection id yet: always the same one for an address. */
export function serverOfAddress(address, port, count) {
  return createHash('sha256').update(`${address} ${port}`).digest().readUInt32BE() % count;
}
