// wirechart/capture: reads UDP datagrams from pcap and pcapng files.
export { type CaptureCounters, CaptureReader, isCapture } from './capture-reader.ts';
export type { CapturedAddress, CapturedDatagram, SkipReason } from './udp.ts';
