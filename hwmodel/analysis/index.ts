// Analysis of a simulation: the timeline of operations, its table and its waveform.
export { SignalTrace } from './signal-trace.ts';
export {
  busyTimes,
  type MergedEntry,
  mergeTimeline,
  type OperationLabel,
  type TimelineEntry,
  TimelineRecorder,
} from './timeline.ts';
export { type TimelineRow, timelineRows, timelineText } from './timeline-table.ts';
export { timelineVcd } from './timeline-vcd.ts';
export { type VcdVariable, VcdWriter } from './vcd-writer.ts';
