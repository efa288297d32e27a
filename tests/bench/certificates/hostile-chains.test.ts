import test from 'ava';
import { HOST, hostileChains } from '../../../bench/certificates/hostile-chains.ts';
import { PATH_LIMITS, PathWork } from '../../../runtime/certificates/path-work.ts';
import { TrustAnchors } from '../../../runtime/certificates/trust-anchors.ts';
import { verifyChain } from '../../../runtime/certificates/verify-chain.ts';

test('the expensive chains have at most 64 KiB and reach the limits of the verification', async (t) => {
  const { anchor, valid, hostile } = await hostileChains();
  const policy = {
    anchors: new TrustAnchors(anchor),
    purpose: 'server',
    servername: HOST,
    rejectUnauthorized: true,
  } as const;
  t.true(verifyChain(valid, policy, Date.now()).accept);
  const costs = new Map<string, PathWork>();
  for (const [name, chain] of Object.entries(hostile)) {
    const bytes = chain.reduce((sum, { length }) => sum + length, 0);
    t.true(bytes <= 64 * 1024 && chain.length <= PATH_LIMITS.certificates, `${name}: ${bytes} bytes`);
    const work = new PathWork();
    verifyChain(chain, policy, Date.now(), work);
    costs.set(name, work);
  }
  for (const name of [
    'issuers with the name of the anchor as issuer',
    'issuers signed by a valid intermediate',
    'issuers with many extensions',
  ]) {
    t.is(costs.get(name)?.signatureChecks, PATH_LIMITS.signatureChecks, name);
  }
  const names = costs.get('many names and name constraints')?.nameComparisons ?? 0;
  t.true(names > 0.95 * PATH_LIMITS.nameComparisons, `${names} names compared`);
});
