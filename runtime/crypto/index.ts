export { type AeadLengths, aeadLengths } from './aead-lengths.ts';
export { certificateVerifyContent } from './certificate-verify-content.ts';
export { deriveSecret, hkdfExpand, hkdfExpandLabel, hkdfExtract, type LabelPrefix } from './hkdf.ts';
export { KeySchedule, type TrafficKeyLengths, type TrafficKeys, type TrafficSecrets } from './key-schedule.ts';
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
export { RecordProtection } from './record-protection.ts';
export { Transcript } from './transcript.ts';
