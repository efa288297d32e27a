/** What a cryptographic provider implements, and the checks that every provider shares. */
export { type AeadLengths, aeadLengths, requireKeyLength } from './aead-lengths.ts';
export type {
  Aead,
  AeadName,
  Capabilities,
  CryptoProvider,
  GroupName,
  Hash,
  HashName,
  KeyPair,
  PrivateKey,
  RecordNumberMask,
  SignatureSchemeName,
} from './provider.ts';
export { recordNumberSample } from './record-number-sample.ts';
