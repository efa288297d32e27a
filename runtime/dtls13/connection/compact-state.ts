import { EPOCH_APPLICATION, EPOCH_HANDSHAKE } from '../../../generated/dtls13/registries/constants.ts';
import type { CompactConnection, Counter, KeyUse } from '../../../generated/dtls13/wire/compact-connection.ts';
import { KeySchedule } from '../../crypto/key-schedule.ts';
import type { CryptoProvider, HashName } from '../../crypto/provider.ts';
import { ApplicationSecrets } from '../handshake/application-secrets.ts';
import { Exporter } from '../handshake/exporter.ts';
import { LABEL_PREFIX } from '../handshake/label-prefix.ts';
import { hashOf } from '../handshake/session-keys.ts';
import { protectionOf } from '../handshake/traffic-protection.ts';
import type { PostHandshake } from '../post-handshake/post-handshake.ts';
import { ReadEpoch } from '../record/epoch.ts';
import type { ConnectionParts } from './connection-parts.ts';

/** Times of an idle connection, in the host's milliseconds, in the order in which they are kept. */
export const CompactTime = {
  startedAt: 0,
  lastReceivedAt: 1,
  /** When the keys of epoch 2 are erased; Infinity: they are. */
  lingerAt: 2,
  /** Since when the current keys are in use. */
  writeSince: 3,
  readSince: 4,
  /** The values of the retransmit timer. */
  timeout: 5,
  unextended: 6,
  initialTimeout: 7,
  /** NaN: none was measured. */
  roundTrip: 8,
  /** When the next timer expires. */
  deadline: 9,
} as const;
/** Number of these times. */
export const COMPACT_TIMES = Object.keys(CompactTime).length;

const EMPTY = new Uint8Array(0);

/** Whether `compactState` contains all that the connection must know: nothing runs, waits or is to be sent. */
export function isCompactable(parts: ConnectionParts): boolean {
  const { isClient, lifecycle, requests, output, flights, acks, messages, paths, reader, earlyData, postHandshake } =
    parts;
  if (isClient || postHandshake === undefined || !lifecycle.isOpen || lifecycle.lastReceivedAt === undefined)
    return false;
  if (output.pending || !requests.empty || !flights.isIdle || !acks.isIdle || messages.waitingSince !== undefined)
    return false;
  if (!postHandshake.isIdle || !paths.isIdle || !earlyData.isIdle || reader.keepsRecords) return false;
  const newest = reader.epochs.newest?.number;
  return reader.epochs.installed.every(({ number }) => number === newest || number === EPOCH_HANDSHAKE);
}

/** The state of a connection where `isCompactable`. Its arrays are those of the parts. */
export function compactState(parts: ConnectionParts): CompactConnection {
  const { transmitter, reader, connectionIds, statistics } = parts;
  const postHandshake = parts.postHandshake as PostHandshake;
  const read = reader.epochs.newest as ReadEpoch;
  const write = transmitter.epochs.newest;
  const handshake = reader.epochs.withNumber(EPOCH_HANDSHAKE);
  const { handshakeRead } = parts;
  const { pathMtu } = transmitter;
  const own = reader.connectionIds;
  return {
    cipherSuite: postHandshake.secrets.suite,
    hasConnectionIds: connectionIds.negotiated !== undefined,
    hasPathCheck: connectionIds.negotiated?.returnRoutabilityCheck === true,
    awaitsPeer: postHandshake.keyUpdates.awaitsPeer,
    isUpdateRequested: postHandshake.rekeyState.requestedFor === read.number,
    read: keyUseOf(read, postHandshake.secrets.secret('read')),
    writeEpoch: write.number,
    writeSequence: write.sequence,
    writeBytes: write.bytes,
    firstUnconfirmed: write.firstUnconfirmed,
    writeSecret: postHandshake.secrets.secret('write'),
    exporterSecret: (parts.exporter as Exporter).secret,
    clientRandom: parts.logsKeys ? postHandshake.secrets.clientRandom : EMPTY,
    handshake: handshake && keyUseOf(handshake, handshakeRead as Uint8Array),
    plaintextSequence: transmitter.epochs.withNumber(0).sequence,
    nextSentMessage: parts.flights.nextMessageSeq,
    nextReceivedMessage: parts.messages.next,
    flightStart: parts.messages.flightStart,
    newestEpoch: parts.records.newestEpoch,
    newestSequence: parts.records.newestSequence + 1,
    maxSentPlaintext: transmitter.maxPlaintext,
    maxReceivedPlaintext: reader.maxPlaintext,
    configuredDatagramSize: pathMtu.configured,
    datagramSize: pathMtu.size,
    currentOwnId: own.current === undefined ? 0 : own.all.indexOf(own.current),
    ownIds: own.all.map((cid) => ({ cid })),
    peerId: { cid: connectionIds.peer },
    spareIds: connectionIds.spares.map((cid) => ({ cid })),
    receivedRecords: parts.messages.received.state.map(({ epoch, sequenceNumber, acks }) => ({
      epoch,
      sequence: sequenceNumber,
      acks,
    })),
    counters: countersOf(statistics),
  };
}

