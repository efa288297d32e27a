// Benchmark of a 1-RTT handshake and of a record between two cores in one process, against another build of wirechart.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { opensslProvider } from 'wirechart/crypto/openssl';
import { createConnection, createListener } from 'wirechart/dtls13/core';
import { testCertificate } from 'wirechart/testing';
import { measureOptions, type Run } from '../layer.ts';
import { measure, ratio, type Task } from '../measurement.ts';
import { type Gate, type Result, timedResult } from '../result.ts';
import { BackToBack, type Build } from './back-to-back.ts';

const MESSAGE = new Uint8Array(1000);
/** Milliseconds until the engine has optimised a handshake, which runs most of the core: about 3000 of them. */
const WARM_UP = 4000;
/** A change may cost this much. */
const LIMIT = 1.05;

/**
 * Compares the time of a handshake and of a record with a build of another commit, `run.against`: the directory of a checkout
 * that `npm run build` was run in. Undefined: only with the time of the AEAD alone.
 */
export async function connection(run: Run): Promise<readonly Result[]> {
  const ours: Build = { createConnection, createListener, opensslProvider, testCertificate };
  const other = run.against === undefined ? undefined : await buildIn(run.against);
  run.log('measuring a handshake and a record of 1000 bytes (about 20 s)');
  return [
    compared('1-RTT handshake, both sides, X25519, TLS_AES_128_GCM_SHA256', handshake, ours, other, {}, run),
    compared(
      'record of 1000 bytes, sent and received, TLS_AES_128_GCM_SHA256',
      record,
      ours,
      other,
      {
        'AES-128-GCM alone': aead(),
      },
      run,
    ),
  ];
}

function compared(
  title: string,
  taskOf: (build: Build) => Task,
  ours: Build,
  other: Build | undefined,
  references: Readonly<Record<string, Task>>,
  run: Run,
): Result {
  const tasks: Record<string, Task> = { 'this build': taskOf(ours) };
  if (other !== undefined) tasks['the other build'] = taskOf(other);
  const timings = measure({ ...tasks, ...references }, { warmUpMs: WARM_UP, ...measureOptions(run) });
  const own = timings['this build'] as (typeof timings)[string];
  const others = timings['the other build'];
  const gates: Gate[] =
    others === undefined
      ? []
      : [{ claim: 'our time to the other build', measured: ratio(own, others), limit: { max: LIMIT } }];
  return timedResult({ key: taskOf.name, title, gates }, timings, own);
}

async function buildIn(checkout: string): Promise<Build> {
  const load = async (file: string) => import(pathToFileURL(resolve(checkout, 'dist/runtime', file)).href);
  const [dtls13, openssl, testing] = await Promise.all(
    ['dtls13', 'crypto/openssl', 'testing'].map((room) => load(`${room}/index.js`)),
  );
  return { ...dtls13, ...openssl, ...testing };
}

function handshake(build: Build): Task {
  const pair = new BackToBack(build);
  return (times) => {
    for (let count = 0; count < times; count++) pair.handshake();
  };
}

function record(build: Build): Task {
  const pair = new BackToBack(build);
  const { client } = pair.connect();
  const length = Int32Array.of(MESSAGE.length);
  return (times) => {
    for (let count = 0; count < times; count++) pair.send(client, MESSAGE, length);
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
