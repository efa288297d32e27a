/** What a cryptographic provider implements, and the checks that every provider shares. */
export { type AeadLengths, aeadLengths, requireKeyLength } from './aead-lengths.ts';
export type { MlKem, MlKemEncapsulation, MlKemKeyPair, MlKemName, RandomSource } from './ml-kem.ts';
export type {
  Aead,
  AeadName,
  Capabilities,
  CryptoProvider,
  EcdheGroupName,
  GroupName,
  Hash,
  HashName,
  HybridGroupName,
  KeyExchangeResponse,
  KeyPair,
  PrivateKey,
  RecordNumberMask,
  SignatureSchemeName,
} from './provider.ts';
export { copyRecordNumberSample } from './record-number-sample.ts';
