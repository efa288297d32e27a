import { parentPort } from 'node:worker_threads';
import { validatePath } from '../../../runtime/certificates/path.ts';
import { PathWork } from '../../../runtime/certificates/path-work.ts';
import { RevocationLists } from '../../../runtime/certificates/revocation-lists.ts';
import { TrustAnchors } from '../../../runtime/certificates/trust-anchors.ts';
import { CertificateError } from '../../../runtime/errors/certificate-error.ts';
import { ConfigError } from '../../../runtime/errors/config-error.ts';
import type { Case } from './suite.ts';

/** What was decided about one case. */
export interface Verdict {
  readonly accepted: boolean;
  /** Why it was refused. */
  readonly reason: string;
  /** Time of the decision alone, loading anchors and lists excluded. */
  readonly milliseconds: number;
  readonly signatureChecks: number;
  readonly nameComparisons: number;
  readonly steps: number;
}

// A worker of its own, so that a decision that never comes can be ended from outside.
parentPort?.on('message', (one: Case) => parentPort?.postMessage(judge(one)));

function judge(one: Case): Verdict {
  let start = performance.now();
  const work = new PathWork();
  const verdict = (accepted: boolean, reason: string): Verdict => {
    const milliseconds = performance.now() - start;
    const { signatureChecks, nameComparisons, steps } = work;
    return { accepted, reason, milliseconds, signatureChecks, nameComparisons, steps };
  };
  try {
    const anchors = new TrustAnchors(one.trusted_certs);
    const { crls = [] } = one;
    const revocationLists = crls.length === 0 ? undefined : new RevocationLists(crls);
    const chain = [one.peer_certificate, ...one.untrusted_intermediates].map(der);
    const now = one.validation_time === null ? Date.now() : Date.parse(one.validation_time);
    const purpose = one.validation_kind === 'SERVER' ? 'server' : 'client';
    start = performance.now();
    const servername = one.expected_peer_name?.value;
    validatePath(chain, { anchors, purpose, servername, now, revocationLists }, work);
    return verdict(true, '');
  } catch (error) {
    if (error instanceof CertificateError) return verdict(false, `${error.reason} ${error.message}`);
    // Anchors or lists that cannot be loaded are a refusal too.
    if (error instanceof ConfigError) return verdict(false, error.message);
    throw error;
  }
}

function der(pem: string): Uint8Array {
  return Buffer.from(pem.replaceAll(/-----[^-]+-----/g, ''), 'base64');
}
