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
  RecordCipher,
  RecordNumberMask,
  SignatureSchemeName,
  TrafficKeys,
} from './provider.ts';
export {
  RECORD_BODY_AT,
  RECORD_BODY_LENGTH,
  RECORD_FIELDS,
  RECORD_HEADER_AT,
  RECORD_IS_AUTHENTIC,
  RECORD_NUMBER_AT,
  RECORD_NUMBER_LENGTH,
  RECORD_SEQUENCE_HIGH,
  RECORD_SEQUENCE_LOW,
} from './provider.ts';
export { copyRecordNumberSample } from './record-number-sample.ts';