/** Writes the times of a connection where `isCompactable`. */
export function writeCompactTimes(parts: ConnectionParts, times: Float64Array): void {
  const { writeSince, readSince } = (parts.postHandshake as PostHandshake).rekeyState;
  const { timeout, unextended, initialTimeout, roundTrip } = parts.flights.timerState;
  times[CompactTime.startedAt] = parts.startedAt;
  times[CompactTime.lastReceivedAt] = parts.lifecycle.lastReceivedAt as number;
  times[CompactTime.lingerAt] = parts.flights.handshake.deadline;
  times[CompactTime.writeSince] = writeSince;
  times[CompactTime.readSince] = readSince;
  times[CompactTime.timeout] = timeout;
  times[CompactTime.unextended] = unextended;
  times[CompactTime.initialTimeout] = initialTimeout;
  times[CompactTime.roundTrip] = roundTrip ?? Number.NaN;
  times[CompactTime.deadline] = parts.timers.deadline;
}

/** Gives new parts the state that is not secret. Borrows `state`. */
export function restoreState(parts: ConnectionParts, state: CompactConnection, times: Float64Array): void {
  const { connectionIds, flights, lifecycle, messages, paths, reader, records, transmitter } = parts;
  const time = (name: keyof typeof CompactTime): number => times[CompactTime[name]] as number;
  reader.maxPlaintext = state.maxReceivedPlaintext;
  transmitter.limitPlaintext(state.maxSentPlaintext);
  transmitter.epochs.withNumber(0).sequence = state.plaintextSequence;
  if (state.hasConnectionIds) {
    connectionIds.restore({
      own: state.ownIds.map(({ cid }) => cid),
      current: state.currentOwnId,
      peer: copyOf(state.peerId.cid),
      spares: state.spareIds.map(({ cid }) => copyOf(cid)),
      returnRoutabilityCheck: state.hasPathCheck,
    });
  }
  paths.restore(state.configuredDatagramSize, state.datagramSize);
  messages.restore(state.nextReceivedMessage, state.flightStart);
  messages.received.restore(
    state.receivedRecords.map(({ epoch, sequence, acks }) => ({ epoch, sequenceNumber: sequence, acks })),
  );
  records.restore(state.newestEpoch, state.newestSequence - 1);
  lifecycle.restore(time('lastReceivedAt'));
  const roundTrip = time('roundTrip');
  const timer = {
    timeout: time('timeout'),
    unextended: time('unextended'),
    initialTimeout: time('initialTimeout'),
    roundTrip: Number.isNaN(roundTrip) ? undefined : roundTrip,
  };
  flights.restore(state.nextSentMessage, timer, time('lingerAt'));
  restoreCounters(parts, state.counters);
}

