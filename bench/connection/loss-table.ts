// `npm run loss [-- seeds]`: times of handshakes in a simulated network that loses datagrams at random, as a table in
// Markdown. Time is virtual, and each row uses the seeds 1 to 200, so the result is the same on every machine.
import process from 'node:process';
import type { CryptoProvider } from 'wirechart/crypto';
import { createOpensslProvider, opensslProvider } from 'wirechart/crypto/openssl';
import { mlKem } from 'wirechart/crypto/post-quantum';
import { type PairOptions, simulatePair, testCertificate } from 'wirechart/testing';

const LOSSES = [0, 0.1, 0.2, 0.3, 0.4, 0.5];
/** Delay in one direction, in milliseconds. */
const LATENCY = 50;

/** Signatures of one length: then a seed leads to the same datagrams each time. */
const provider: CryptoProvider = {
  ...createOpensslProvider({ mlKem }),
  sign(scheme, key, content) {
    for (;;) {
      const signature = opensslProvider.sign(scheme, key, content);
      if (signature.length === 71) return signature;
    }
  },
};

type Case = Pick<PairOptions, 'listener' | 'endpoint'> & { readonly chainLength: number };

const cases: Readonly<Record<string, Case>> = {
  'no cookie, 1 certificate': { chainLength: 1, listener: { cookies: 'never' }, endpoint: { groups: ['x25519'] } },
  'cookie, 4 certificates': { chainLength: 4, endpoint: { groups: ['x25519'] } },
  'cookie, 24 certificates, 512 bytes': { chainLength: 24, endpoint: { groups: ['x25519'], maxDatagramSize: 512 } },
  'cookie, hybrid key share': { chainLength: 1, endpoint: { groups: ['X25519MLKEM768'] } },
};

/** One handshake: its duration in milliseconds (undefined: it failed), and its datagrams. */
function handshake({ chainLength, ...options }: Case, loss: number, seed: number) {
  const pair = simulatePair({
    clientProvider: provider,
    serverProvider: provider,
    chain: Array.from({ length: chainLength }, () => testCertificate.der),
    network: { seed, latency: LATENCY, loss },
    ...options,
  });
  const start = pair.network.now;
  const isComplete = pair.handshake();
  const duration = isComplete ? pair.network.now - start : undefined;
  return { duration, datagrams: pair.network.datagrams.length };
}

const seeds = Number(process.argv[2] ?? 200);
process.stdout.write(
  '| handshake | loss | median | 90 % | 99 % | failed | datagrams |\n|---|---|---|---|---|---|---|\n',
);
for (const [name, each] of Object.entries(cases)) {
  for (const loss of LOSSES) {
    const runs = Array.from({ length: seeds }, (_, index) => handshake(each, loss, index + 1));
    const durations = runs.flatMap(({ duration }) => duration ?? []).toSorted((a, b) => a - b);
    const at = (part: number) => `${Math.round(durations[Math.floor(part * (durations.length - 1))] ?? Number.NaN)} ms`;
    const datagrams = runs.reduce((sum, run) => sum + run.datagrams, 0) / seeds;
    const failed = seeds - durations.length;
    const cells = [name, `${100 * loss} %`, at(0.5), at(0.9), at(0.99), `${failed}`, datagrams.toFixed(1)];
    process.stdout.write(`| ${cells.join(' | ')} |\n`);
  }
}
