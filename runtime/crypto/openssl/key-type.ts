import { generateKeyPairSync } from 'node:crypto';

/** Whether `node:crypto` has this type of key, such as `x448` or `ml-dsa-44`: it depends on Node and its OpenSSL. */
export function hasKeyType(type: string): boolean {
  try {
    // The type declarations list the types of Node 20.
    generateKeyPairSync(type as 'x448');
    return true;
  } catch {
    return false;
  }
}
