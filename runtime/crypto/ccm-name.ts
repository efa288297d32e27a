import type { AeadName } from './provider.ts';

/** AES-CCM with a tag of either length. */
export type CcmName = Extract<AeadName, `${string}-ccm${string}`>;

/** True for AES-CCM, which the libraries treat unlike the other AEADs. */
export function isCcm(name: AeadName): name is CcmName {
  return name === 'aes-128-ccm' || name === 'aes-128-ccm-8';
}
