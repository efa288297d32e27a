// Benchmark of the verification of certificate chains.
import { TrustAnchors } from '../../runtime/certificates/trust-anchors.ts';
import { verifyChain } from '../../runtime/certificates/verify-chain.ts';
import { measureOptions, type Run } from '../layer.ts';
import { measure, type Task } from '../measurement.ts';
import { type Result, timedResult } from '../result.ts';
import { HOST, hostileChains } from './hostile-chains.ts';

/** Maximum time to verify 64 KiB of certificates from an unauthenticated peer, in nanoseconds. */
const LIMIT_NS = 10e6;

/** Times to verify a valid chain, and chains of 64 KiB that are constructed to be expensive. */
export async function certificates(run: Run): Promise<readonly Result[]> {
  run.log('creating chains');
  const { anchor, valid, hostile } = await hostileChains();
  const policy = {
    anchors: new TrustAnchors(anchor),
    purpose: 'server',
    servername: HOST,
    rejectUnauthorized: true,
  } as const;
  const verification =
    (chain: readonly Uint8Array[]): Task =>
    (times) => {
      for (let count = 0; count < times; count++) verifyChain(chain, policy, Date.now());
    };
  if (!verifyChain(valid, policy, Date.now()).accept)
    throw new Error('the valid chain is refused: nothing is measured');
  run.log('measuring verification (about 10 s)');
  const tasks = { 'two certificates, valid': valid, ...hostile };
  const timings = measure(
    Object.fromEntries(Object.entries(tasks).map(([name, chain]) => [name, verification(chain)])),
    measureOptions(run),
  );
  const own = timings['two certificates, valid'];
  if (own === undefined) throw new Error('unreachable');
  const worst = Math.max(...Object.keys(hostile).map((name) => timings[name]?.median ?? Number.NaN));
  return [
    timedResult(
      {
        key: '',
        title: 'verification of one certificate chain',
        gates: [
          {
            claim: 'the most expensive chain of 64 KiB, median time to 10 ms:',
            measured: worst / LIMIT_NS,
            limit: { max: 1 },
          },
        ],
      },
      timings,
      own,
    ),
  ];
}
