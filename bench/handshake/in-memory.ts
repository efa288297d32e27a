// Handshakes in memory: the CPU time of both sides together, ours and OpenSSL's.
import { spawnSync } from 'node:child_process';
import { opensslProvider } from 'wirechart/crypto/openssl';
import { createConnection, createListener } from 'wirechart/dtls13/core';
import { testCertificate } from 'wirechart/testing';
import { TrustAnchors } from '../../runtime/certificates/trust-anchors.ts';
import { verifyChain } from '../../runtime/certificates/verify-chain.ts';
import { Absence } from '../absence.ts';
import { identityFiles } from '../bulk/identity.ts';
import { compiledProgram } from '../c-program.ts';
import { BackToBack, type BackToBackOptions, type Verify } from '../connection/back-to-back.ts';
import { isMissing, nativeProvider } from '../crypto/native-provider.ts';
import type { Run } from '../layer.ts';
import { ratio, timingOf } from '../measurement.ts';
import { type Missing, type Result, timedResult } from '../result.ts';

/** Rounds in one process. */
const ROUNDS = 5;
/** Seconds of CPU time in a round, and until the engine has optimised all that a handshake runs. */
const SECONDS = 0.4;
const WARM_UP_SECONDS = 10;

const OURS = 'ours native, full';
const RESUMED = 'ours native, resumed';
const PLAIN = 'ours, node:crypto, full';
const PLAIN_RESUMED = 'ours, node:crypto, resumed';
const OPENSSL = 'OpenSSL DTLS 1.2 in C, full';
const KEYS: Readonly<Record<string, string>> = {
  [OURS]: 'ours',
  [RESUMED]: 'resumed',
  [PLAIN]: 'plain',
  [PLAIN_RESUMED]: 'plainResumed',
  [OPENSSL]: 'openssl',
};

/** A round of one contender. */
interface Sample {
  /** CPU time of a handshake, both sides, in microseconds. */
  readonly cpu: number;
  readonly serverShare: number;
}

/** Compares full and resumed handshakes with those of OpenSSL. */
export function inMemory({ log, seconds = SECONDS }: Run): Result {
  log('measuring handshakes in memory');
  const build = { createConnection, createListener, opensslProvider, testCertificate };
  const pair = (options: BackToBackOptions) => ours(new BackToBack(build, { verify, ...options }), seconds);
  const tasks: Record<string, () => Sample> = {};
  const missing: Missing[] = [];
  const provider = nativeProvider();
  if (isMissing(provider)) missing.push(provider);
  else {
    tasks[OURS] = pair({ provider });
    tasks[RESUMED] = pair({ provider, resumes: true });
  }
  tasks[PLAIN] = pair({});
  tasks[PLAIN_RESUMED] = pair({ resumes: true });
  try {
    tasks[OPENSSL] = openssl(seconds);
  } catch (error) {
    if (!(error instanceof Absence)) throw error;
    missing.push({ name: OPENSSL, reason: error.message });
  }
  const samples = interleaved(tasks);
  const timings = Object.fromEntries(
    Object.entries(samples).map(([name, rounds]) => [name, timingOf(rounds.map(({ cpu }) => cpu))]),
  );
  // Without the addon the first row is that of node:crypto.
  const [full, resumed] = (tasks[OURS] === undefined ? [PLAIN, PLAIN_RESUMED] : [OURS, RESUMED]).map(
    (name) => timings[name],
  ) as [ReturnType<typeof timingOf>, ReturnType<typeof timingOf>];
  const shares = Object.entries(samples).map(([name, rounds]) => {
    return [`${KEYS[name]}ServerShare`, rounds.at(-1)?.serverShare ?? Number.NaN];
  });
  const title = 'handshake in memory, both sides, X25519, P-256 certificate, no cookie; CPU time';
  const ratios = { resumption: ratio(full, resumed), ...Object.fromEntries(shares) };
  return timedResult({ key: 'memory', title, unit: 'µs', keys: KEYS, ratios, missing }, timings, full);
}

/** Runs all tasks in each round. */
function interleaved(tasks: Readonly<Record<string, () => Sample>>): Record<string, Sample[]> {
  const samples: Record<string, Sample[]> = {};
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, sample] of Object.entries(tasks)) {
      samples[name] ??= [];
      samples[name].push(sample());
    }
  }
  return samples;
}

const policy = {
  anchors: new TrustAnchors(testCertificate.der),
  purpose: 'server',
  servername: 'localhost',
  rejectUnauthorized: true,
} as const;

const verify: Verify = (chain) => {
  const result = verifyChain(chain, policy, Date.now());
  if (!result.accept) throw result.error;
  return result.publicKey;
};

/** Warms a pair up and returns a function that measures it once. */
function ours(pair: BackToBack, seconds: number): () => Sample {
  const warmUp = process.cpuUsage();
  do pair.handshake();
  while (cpuSince(warmUp) < Math.min(WARM_UP_SECONDS, seconds * 25) * 1e6);
  return () => {
    const serverTime = pair.serverTime;
    const begin = performance.now();
    const before = process.cpuUsage();
    let count = 0;
    do {
      pair.handshake();
      count += 1;
    } while (cpuSince(before) < seconds * 1e6);
    return {
      cpu: cpuSince(before) / count,
      serverShare: (pair.serverTime - serverTime) / (performance.now() - begin),
    };
  };
}

/** CPU time of this process, in microseconds. */
function cpuSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

/** Throws Absence where the program cannot be compiled. */
function openssl(seconds: number): () => Sample {
  const program = compiledProgram({
    name: 'handshake',
    folder: 'handshake/c',
    sources: ['handshake.c'],
    libraries: ['ssl', 'crypto'],
  });
  const words = [...identityFiles(), String(seconds * 1000)];
  return () => {
    const { status, stdout, stderr } = spawnSync(program, words, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`the handshake in C failed: ${stderr}`);
    const { handshakes, cpu, serverShare } = JSON.parse(stdout);
    return { cpu: (cpu * 1e3) / handshakes, serverShare };
  };
}
