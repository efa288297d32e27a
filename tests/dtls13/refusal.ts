import { alertDescriptionName } from '../../generated/dtls13/registries/alert-description.ts';
import { AlertLevel } from '../../generated/dtls13/registries/alert-level.ts';
import { ContentType } from '../../generated/dtls13/registries/content-type.ts';
import type { SimulatedPair } from '../../runtime/testing/index.ts';
import { endOf } from './hostile/tampering.ts';
import { type SentRecord, sentRecordsOf } from './sent-traffic.ts';

const PREFIX = 'ERR_DTLS_PEER_';

/**
 * The alert with which a side of a key-logged pair refused its peer: that of its error, which is also the last one that
 * it sent. Where it reported another event, or sent another alert, the text says so.
 */
export function refusalBy(pair: SimulatedPair, side: SentRecord['from']): string | undefined {
  const code = endOf(side === 'client' ? pair.clientHost : pair.serverHost);
  if (code?.startsWith(PREFIX) !== true) return code;
  const alert = code.slice(PREFIX.length).toLowerCase();
  const last = sentRecordsOf(pair, side).findLast(({ contentType }) => contentType === ContentType.alert);
  const [level, description] = last?.content ?? [];
  if (level !== AlertLevel.fatal || description === undefined) return `${alert}, without a fatal alert`;
  const sent = alertDescriptionName(description);
  return sent === alert ? alert : `${alert}, but ${sent} was sent`;
}
