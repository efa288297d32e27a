import { TrustAnchors } from '../../runtime/certificates/trust-anchors.ts';
import { verifyChain } from '../../runtime/certificates/verify-chain.ts';
import { type Contender, compete } from '../contest.ts';
import { type Result, rowsOf } from '../result.ts';
import { HOST, hostileChains } from './hostile-chains.ts';

/** Nanoseconds that 64 KiB of a stranger's certificates may cost at most. */
const LIMIT = 10e6;

/** What a decision about an honest chain costs, and about chains of 64 KiB that were made to be expensive. */
export async function certificates(say: (text: string) => void): Promise<readonly Result[]> {
  say('making chains');
  const { anchor, honest, hostile } = await hostileChains();
  const policy = {
    anchors: new TrustAnchors(anchor),
    purpose: 'server',
    servername: HOST,
    rejectUnauthorized: true,
  } as const;
  const deciding =
    (chain: readonly Uint8Array[]): Contender =>
    (times) => {
      for (let count = 0; count < times; count++) verifyChain(chain, policy, Date.now());
    };
  if (!verifyChain(honest, policy, Date.now()).accept)
    throw new Error('the honest chain is refused: nothing is measured');
  say('measuring decisions (about 10 s)');
  const contenders = { 'two certificates, honest': honest, ...hostile };
  const timings = compete(
    Object.fromEntries(Object.entries(contenders).map(([name, chain]) => [name, deciding(chain)])),
  );
  const own = timings['two certificates, honest'];
  if (own === undefined) throw new Error('unreachable');
  const worst = Math.max(...Object.keys(hostile).map((name) => timings[name]?.median ?? Number.NaN));
  return [
    {
      title: 'one decision about a chain of certificates',
      rows: rowsOf(timings, own),
      gates: [
        {
          claim: 'the costliest chain of 64 KiB takes, in the median, of 10 ms,',
          measured: worst / LIMIT,
          wanted: { most: 1 },
        },
      ],
    },
  ];
}