/** Gives new parts the secrets, and the keys that are derived from them. Borrows `state`. Throws what the provider throws. */
export function restoreKeys(parts: ConnectionParts, state: CompactConnection, times: Float64Array): void {
  const { provider, reader, transmitter } = parts;
  const { cipherSuite: suite, read, handshake } = state;
  const schedule = scheduleOf(provider, hashOf(suite));
  const traffic = { client: copyOf(read.secret), server: copyOf(state.writeSecret) };
  const generations = { client: read.epoch - EPOCH_APPLICATION, server: state.writeEpoch - EPOCH_APPLICATION };
  const clientRandom = copyOf(state.clientRandom);
  const secrets = new ApplicationSecrets(parts, schedule, suite, 'server', traffic, clientRandom, generations);
  const exporter = new Exporter(schedule, copyOf(state.exporterSecret), parts.buffers.crypto);
  const handshakeRead = copyOf(handshake?.secret ?? EMPTY);
  parts.beginSession({ exporter, application: secrets, handshakeRead, resumption: undefined, transcript: undefined });
  (parts.postHandshake as PostHandshake).restore({ write: state.writeEpoch, read: read.epoch }, state.awaitsPeer, {
    writeSince: times[CompactTime.writeSince] as number,
    readSince: times[CompactTime.readSince] as number,
    requestedFor: state.isUpdateRequested ? read.epoch : -1,
  });
  if (handshake !== undefined) {
    const secret = parts.handshakeRead as Uint8Array;
    reader.epochs.install(readEpochOf(parts, handshake, protectionOf(provider, schedule, suite, secret)));
  }
  reader.epochs.install(readEpochOf(parts, read, secrets.protection('read')));
  transmitter.epochs.replace(state.writeEpoch, secrets.protection('write'));
  const write = transmitter.epochs.newest;
  write.sequence = state.writeSequence;
  write.bytes = state.writeBytes;
  if (state.firstUnconfirmed > 0) write.confirm(state.firstUnconfirmed - 1);
}

function keyUseOf({ number, window, failures, records, bytes }: ReadEpoch, secret: Uint8Array): KeyUse {
  return { epoch: number, secret, next: window.highest + 1, window: window.bits, failures, records, bytes };
}

function readEpochOf(parts: ConnectionParts, use: KeyUse, protection: ReadEpoch['protection']): ReadEpoch {
  const epoch = new ReadEpoch(use.epoch, protection, parts.replayWindow);
  epoch.window.restore(use.next - 1, use.window);
  epoch.failures = use.failures;
  epoch.records = use.records;
  epoch.bytes = use.bytes;
  return epoch;
}

/** The counters that are not 0, with their places: first those of the connection, then those of discarded input. */
function countersOf({ discarded, ...counters }: ConnectionParts['statistics']): Counter[] {
  const values = [...Object.values(counters), ...Object.values(discarded)];
  return values.flatMap((value, index) => (value === 0 ? [] : [{ index, value }]));
}

/** Adds the counters of an idle connection to `statistics`. */
function restoreCounters({ statistics }: ConnectionParts, counters: readonly Counter[]): void {
  addCompactCounters(statistics, counters);
}

/** Adds the counters of an idle connection to `sum`. */
export function addCompactCounters(sum: ConnectionParts['statistics'], counters: readonly Counter[]): void {
  const { discarded, ...own } = sum;
  const names = Object.keys(own) as (keyof typeof own)[];
  const causes = Object.keys(discarded) as (keyof typeof discarded)[];
  for (const { index, value } of counters) {
    const name = names[index];
    if (name !== undefined) sum[name] += value;
    else sum.discarded[causes[index - names.length] as keyof typeof discarded] += value;
  }
}

/** Key schedules without a secret, which derive from the secrets that they are given. */
const schedules = new WeakMap<CryptoProvider, Map<HashName, KeySchedule>>();

function scheduleOf(provider: CryptoProvider, hash: HashName): KeySchedule {
  let ofProvider = schedules.get(provider);
  if (ofProvider === undefined) {
    ofProvider = new Map();
    schedules.set(provider, ofProvider);
  }
  let schedule = ofProvider.get(hash);
  if (schedule === undefined) {
    schedule = new KeySchedule(provider, hash, LABEL_PREFIX, undefined);
    schedule.zeroize();
    ofProvider.set(hash, schedule);
  }
  return schedule;
}

function copyOf(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes);
}
