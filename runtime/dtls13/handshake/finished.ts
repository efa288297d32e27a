import { Finished } from '../../../generated/dtls13/wire/finished.ts';
import type { CryptoProvider } from '../../crypto/provider.ts';
import { decodeAll, encodeToBytes } from '../../wire/index.ts';
import type { SessionKeys } from './session-keys.ts';

/** The body of the Finished of `side`; RFC 9846 section 4.5.3. `transcriptHash` covers all earlier messages. */
export function encodeFinished(keys: SessionKeys, side: 'client' | 'server', transcriptHash: Uint8Array): Uint8Array {
  return encodeToBytes(Finished, { verifyData: keys.verifyData(side, transcriptHash) });
}

/** verify_data of a received Finished. Throws WireError. */
export function decodeFinished(body: Uint8Array): Uint8Array {
  return decodeAll(Finished, body).verifyData;
}

/** Whether `verifyData` is the MAC of `side` over all messages before its Finished; compared in constant time. */
export function isFinishedValid(
  provider: CryptoProvider,
  keys: SessionKeys,
  side: 'client' | 'server',
  verifyData: Uint8Array,
  transcriptHash: Uint8Array,
): boolean {
  return provider.equal(keys.verifyData(side, transcriptHash), verifyData);
}
