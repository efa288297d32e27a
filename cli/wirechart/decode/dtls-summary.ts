import type { CaptureCounters } from 'wirechart/dissect';
import type { DissectedRecord } from 'wirechart/dtls13/core';
import { ContentType } from 'wirechart/dtls13/wire';
import { captureText, count } from './skipped-text.ts';

/** Why a record is not decrypted, for the text output. */
const reasons: Readonly<Record<NonNullable<DissectedRecord['unopened']>, string>> = {
  noKeyLog: 'no key log (--keylog)',
  noClientHello: 'no ClientHello of the connection in the capture',
  noServerHello: 'no ServerHello of the connection in the capture',
  notInKeyLog: 'the key log has no secrets of the connection',
  noKeys: 'the key log has no secret of the epoch',
  unauthentic: 'authentication with the secrets of the key log failed',
  replayed: 'its record number was received before',
  malformed: 'too short for a protected record',
  connectionId: 'it has a connection id of unknown length (--cid-length)',
};

export function reasonFor(unopened: NonNullable<DissectedRecord['unopened']>): string {
  return reasons[unopened];
}

/** The protocol of a datagram by its first byte; RFC 7983 section 7. */
export function protocolOf(first: number | undefined): string {
  if (first === undefined) return 'empty';
  if (first >>> 5 === 1 || Object.values<number>(ContentType).includes(first)) return 'DTLS';
  if (first <= 3) return 'STUN';
  if (first >= 128 && first <= 191) return 'RTP or RTCP';
  return 'unknown';
}

/** Counts for the summary at the end. */
export class DtlsSummary {
  datagrams = 0;
  readonly others = new Map<string, number>();
  plain = 0;
  opened = 0;
  readonly unopened = new Map<NonNullable<DissectedRecord['unopened']>, number>();
  problems = 0;

  other(protocol: string): void {
    this.others.set(protocol, (this.others.get(protocol) ?? 0) + 1);
  }

  record({ isProtected, unopened, opened }: DissectedRecord): void {
    if (unopened !== undefined) this.unopened.set(unopened, (this.unopened.get(unopened) ?? 0) + 1);
    else if (opened !== undefined && isProtected) this.opened += 1;
    else this.plain += 1;
  }

  text(connections: number, capture: CaptureCounters | undefined): string {
    const closed = sum(this.unopened);
    const parts = [
      `${count(this.datagrams, 'datagram')} of DTLS, ${count(connections, 'connection')}`,
      `${count(this.plain + this.opened + closed, 'record')}: ${this.plain} plain, ${this.opened} decrypted` +
        (closed === 0 ? '' : `, ${closed} not decrypted (${list(this.unopened, (each) => reasons[each])})`),
    ];
    if (this.others.size > 0) parts.push(`${count(sum(this.others), 'other datagram')} (${list(this.others)})`);
    parts.push(...captureText(capture));
    if (this.problems > 0) parts.push(count(this.problems, 'problem'));
    return parts.join('; ');
  }

  json(connections: number, capture: CaptureCounters | undefined): Record<string, unknown> {
    return {
      event: 'summary',
      datagrams: this.datagrams,
      connections,
      records: { plain: this.plain, opened: this.opened, unopened: Object.fromEntries(this.unopened) },
      others: Object.fromEntries(this.others),
      skipped: capture?.skipped ?? {},
      problems: this.problems,
    };
  }
}

function sum(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((total, each) => total + each, 0);
}

function list<Key extends string>(counts: ReadonlyMap<Key, number>, name: (key: Key) => string = (key) => key): string {
  return [...counts].map(([key, number]) => `${number} ${name(key)}`).join(', ');
}
