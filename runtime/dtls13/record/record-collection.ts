import { MAX_CIPHERTEXT_LENGTH, RECORD_NUMBER_SAMPLE_LENGTH } from '../../../generated/dtls13/registries/constants.ts';
import { UnifiedHeader } from '../../../generated/dtls13/wire/unified-header.ts';
import { WireError } from '../../errors/wire-error.ts';
import { Reader } from '../../wire/index.ts';
import type { DatagramBatch } from '../endpoint.ts';
import type { ReadEpoch } from './epoch.ts';
import type { OwnConnectionIds } from './own-connection-ids.ts';
import type { RecordBatch } from './record-batch.ts';
import { createHeader, isProtectedRecord } from './unified-header.ts';

/** All connections share them: they are released at the end of each collection. */
const READER = new Reader();
const HEADER = createHeader();

/**
 * Collects the datagrams from index `from` to at most `to` - 1 that are one protected record of this epoch each, with the
 * connection id of the record before if there are ids. Ends at the first datagram of another form. Returns their number.
 */
export function collectRecords(
  records: RecordBatch,
  connectionIds: OwnConnectionIds,
  epoch: ReadEpoch,
  { slab, at, length }: DatagramBatch,
  from: number,
  to: number,
): number {
  records.clear();
  try {
    for (let index = from; index < to && !records.full; index++) {
      const start = at[index] as number;
      const end = start + (length[index] as number);
      if (start === end || !isProtectedRecord(slab[start])) break;
      READER.reset(slab, start, end);
      if (!collectRecord(records, connectionIds, epoch, start, end)) break;
    }
  } catch (error) {
    // It is counted when it is received alone.
    if (!(error instanceof WireError)) throw error;
  } finally {
    READER.release();
    HEADER.connectionId = undefined;
  }
  return records.count;
}

function collectRecord(
  records: RecordBatch,
  { current, length: idLength }: OwnConnectionIds,
  { number, protection }: ReadEpoch,
  start: number,
  end: number,
): boolean {
  HEADER.connectionId = current;
  UnifiedHeader.decodeInto(READER, HEADER, idLength);
  if (HEADER.connectionId !== current || HEADER.epochBits !== (number & 3)) return false;
  const body = READER.position;
  const length = end - body;
  if (HEADER.length !== undefined && HEADER.length !== length) return false;
  if (length < RECORD_NUMBER_SAMPLE_LENGTH || length <= protection.tagLength) return false;
  if (length > MAX_CIPHERTEXT_LENGTH) return false;
  const numberAt = start + 1 + (current === undefined ? 0 : idLength);
  records.add(start, numberAt, HEADER.hasSequenceNumber16 ? 2 : 1, body, length);
  return true;
}
