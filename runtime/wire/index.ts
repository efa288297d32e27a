export { WireError, type WireErrorCode } from '../errors/wire-error.ts';
export { nameOf } from './code-point.ts';
export { type Codec, decodeAll, encodeToBytes } from './codec.ts';
export { requireDistinct, requireDistinctTags } from './distinct.ts';
export { equalBytes } from './equal-bytes.ts';
export { Reader } from './reader.ts';
export { illegalValue, outOfRange, wrongLength } from './refusal.ts';
export { totalSize } from './total-size.ts';
export { Writer } from './writer.ts';
