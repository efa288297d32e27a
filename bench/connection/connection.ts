// Benchmark of a 1-RTT handshake and of a record between two cores in one process, against another build of wirechart.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { opensslProvider } from 'wirechart/crypto/openssl';
import { type SimulatedPair, simulatePair } from 'wirechart/testing';
import { measure, ratio, type Task } from '../measurement.ts';
import { type Gate, type Result, rowsOf } from '../result.ts';

/** The part of a build that the benchmark uses. */
interface Build {
  readonly simulatePair: typeof simulatePair;
  readonly opensslProvider: typeof opensslProvider;
}

const MESSAGE = new Uint8Array(1000);
/** Virtual milliseconds in which a datagram arrives: more than the latency of the simulated network. */
const ARRIVAL = 11;
/** Virtual milliseconds after which the last ACK of the handshake has arrived. */
const SETTLED = 1000;
/** A change may cost this much. */
const LIMIT = 1.05;

/**
 * Compares the time of a handshake and of a record with a build of another commit, `against`: the directory of a checkout
 * that `npm run build` was run in. Undefined: only with the time of the AEAD alone.
 */
export async function connection(log: (text: string) => void, against?: string): Promise<readonly Result[]> {
  const ours: Build = { simulatePair, opensslProvider };
  const other = against === undefined ? undefined : await buildIn(against);
  log('measuring a handshake and a record of 1000 bytes (about 2 s)');
  return [
    compared('1-RTT handshake, both sides, X25519, TLS_AES_128_GCM_SHA256', handshake, ours, other, {}),
    compared('record of 1000 bytes, sent and received, TLS_AES_128_GCM_SHA256', record, ours, other, {
      'AES-128-GCM alone': aead(),
    }),
  ];
}

function compared(
  title: string,
  taskOf: (build: Build) => Task,
  ours: Build,
  other: Build | undefined,
  references: Readonly<Record<string, Task>>,
): Result {
  const tasks: Record<string, Task> = { 'this build': taskOf(ours) };
  if (other !== undefined) tasks['the other build'] = taskOf(other);
  const timings = measure({ ...tasks, ...references });
  const own = timings['this build'] as (typeof timings)[string];
  const others = timings['the other build'];
  const gates: Gate[] =
    others === undefined
      ? []
      : [{ claim: 'our time to the other build', measured: ratio(own, others), limit: { max: LIMIT } }];
  return { title, rows: rowsOf(timings, own), gates };
}

async function buildIn(checkout: string): Promise<Build> {
  const load = async (file: string) => import(pathToFileURL(resolve(checkout, 'dist/runtime', file)).href);
  const [testing, openssl] = await Promise.all([load('testing/index.js'), load('crypto/openssl/index.js')]);
  return { simulatePair: testing.simulatePair, opensslProvider: openssl.opensslProvider };
}

/** Both builds use one suite and one group, and no cookie: the handshake is one round trip. */
function pairOf({ simulatePair, opensslProvider }: Build): SimulatedPair {
  return simulatePair({
    clientProvider: opensslProvider,
    serverProvider: opensslProvider,
    endpoint: { groups: ['x25519'], cipherSuites: ['TLS_AES_128_GCM_SHA256'] },
    listener: { cookies: 'never' },
  });
}

function handshake(build: Build): Task {
  return (times) => {
    for (let count = 0; count < times; count++) {
      if (!pairOf(build).handshake()) throw new Error('the handshake failed: nothing is measured');
    }
  };
}

function record(build: Build): Task {
  const pair = pairOf(build);
  if (!pair.handshake()) throw new Error('the handshake failed: nothing is measured');
  pair.network.advance(SETTLED);
  const { network, serverHost } = pair;
  return (times) => {
    for (let count = 0; count < times; count++) {
      const before = serverHost.events.length;
      pair.send('client', MESSAGE);
      network.advance(ARRIVAL);
      if (serverHost.events.length !== before + 1) throw new Error('the record did not arrive: nothing is measured');
      // The network and the host record everything that happens.
      network.datagrams.length = 0;
      serverHost.events.length = 1;
    }
  };
}

function aead(): Task {
  const [key, nonce] = [randomBytes(16), randomBytes(12)];
  return (times) => {
    for (let count = 0; count < times; count++) {
      const cipher = createCipheriv('aes-128-gcm', key, nonce);
      const ciphertext = cipher.update(MESSAGE);
      cipher.final();
      const decipher = createDecipheriv('aes-128-gcm', key, nonce).setAuthTag(cipher.getAuthTag());
      decipher.update(ciphertext);
      decipher.final();
    }
  };
}
