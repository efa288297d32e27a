// The layers `bulk` and `packet`: goodput and CPU of messages from one process to another over loopback.
import process from 'node:process';
import { Absence } from '../absence.ts';
import type { Run } from '../layer.ts';
import { median, quartiles } from '../measurement.ts';
import type { Missing, Result, Row } from '../result.ts';
import { type BulkLayer, type Contender, contenders, payloadAddon } from './contenders.ts';
import { type PairReport, runPair } from './pair.ts';
import { PAYLOAD_ADDON } from './payload.ts';
import { ACK_EVERY, type BulkSettings, SIZE, WINDOW } from './settings.ts';

/** Seconds of measurement, and at most three times as many before it, until the engine has optimised the contenders on Node. */
const SECONDS = 1;
const WARM_UP_SECONDS = 3;
/** Messages until then, so that a loaded machine does not shorten it. */
const WARM_UP_MESSAGES = 20_000;

const TITLES: Readonly<Record<BulkLayer, string>> = {
  bulk: 'messages over loopback, batches allowed',
  packet: 'messages over loopback, one datagram at a time for the network',
};

/** One contender and its rounds. */
export interface Measured {
  readonly contender: Pick<Contender, 'key' | 'name' | 'plain' | 'overhead'>;
  readonly rounds: readonly PairReport[];
}

/** Measures all contenders in interleaved rounds. Rejects where a contender loses a message or delivers wrong bytes. */
export async function bulk(layer: BulkLayer, run: Run): Promise<readonly Result[]> {
  const seconds = run.seconds ?? SECONDS;
  const settings = bulkSettings(seconds);
  const { prepared, missing } = prepareContenders(layer, run);
  const rounds = new Map<string, PairReport[]>(prepared.map(({ contender }) => [contender.key, []]));
  for (let round = 1; round <= run.rounds; round++) {
    for (const { contender, command } of prepared) {
      run.log(`round ${round} of ${run.rounds}: ${contender.name}`);
      rounds.get(contender.key)?.push(await reported(contender, runPair(command, settings)));
    }
  }
  const measured = prepared.map(({ contender }) => ({ contender, rounds: rounds.get(contender.key) ?? [] }));
  const title = `${settings.size}-byte ${TITLES[layer]}`;
  return [bulkResult(title, measured, missing)];
}

/** The settings of all contenders. `seconds`: of measurement. */
export function bulkSettings(seconds: number): BulkSettings {
  return {
    size: SIZE,
    window: WINDOW,
    ackEvery: ACK_EVERY,
    warmUp: Math.min(3 * seconds, WARM_UP_SECONDS) * 1000,
    warmUpMessages: Math.min(seconds, 1) * WARM_UP_MESSAGES,
    duration: seconds * 1000,
  };
}

/** The result of interleaved rounds; the first contender is ours. */
export function bulkResult(title: string, measured: readonly Measured[], missing: readonly Missing[]): Result {
  const [ours] = measured;
  return {
    key: '',
    title,
    unit: 'kpps',
    rows: measured.map((each) => rowOf(each, ours as Measured)),
    gates: [],
    ratios: overheads(measured),
    missing,
  };
}

function rowOf({ contender, rounds }: Measured, ours: Measured): Row {
  const goodput = rounds.map((round) => round.goodput);
  const [low, high] = quartiles(goodput);
  return {
    key: contender.key,
    name: contender.name,
    median: median(goodput),
    best: Math.max(...goodput),
    low,
    high,
    ratio: goodputRatio(ours.rounds, rounds),
    details: {
      'sender CPU µs': median(rounds.map(({ senderCpu }) => senderCpu)),
      'receiver CPU µs': median(rounds.map(({ receiverCpu }) => receiverCpu)),
      // What a core for each side permits: on a loaded machine, sides also wait for their turn.
      'CPU limit kpps': median(rounds.map(({ senderCpu, receiverCpu }) => 1000 / Math.max(senderCpu, receiverCpu))),
    },
  };
}

/** For each contender of ours with a plain counterpart: ours/plain, 1 - ours/plain, and the quotient of the senders' CPU times. */
function overheads(measured: readonly Measured[]): Record<string, number> {
  const ratios: Record<string, number> = {};
  for (const { contender, rounds } of measured) {
    const plain = measured.find((each) => each.contender.key === contender.plain);
    if (plain === undefined) continue;
    const quotient = goodputRatio(rounds, plain.rounds);
    ratios[`${contender.overhead}ToPlain`] = quotient;
    ratios[`${contender.overhead}Overhead`] = 1 - quotient;
    ratios[`${contender.overhead}SenderCpu`] = median(
      rounds.map(({ senderCpu }, index) => senderCpu / (plain.rounds[index]?.senderCpu ?? Number.NaN)),
    );
  }
  return ratios;
}

function goodputRatio(ours: readonly PairReport[], theirs: readonly PairReport[]): number {
  return median(ours.map(({ goodput }, round) => goodput / (theirs[round]?.goodput ?? Number.NaN)));
}

/** The contenders of a layer that can run here, and the others. */
export function prepareContenders(layer: BulkLayer, { only, log }: Pick<Run, 'only' | 'log'>) {
  const chosen = contenders.filter(
    ({ key, layers }) => layers.includes(layer) && (only === undefined || key.startsWith('ours') || only.includes(key)),
  );
  const missing: Missing[] = [];
  // Inherited by the processes of the contenders.
  delete process.env[PAYLOAD_ADDON];
  try {
    process.env[PAYLOAD_ADDON] = payloadAddon();
  } catch (error) {
    if (!(error instanceof Absence)) throw error;
    missing.push({ name: 'messages written and checked in C by the contenders on Node', reason: error.message });
  }
  const prepared = chosen.flatMap((contender) => {
    try {
      return [{ contender, command: contender.prepare() }];
    } catch (error) {
      if (!(error instanceof Absence)) throw error;
      log(`not measured: ${contender.name}: ${error.message}`);
      missing.push({ name: contender.name, reason: error.message });
      return [];
    }
  });
  return { prepared, missing };
}

async function reported(contender: Contender, report: Promise<PairReport>): Promise<PairReport> {
  try {
    return await report;
  } catch (error) {
    throw new Error(`${contender.name}: ${(error as Error).message}`, { cause: error });
  }
}
