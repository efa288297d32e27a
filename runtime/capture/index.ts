export { type CaptureCounters, CaptureReader, looksLikeCapture } from './capture-reader.ts';
export type { CapturedAddress, CapturedDatagram, Skipped } from './udp.ts';
