// Sends the messages of a sender through a session, as many as its credit and the session permit.
import type { DtlsSession } from 'wirechart/dtls13';
import type { BulkSender } from './bulk-sender.ts';
import type { BulkSettings } from './settings.ts';

/** Messages in one call of `sendMany`. */
const CHUNK = 128;

/** By `send`. The result is to be called after each acknowledgement and each `drain`. */
export function pumpOne(session: DtlsSession, sender: BulkSender, { size }: BulkSettings): () => void {
  const buffer = Buffer.alloc(size);
  // A message that the session did not accept is sent again.
  let isRefused = false;
  return () => {
    while (isRefused || sender.credit > 0) {
      if (!isRefused) sender.write(buffer, 0);
      isRefused = !session.send(buffer);
      if (isRefused) return;
    }
  };
}

/** By `sendMany`. The result is to be called after each acknowledgement and each `drain`. */
export function pumpMessages(session: DtlsSession, sender: BulkSender, { size }: BulkSettings): () => void {
  const slab = Buffer.alloc(CHUNK * size);
  const allAt = Int32Array.from({ length: CHUNK }, (_, index) => index * size);
  const allLengths = new Int32Array(CHUNK).fill(size);
  // Messages in the slab, and how many of them the session accepted.
  let filled = 0;
  let accepted = 0;
  return () => {
    for (;;) {
      if (accepted === filled) {
        filled = sender.writeMany(slab, CHUNK);
        accepted = 0;
        if (filled === 0) return;
      }
      const count = session.sendMany(slab, allAt.subarray(accepted, filled), allLengths.subarray(accepted, filled));
      accepted += count;
      if (accepted < filled) return;
    }
  };
}
