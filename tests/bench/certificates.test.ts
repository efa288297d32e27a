import test from 'ava';
import { HOST, hostileChains } from '../../bench/certificates/hostile-chains.ts';
import { PATH_LIMITS, PathWork } from '../../runtime/certificates/path-work.ts';
import { TrustAnchors } from '../../runtime/certificates/trust-anchors.ts';
import { verifyChain } from '../../runtime/certificates/verify-chain.ts';

test('the chains that are made to be expensive fit into 64 KiB and reach the limits of a decision', async (t) => {
  const { anchor, honest, hostile } = await hostileChains();
  const policy = {
    anchors: new TrustAnchors(anchor),
    purpose: 'server',
    servername: HOST,
    rejectUnauthorized: true,
  } as const;
  t.true(verifyChain(honest, policy, Date.now()).accept);
  const costs = new Map<string, PathWork>();
  for (const [name, chain] of Object.entries(hostile)) {
    const bytes = chain.reduce((sum, { length }) => sum + length, 0);
    t.true(bytes <= 64 * 1024 && chain.length <= PATH_LIMITS.certificates, `${name}: ${bytes} bytes`);
    const work = new PathWork();
    verifyChain(chain, policy, Date.now(), work);
    costs.set(name, work);
  }
  for (const name of [
    'issuers that claim to be by the anchor',
    'issuers that a genuine authority signed',
    'issuers of many extensions',
  ]) {
    t.is(costs.get(name)?.signatureChecks, PATH_LIMITS.signatureChecks, name);
  }
  const names = costs.get('names below name constraints')?.nameComparisons ?? 0;
  t.true(names > 0.95 * PATH_LIMITS.nameComparisons, `${names} names compared`);
});
