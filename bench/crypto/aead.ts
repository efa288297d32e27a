// The layer `aead`: seals and opens one record, with and without the encryption of its number.
import { spawnSync } from 'node:child_process';
import type { CryptoProvider } from 'wirechart/crypto';
import { opensslProvider } from 'wirechart/crypto/openssl';
import { createPortableProvider } from 'wirechart/crypto/portable';
import { Absence } from '../absence.ts';
import { type CProgram, compiledProgram } from '../c-program.ts';
import { requireEqual } from '../codec/result-check.ts';
import { measureOptions, type Run } from '../layer.ts';
import { measure, ratio, repeat, type Task, type Timing, timingOf } from '../measurement.ts';
import { type Missing, type Result, timedResult } from '../result.ts';
import { isMissing, nativeProvider } from './native-provider.ts';
import { ProtectedRecord, protection } from './protected-record.ts';
import { BATCH, RecordBatch } from './record-batch.ts';

const SIZES = [64, 1200];
const OPERATIONS = ['seal', 'open'] as const;
const program: CProgram = {
  name: 'aead',
  folder: 'bulk/c',
  sources: ['aead.c', 'record.c', 'bulk.c'],
  libraries: ['crypto'],
};
/** Milliseconds for each operation of the program in C. */
const C_MS = 200;

const NATIVE_BATCH = `ours native, batches of ${BATCH}`;
const NATIVE = 'ours native, one by one';
const OURS = 'ours, node:crypto';
const OURS_WITHOUT_MASK = 'ours, node:crypto, without mask';
const PORTABLE = 'portable provider';
const IN_C = 'EVP in C';
const IN_C_WITHOUT_MASK = 'EVP in C, without mask';
const KEYS = {
  [NATIVE_BATCH]: 'nativeBatch',
  [NATIVE]: 'native',
  [OURS]: 'ours',
  [OURS_WITHOUT_MASK]: 'withoutMask',
  [PORTABLE]: 'portable',
  [IN_C]: 'c',
  [IN_C_WITHOUT_MASK]: 'cWithoutMask',
};

type Operation = (typeof OPERATIONS)[number];

/** The output of the program in C: nanoseconds, a value for each round. */
type CTimes = Readonly<Record<'seal' | 'open' | 'sealMask' | 'openMask', readonly number[]>>;

const native = nativeProvider();
const providers = { openssl: protection(opensslProvider), portable: protection(createPortableProvider()) };

/** The cost of a record for each provider, and for EVP in C. The quotient `mask` is the cost of number encryption. */
export async function aead(run: Run): Promise<readonly Result[]> {
  checkSameRecords();
  return SIZES.flatMap((size) => {
    run.log(`measuring records of ${size} bytes`);
    const c = evpInC(size, run);
    return OPERATIONS.map((operation) => compared(operation, size, c, run));
  });
}

/** Throws unless all providers make the same record, and open it. */
function checkSameRecords(): void {
  for (const size of SIZES) {
    const [ours, portable] = [new ProtectedRecord(size), new ProtectedRecord(size)];
    ours.seal(providers.openssl.aead, providers.openssl.mask);
    portable.seal(providers.portable.aead, providers.portable.mask);
    requireEqual(portable.slab, ours.slab, 'the portable provider');
    ours.keep();
    ours.open(providers.portable.aead, providers.portable.mask);
    if (isMissing(native)) continue;
    const own = new ProtectedRecord(size);
    own.seal(protection(native).aead, protection(native).mask);
    requireEqual(own.slab, portable.slab, 'the native provider');
  }
}

function compared(operation: Operation, size: number, c: CTimes | Missing, run: Run): Result {
  const tasks = {
    [OURS]: task(operation, size, 'openssl', true),
    [OURS_WITHOUT_MASK]: task(operation, size, 'openssl', false),
    [PORTABLE]: task(operation, size, 'portable', true),
  };
  const batches = isMissing(native) ? {} : nativeTasks(operation, size, native);
  const timings: Record<string, Timing> = batchTimes(measure<string>({ ...batches, ...tasks }, measureOptions(run)));
  const first = timings[NATIVE_BATCH] ?? timings[OURS];
  const ours = timings[OURS] as Timing;
  const ratios = { mask: ratio(ours, timings[OURS_WITHOUT_MASK] as Timing) };
  const missing: Missing[] = isMissing(native) ? [native] : [];
  if ('reason' in c) missing.push(c);
  else {
    timings[IN_C] = timingOf(c[`${operation}Mask`]);
    timings[IN_C_WITHOUT_MASK] = timingOf(c[operation]);
  }
  const title = `${operation} a record of ${size} bytes, AES-128-GCM, with record number mask`;
  return timedResult({ key: `${operation}${size}`, title, keys: KEYS, ratios, missing }, timings, first as Timing);
}

/** The same on the native provider; a task with batches seals or opens `BATCH` records. */
function nativeTasks(operation: Operation, size: number, provider: CryptoProvider): Record<string, Task> {
  const batch = new RecordBatch(provider, size);
  const record = new ProtectedRecord(size);
  const { aead: cipher, mask } = protection(provider);
  record.seal(cipher, mask);
  record.keep();
  return {
    [NATIVE_BATCH]: repeat(operation === 'seal' ? () => batch.seal() : () => batch.open()),
    [NATIVE]: repeat(operation === 'seal' ? () => record.seal(cipher, mask) : () => record.open(cipher, mask)),
  };
}

/** The time of a record where a task has a batch of them. */
function batchTimes(timings: Record<string, Timing>): Record<string, Timing> {
  const batch = timings[NATIVE_BATCH];
  if (batch === undefined) return timings;
  return { ...timings, [NATIVE_BATCH]: timingOf(batch.rounds.map((time) => time / BATCH)) };
}

function task(operation: Operation, size: number, name: keyof typeof providers, masks: boolean): Task {
  const record = new ProtectedRecord(size);
  const { aead: cipher, mask } = providers[name];
  const used = masks ? mask : undefined;
  record.seal(cipher, used);
  record.keep();
  return repeat(operation === 'seal' ? () => record.seal(cipher, used) : () => record.open(cipher, used));
}

function evpInC(size: number, { seconds }: Run): CTimes | Missing {
  try {
    const words = [String(size), String(seconds === undefined ? C_MS : seconds * 1000)];
    const { status, stdout, stderr } = spawnSync(compiledProgram(program), words, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`the program in C failed: ${stderr}`);
    return JSON.parse(stdout) as CTimes;
  } catch (error) {
    if (error instanceof Absence) return { name: IN_C, reason: error.message };
    throw error;
  }
}
