import { generateKeyPairSync } from 'node:crypto';

/** The parameter sets of ML-DSA and their identifiers; RFC 9881. */
export const ML_DSA = [
  ['2.16.840.1.101.3.4.3.17', 'ml-dsa-44'],
  ['2.16.840.1.101.3.4.3.18', 'ml-dsa-65'],
  ['2.16.840.1.101.3.4.3.19', 'ml-dsa-87'],
] as const;

/** Whether `node:crypto` has ML-DSA: since Node 24.6, with OpenSSL 3.5. */
export const hasMlDsa = probe();

function probe(): boolean {
  try {
    // The type declarations list the types of Node 20.
    generateKeyPairSync('ml-dsa-44' as 'ed25519');
    return true;
  } catch {
    return false;
  }
}
